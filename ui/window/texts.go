package window

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"
	"github.com/dustin/go-humanize"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/plan"
)

// textArgs are the values of the {{.Name}} in a text.
type textArgs map[string]any

// tr returns a text in the person's language.
func tr(text string, values ...textArgs) string {
	loadTranslations()
	if len(values) == 0 {
		return lang.L(text)
	}
	return lang.L(text, values[0])
}

// trn returns a text about n things; {{.N}} in it is the number. Texts with
// another singular have it in the translations, of English too.
func trn(text string, n int) string {
	loadTranslations()
	return lang.N(text, n, textArgs{"N": humanize.Comma(int64(n))})
}

// clockText writes seconds as a player does: 3:07, 1:02:03.
func clockText(seconds float64) string {
	s := int64(math.Round(seconds))
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// durationText writes a length of time in its two largest units: 2 h 5 min.
func durationText(d time.Duration) string {
	switch s := int64(d.Round(time.Second).Seconds()); {
	case s >= 3600:
		return tr("{{.Hours}} h {{.Minutes}} min", textArgs{"Hours": s / 3600, "Minutes": s / 60 % 60})
	case s >= 600:
		return tr("{{.Minutes}} min", textArgs{"Minutes": s / 60})
	case s >= 60:
		return tr("{{.Minutes}} min {{.Seconds}} s", textArgs{"Minutes": s / 60, "Seconds": s % 60})
	case s < 1:
		return tr("less than a second")
	default:
		return tr("{{.Seconds}} s", textArgs{"Seconds": s})
	}
}

func bytesText(n int64) string { return humanize.Bytes(uint64(max(n, 0))) }

// homeText writes a path as people do: ~ is their home.
func homeText(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || home == "" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
		return filepath.Join("~", rest)
	}
	return path
}

// formatText says what a source is in a few letters: "MP3 · 44.1 kHz".
func formatText(s engine.Source) string {
	if s.Rate == 0 {
		return ""
	}
	name := strings.ToUpper(s.Container)
	if name == "MATROSKA" {
		name = "MKV"
	}
	return fmt.Sprintf("%s · %s kHz", name, humanize.Ftoa(float64(s.Rate)/1000))
}

// aboutText says all of what a source is.
func aboutText(s engine.Source) string {
	parts := []string{formatText(s)}
	switch s.Channels {
	case 0:
	case 1:
		parts = append(parts, tr("mono"))
	case 2:
		parts = append(parts, tr("stereo"))
	default:
		parts = append(parts, trn("{{.N}} channels", s.Channels))
	}
	if s.Bitrate > 0 && !s.Lossless {
		parts = append(parts, tr("{{.Rate}} kb/s", textArgs{"Rate": s.Bitrate / 1000}))
	}
	if n := len(s.Chapters); n > 0 {
		parts = append(parts, trn("{{.N}} chapters", n))
	}
	return strings.Join(parts, " · ")
}

// statusText says in a few words how a file stands, while everything is paused
// or not.
func statusText(i *item, paused bool) string {
	percent := textArgs{"Percent": int(i.progress * 100)}
	switch {
	case i.isPaused(paused) && i.phase == working:
		return tr("Paused at {{.Percent}} %", percent)
	case i.isPaused(paused):
		return tr("Paused")
	}
	switch i.phase {
	case reading:
		return tr("Reading …")
	case waiting:
		return tr("Ready")
	case refused:
		return failureText(i.err)
	case queued:
		if i.retryErr != nil {
			return tr("Tried again soon: {{.Why}}", textArgs{"Why": failureText(i.retryErr)})
		}
		return tr("Queued")
	case working:
		switch i.state {
		case engine.Analyzing:
			return tr("Analyzing {{.Percent}} %", percent)
		case engine.Verifying:
			return tr("Checking {{.Percent}} %", percent)
		}
		return tr("Splitting {{.Percent}} %", percent)
	case done:
		return trn("Done: {{.N}} segments", i.result.written())
	case failed:
		return failureText(i.err)
	case canceled:
		return tr("Canceled")
	}
	return ""
}

// shortStatusText is statusText where there is room for a word.
func shortStatusText(i *item, paused bool) string {
	if i.isPaused(paused) {
		return tr("Paused")
	}
	switch i.phase {
	case queued:
		return tr("Waiting")
	case working:
		return tr("{{.Percent}} %", textArgs{"Percent": int(i.progress * 100)})
	case done:
		return tr("Done")
	case refused, failed:
		return tr("Failed")
	}
	return statusText(i, paused)
}

// tallyText says how much is in the queue.
func tallyText(t tally, visible, files int) string {
	if files == 0 {
		return ""
	}
	parts := []string{trn("{{.N}} files", files)}
	if visible < files {
		parts[0] = tr("{{.Shown}} of {{.Files}}", textArgs{"Shown": humanize.Comma(int64(visible)), "Files": parts[0]})
	}
	if t.seconds > 0 {
		parts = append(parts, clockText(t.seconds), bytesText(t.bytes))
	}
	if n := t.in(reading); n > 0 {
		parts = append(parts, trn("reading {{.N}}", n))
	}
	if n := t.in(done); n > 0 {
		parts = append(parts, trn("{{.N}} done", n))
	}
	if n := t.in(refused, failed); n > 0 {
		parts = append(parts, trn("{{.N}} failed", n))
	}
	return strings.Join(parts, "  ·  ")
}

// roundText says how far a round is.
func roundText(s roundProgress, paused bool) string {
	parts := []string{tr("{{.Over}} of {{.Files}}", textArgs{
		"Over": humanize.Comma(int64(s.over)), "Files": trn("{{.N}} files", s.jobs),
	})}
	switch {
	case paused:
		parts = append(parts, tr("paused"))
	case s.left > 0:
		parts = append(parts, tr("{{.Time}} left", textArgs{"Time": durationText(s.left)}))
	}
	if s.held > 0 && !paused {
		parts = append(parts, trn("{{.N}} paused", s.held))
	}
	if s.speed >= 1 {
		parts = append(parts, tr("{{.Times}}× speed", textArgs{"Times": humanize.Comma(int64(s.speed))}))
	}
	return strings.Join(parts, "  ·  ")
}

// methodText says how segments are written.
func methodText(c *cut.Choice) string {
	switch {
	case !c.Reencodes && c.Exactness == cut.SampleExact:
		return tr("without re-encoding, at the exact sample")
	case !c.Reencodes:
		return tr("without re-encoding, to some milliseconds")
	case c.Lossless:
		return tr("re-encoded without loss")
	default:
		return tr("re-encoded")
	}
}

// modeText names a mode and says in a sentence what it does.
func modeText(m plan.Mode) (name, sentence string) {
	switch m {
	case plan.Duration:
		return tr("By duration"), tr("A new segment each time this much has passed.")
	case plan.Parts:
		return tr("Into equal parts"), tr("As many segments as you like, all of the same length.")
	case plan.Size:
		return tr("By file size"), tr("Segments as long as they can be without any file being larger.")
	case plan.Silence:
		return tr("At silences"), tr("A cut in each pause: between songs, sentences or takes.")
	case plan.Timestamps:
		return tr("At timestamps"), tr("Cuts at the times you type or paste.")
	case plan.Chapters:
		return tr("By chapters"), tr("A segment for each chapter that the file carries or a list names.")
	case plan.Cue:
		return tr("By cue sheet"), tr("A segment for each track of a .cue file.")
	case plan.Labels:
		return tr("By labels"), tr("Audacity labels, subtitles, CSV and other lists of times.")
	case plan.Channels:
		return tr("By channel"), tr("A file for each channel.")
	case plan.Manual:
		return tr("By hand"), tr("The segments as you arranged them.")
	}
	return string(m), ""
}

func silencePartText(part string) string {
	switch part {
	case "start":
		return tr("The start of the silence")
	case "end":
		return tr("The end of the silence")
	}
	return tr("The middle of the silence")
}

// titlingText says what the titles of a list of cuts hold.
func titlingText(t cutlist.Titling) string {
	switch t {
	case cutlist.TitlesWhole:
		return tr("The title alone")
	case cutlist.ArtistTitle:
		return tr("Artist – title")
	case cutlist.TitleArtist:
		return tr("Title – artist")
	}
	return tr("Automatic")
}

func outputFormatText(f cut.Format) string {
	switch f {
	case cut.Keep, "":
		return tr("As the source (no re-encoding)")
	case cut.Ogg:
		return "Ogg Vorbis"
	case cut.Opus:
		return "Opus"
	case cut.M4A:
		return "M4A (AAC)"
	}
	return strings.ToUpper(string(f))
}

func conflictText(c cut.Conflict) string {
	switch c {
	case cut.Overwrite:
		return tr("Replace it")
	case cut.Skip:
		return tr("Skip the segment")
	case cut.Fail:
		return tr("Stop the job")
	}
	return tr("Keep both: add a number")
}

// limitText says what a limit of sizes is for.
func limitText(l plan.SizeLimit) string {
	switch l.Bytes {
	case 8_000_000:
		return tr("chat uploads, strict servers")
	case 10_000_000:
		return tr("chat uploads without a subscription, many mail servers")
	case 25_000_000:
		return tr("mail attachments, transcription services")
	case 100_000_000:
		return tr("upload forms and code hosting")
	}
	return l.For
}
