package cut

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

var update = flag.Bool("update", false, "write the table of what is exact where into docs/formats.md")

// A row of the table is of sources that are cut alike.
type row struct {
	sources string // as people call them
	files   []sample
	format  Format
	remark  string
	snap    bool // cuts move to where packets meet
}

// A sample is a source: music with a name and ffmpeg's options, or a file.
type sample struct {
	name string
	args []string
}

func samples(names string, args ...string) (all []sample) {
	for name := range strings.FieldsSeq(names) {
		all = append(all, sample{name, args})
	}
	return all
}

var rows = []row{
	{"WAV, RF64, W64, AIFF, CAF (PCM)", append(samples("a.wav b.w64 c.aiff d.caf"), sample{"e.wav", []string{"-rf64", "always"}}), Keep, "", false},
	{"A-law and µ-law in WAV, W64, AIFF-C, CAF", append(samples("a.wav b.w64", "-c:a", "pcm_alaw"), samples("c.aiff d.caf", "-c:a", "pcm_mulaw")...), Keep, "", false},
	{"MP3", append(samples("a.mp3", "-b:a", "128k"), sample{"b.mp3", []string{"-q:a", "2"}}), Keep, "players that ignore the LAME header play up to 78 ms more in front, and a frame behind", false},
	{"MP3 in WAV, Matroska, MP4, AVI, MPEG-TS", samples("a.wav b.mka c.mp4 d.avi e.ts", "-c:a", "libmp3lame"), Keep, "becomes MP3", false},
	{"FLAC", samples("a.flac", "-sample_fmt", "s16"), Keep, "`flac -t` passes; only the block at a cut is coded anew", false},
	{"FLAC in Ogg, Matroska, MP4", samples("a.oga b.mka c.mp4", "-c:a", "flac", "-strict", "-2"), Keep, "becomes FLAC", false},
	{"Opus in Ogg", samples("a.opus", "-b:a", "128k"), Keep, "1.2 s of run-up is kept and skipped", false},
	{"Opus in Matroska, WebM, MP4, NUT", samples("a.mka b.webm c.mp4 d.nut", "-c:a", "libopus", "-b:a", "128k"), Keep, "becomes Ogg Opus", false},
	{"Opus coded as speech", samples("speech.opus", "-application", "voip", "-b:a", "16k"), Keep, "elsewhere in libopus at worst 25 dB below the signal, or -70 dB of full scale; ffmpeg takes the last millisecond from behind the cut", false},
	{"Vorbis in Ogg", samples("a.ogg", "-c:a", "libvorbis"), Keep, "", false},
	{"the same with `--snap-packets`", samples("a.ogg", "-c:a", "libvorbis"), Keep, "a cut moves by half a packet at most, 12 ms at 44.1 kHz", true},
	{"Vorbis in AVI, NUT, ASF", samples("a.avi b.nut c.asf", "-c:a", "libvorbis"), Keep, "becomes Ogg Vorbis", false},
	{"AAC-LC in M4A, MP4, MOV", samples("a.m4a b.mp4 c.mov", "-c:a", "aac", "-aac_pns", "0"), Keep, "noise that the encoder left to the decoder differs each time", false},
	{"the same with `--snap-packets`", samples("a.m4a b.mp4 c.mov", "-c:a", "aac", "-aac_pns", "0"), Keep, "a cut moves by half a packet at most, 12 ms at 44.1 kHz", true},
	{"AAC-LC in Matroska, MPEG-TS, FLV, AVI, NUT, ASF", samples("a.mka b.ts c.flv d.avi e.nut f.asf", "-c:a", "aac", "-aac_pns", "0"), Keep, "becomes M4A; beside video it is cut at its packets", false},
	{"AAC in ADTS, as M4A", samples("a.aac", "-aac_pns", "0"), M4A, "", false},
	{"HE-AAC in M4A", samples(filepath.Join("mp4", "testdata", "he-aac-v1.m4a")), Keep, "its time counts pairs of samples; decoders make up the upper bands; ffmpeg 7 plays the first packet whole, too", false},
	{"AAC in ADTS", samples("a.aac", "-aac_pns", "0"), Keep, "", false},
	{"AC-3, E-AC-3, MP2, DTS, WMA, Speex", []sample{
		{"a.ac3", nil}, {"b.eac3", nil}, {"c.mp2", nil}, {"d.dts", []string{"-c:a", "dca", "-strict", "-2"}}, {"e.wma", nil}, {"f.spx", []string{"-c:a", "libspeex", "-ar", "32000"}},
	}, Keep, "a packet is 10 to 50 ms", false},
	{"the same in AVI, VOB, WAV", append(samples("a.avi b.vob", "-c:a", "ac3"), samples("c.avi d.wav", "-c:a", "eac3")...), Keep, "", false},
	{"ALAC, WavPack, TTA", append(samples("a.wv b.tta"), sample{"c.m4a", []string{"-c:a", "alac"}}), Keep, "other lossless codecs become FLAC or WAV", false},
	{"anything, as FLAC, ALAC, WAV", samples("a.wav"), FLAC, "lossy sources keep what they decode to", false},
	{"anything, as MP3", samples("a.wav"), MP3, "lossy, as all below", false},
	{"anything, as Opus", samples("a.wav"), Opus, "", false},
	{"anything, as Vorbis", samples("a.wav"), Ogg, "", false},
	{"anything, as AAC in M4A", samples("a.wav"), M4A, "", false},
	{"anything, as AAC in ADTS", samples("a.wav"), AAC, "M4A has no gaps", false},
}

// decoders are, by the codec of a segment, the programs that its makers give.
var decoders = map[string][]string{
	"mp3":    {"mpg123", "-q", "-s"},
	"flac":   {"flac", "-s", "-d", "-c", "--force-raw-format", "--endian=little", "--sign=signed"},
	"opus":   {"opusdec", "--quiet", "--float", "--rate", "48000"},
	"vorbis": {"oggdec", "-Q", "-R", "-o", "-"},
}

// What is around the table in docs/formats.md.
const (
	tableBegin = "<!-- exactness: made by go test ./engine/cut -run Exactness -update -->\n"
	tableEnd   = "<!-- end of exactness -->"
)

// The table of docs/formats.md is what cutting real files gives.
func TestExactnessTable(t *testing.T) {
	t.Parallel()
	lines := make([]string, len(rows))
	t.Run("rows", func(t *testing.T) { // which waits for all of them
		for i, r := range rows {
			t.Run(r.sources, func(t *testing.T) {
				t.Parallel()
				lines[i] = r.measure(t)
			})
		}
	})
	version, _, _ := strings.Cut(strings.TrimPrefix(string(mediatest.Run(t, "ffmpeg", "-version")), "ffmpeg version "), " ")
	major, _, _ := strings.Cut(version, ".")
	table := "| source | cut at | encoded anew | in ffmpeg " + major + " | in its own decoder | remark |\n" +
		"| --- | --- | --- | --- | --- | --- |\n" + strings.Join(lines, "")
	path := filepath.Join("..", "..", "docs", "formats.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), tableBegin)
	written, after, closed := strings.Cut(rest, tableEnd)
	if !ok || !closed {
		t.Fatal("docs/formats.md has no place for the table")
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+tableBegin+table+tableEnd+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, got := strings.Split(written, "\n"), strings.Split(table, "\n")
	if len(want) != len(got) {
		t.Fatalf("the table of docs/formats.md has %d lines, not %d", len(want), len(got))
	}
	for i := range got {
		if !strings.Contains(want[0], "ffmpeg "+major+" ") {
			got[i], want[i] = withoutFFmpeg(got[i]), withoutFFmpeg(want[i]) // it says what another one does
		}
		if got[i] != want[i] {
			t.Errorf("docs/formats.md says\n%s\nand it is\n%s", want[i], got[i])
		}
	}
}

// withoutFFmpeg returns a line of the table without what ffmpeg does.
func withoutFFmpeg(line string) string {
	cells := strings.Split(line, "|")
	if len(cells) > 4 {
		cells[4] = ""
	}
	return strings.Join(cells, "|")
}

// measure cuts the sources of a row and returns its line of the table.
func (r row) measure(t *testing.T) string {
	var choice *Choice
	ours, timed, theirs := finding{}, finding{}, finding{}
	program, how := "", ""
	for i, s := range r.files {
		path := s.name
		if filepath.Base(path) == path {
			path = makeMedia(t, s.name, 4*48000, 48000, 2, s.args...)
		}
		if s.name == "speech.opus" {
			path = filepath.Join(t.TempDir(), s.name)
			mediatest.FFmpeg(t, append(append([]string{"-t", "8", "-i", mediatest.Speech}, s.args...), path)...)
		}
		src := probeMedia(t, path)
		o := Output{Format: r.format}
		m, err := chosen(t, src, o)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && (m.Exactness != choice.Exactness || m.Reencodes != choice.Reencodes) {
			t.Errorf("%s is cut otherwise than %s: %+v", s.name, r.files[0].name, m)
		}
		choice = m
		at := []timeline.Position{src.Samples * 2 / 5, src.Samples*2/5 + 60_001}
		if r.snap {
			around, err := m.Packets().Around(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			at[0], at[1] = around[0].Start, around[1].End
		}
		results := write(t, task(t, src, parts(src, at...), o))
		paths := append([]string{path}, pathsOf(results)...)
		if m.Exactness == PacketExact && !m.Reencodes {
			sums := mediatest.Packets(t, demuxers(t, src, o), paths...)
			torn := !slices.Equal(slices.Concat(sums[1:]...), sums[0])
			if torn {
				t.Errorf("%s: packets are not there once", s.name)
			}
			ours.packets, ours.torn = true, ours.torn || torn
			continue
		}
		all := decodeAll(t, "f32le", paths...)
		ours.compare(all, 4*src.Channels, src, results, m)
		out := probeMedia(t, paths[1])
		if out.Codec == "aac" && !r.snap {
			inner := results[:len(results)-1] // the source itself may end before its last packet does
			parts := mediatest.DecodeWith(t, "f32le", func(i int) []string { return []string{"-t", duration(t, inner[i].Path)} }, pathsOf(inner)...)
			timed.compare(append(all[:1:1], parts...), 4*src.Channels, src, inner, m)
			how = " without `-t`"
		}
		if decoder := decoders[out.Codec]; decoder != nil && (out.Container == src.Container || m.Reencodes && !m.Lossless) {
			program = decoder[0]
			width := map[string]int{"opusdec": 4}[program]
			all := make([][]byte, len(paths))
			for i, path := range paths {
				if i == 0 && m.Reencodes {
					continue // it may not be able to read the source
				}
				all[i] = mediatest.Run(t, decoder[0], arguments(decoder, path)...)
			}
			theirs.compare(all, max(width, 2)*src.Channels, src, results, m)
		}
	}
	cut := map[string]string{SampleExact: "any sample", PacketExact: "its packets"}[choice.Exactness]
	if r.snap {
		cut = "where packets meet"
	}
	if choice.Exactness == PacketExact && choice.Reencodes {
		cut = "any sample, behind a gap"
	}
	anew := "no"
	if choice.Reencodes {
		anew = map[bool]string{true: "yes, without loss", false: "yes"}[choice.Lossless]
	}
	other := "—"
	if program != "" {
		other = program + ": " + theirs.text(choice)
	}
	what := ours.text(choice)
	if timed.behind || timed.before || timed.other {
		how = ""
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", r.sources, cut, anew, what+how, other, r.remark)
}

// duration returns how many seconds a file says its audio lasts.
func duration(t *testing.T, path string) string {
	t.Helper()
	out := mediatest.Run(t, "ffprobe", "-v", "error", "-select_streams", "a", "-show_entries", "stream=duration", "-of", "csv=p=0", path)
	return strings.TrimSpace(string(out))
}

// arguments returns those of a decoder that writes to its standard output.
func arguments(decoder []string, path string) []string {
	args := append(slices.Clone(decoder[1:]), path)
	if decoder[0] == "opusdec" {
		args = append(args, "-")
	}
	return args
}

// A finding is what a decoder makes of segments.
type finding struct {
	before, behind bool    // it plays more than the segment at its start, at its end
	other          bool    // it plays less, or more than a packet more
	noise          float64 // the largest share of the power that differs
	packets, torn  bool    // packets were compared; they are not each there once
}

// compare adds what a decoder gives of a source, which is the first, and of its
// segments, frame bytes a sample. Of what is encoded anew lengths alone tell.
func (f *finding) compare(all [][]byte, frame int, src media.Source, results []Result, c *Choice) {
	for i, got := range all[1:] {
		s := results[i].Segment
		from, n := int(s.Start)*frame, int(s.Len())*frame
		same := c.Lossless || !c.Reencodes
		more := len(got) - n
		if rounding := int(src.Rate) / 500 * frame; same && !src.Exact && i == len(results)-1 && max(more, -more) <= rounding {
			n, more = min(len(got), len(all[0])-from), 0 // the end of the source was estimated
		}
		f.other = f.other || more < 0 || more >= 4096*frame
		if f.other || !same {
			f.behind = f.behind || more > 0
			continue
		}
		want := all[0][from : from+n]
		if more > 0 && bytes.Equal(got[more:], want) {
			f.before = true
			continue
		}
		f.behind = f.behind || more > 0
		if filepath.Base(src.Path) == "speech.opus" {
			n -= 48 * frame // see the remark
		}
		if !bytes.Equal(got[:n], want[:n]) {
			f.noise = max(f.noise, difference32(want[:n], got))
		}
	}
}

// difference32 returns the power of the difference of floats as a share of the
// power of want.
func difference32(want, got []byte) float64 {
	signal, noise := 0.0, math.SmallestNonzeroFloat64
	for i := 0; i+4 <= len(want); i += 4 {
		a := float64(math.Float32frombits(binary.LittleEndian.Uint32(want[i:])))
		b := float64(math.Float32frombits(binary.LittleEndian.Uint32(got[i:])))
		signal, noise = signal+a*a, noise+(a-b)*(a-b)
	}
	return noise / signal
}

// text says what was found.
func (f finding) text(c *Choice) string {
	switch {
	case f.packets && f.torn:
		return "packets are lost"
	case f.packets:
		return "every packet once"
	case f.other:
		return "another length"
	}
	what := "bit-identical"
	switch {
	case c.Reencodes && !c.Lossless:
		what = "the exact length"
	case f.noise > maxNoise:
		what = "other samples"
	case f.noise > math.Pow(10, -2.5):
		what = "alike"
	case f.noise > 1e-6:
		what = "25 dB below the signal"
	case f.noise > 0:
		what = "60 dB below the signal"
	}
	switch {
	case f.before:
		what += ", behind up to a block more"
	case f.behind && c.Reencodes:
		what = "up to a packet more"
	case f.behind:
		what += ", the last packet whole"
	}
	return what
}
