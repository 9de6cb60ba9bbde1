package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/journal"
)

// A jsonJob is a job as --json shows it. Its names are a contract.
type jsonJob struct {
	ID       string     `json:"id"`
	Batch    string     `json:"batch"`
	State    string     `json:"state"`
	Path     string     `json:"path"`
	Preset   string     `json:"preset,omitempty"`
	Added    time.Time  `json:"added"`
	Started  time.Time  `json:"started,omitzero"`
	Ended    time.Time  `json:"ended,omitzero"`
	Attempt  int        `json:"attempt"`
	Tries    int        `json:"tries"`
	Priority int        `json:"priority,omitempty"`
	Held     bool       `json:"paused,omitempty"`
	Source   *jsonInput `json:"source,omitempty"`
	Folder   string     `json:"folder,omitempty"`
	Segments int        `json:"segments"`
	Written  int        `json:"written"`
	Error    *jsonError `json:"error,omitempty"`
}

type jsonInput struct {
	Format   string  `json:"format"`
	Duration float64 `json:"duration"`
	Size     int64   `json:"size"`
}

type jsonError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Details string `json:"details,omitempty"`
}

func jobJSON(e engine.Entry) jsonJob {
	j := jsonJob{
		ID: e.ID, Batch: e.Batch, State: string(e.State), Path: e.Path, Preset: e.Preset,
		Added: e.Added, Started: e.Started, Ended: e.Ended, Attempt: e.Attempt, Tries: e.Runs(),
		Priority: e.Priority, Held: e.Held, Folder: e.Result.Folder, Segments: e.Segments, Written: e.Written,
	}
	if s := e.Result.Source; s.Container != "" {
		j.Source = &jsonInput{s.Container, e.Duration, s.Size}
	}
	if e.Err != nil {
		j.Error = &jsonError{string(e.Err.Code), e.Err.Message.String(), e.Err.Details}
	}
	return j
}

type jsonDetails struct {
	jsonJob
	Recipe   engine.Recipe     `json:"recipe"`
	Metadata map[string]string `json:"metadata,omitempty"`
	Files    []jsonFile        `json:"files"`
	Attempts []jsonAttempt     `json:"attempts"`
	Commands []jsonCommand     `json:"commands"`
}

type jsonFile struct {
	Index      int     `json:"index"`
	Path       string  `json:"path"`
	Title      string  `json:"title,omitempty"`
	Duration   float64 `json:"duration"`
	Samples    int64   `json:"samples"`
	SampleRate int     `json:"sampleRate"`
	Size       int64   `json:"size"`
	Skipped    bool    `json:"skipped,omitempty"`
	Verified   bool    `json:"verified,omitempty"`
}

type jsonAttempt struct {
	Attempt int       `json:"attempt"`
	Try     int       `json:"try"`
	State   string    `json:"state"`
	Started time.Time `json:"started,omitzero"`
	Ended   time.Time `json:"ended"`
	Code    string    `json:"code,omitempty"`
	Message string    `json:"message,omitempty"`
}

type jsonCommand struct {
	Attempt int       `json:"attempt"`
	Program string    `json:"program"`
	Args    []string  `json:"args"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	Error   string    `json:"error,omitempty"`
}

func detailsJSON(d engine.Details) jsonDetails {
	return jsonDetails{
		jsonJob: jobJSON(d.Entry), Recipe: d.Recipe, Metadata: d.Metadata,
		Files: mapped(d.Files, func(f cut.Result) jsonFile {
			return jsonFile{
				Index: f.Segment.Index, Path: f.Path, Title: f.Segment.Title, Duration: f.Rate.Seconds(f.Samples),
				Samples: int64(f.Samples), SampleRate: int(f.Rate), Size: f.Size, Skipped: f.Skipped, Verified: f.Verified,
			}
		}),
		Attempts: mapped(d.Runs, func(a journal.Run) jsonAttempt {
			return jsonAttempt{a.Attempt, a.Retry + 1, a.State, a.Started, a.Ended, a.Code, a.Message.String()}
		}),
		Commands: mapped(d.Commands, func(c journal.Command) jsonCommand {
			return jsonCommand{c.Attempt, c.Program, c.Args, c.Started, c.Took.Seconds(), c.Error}
		}),
	}
}

// jobText returns a job for people.
func jobText(d engine.Details) string {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		b.WriteString(line("%-9s %s", name, fmt.Sprintf(format, args...)))
	}
	const clock = "2006-01-02 15:04:05"
	row("job", "%s of %s", d.ID, d.Batch)
	row("file", "%s", d.Path)
	row("state", "%s", d.State)
	if d.Held {
		row("", "paused")
	}
	if d.Err != nil {
		row("error", "%s: %s", d.Err.Code, d.Err.Message)
		for detail := range strings.Lines(d.Err.Details) {
			row("", "    %s", strings.TrimRight(detail, "\r\n"))
		}
	}
	if d.Preset != "" {
		row("preset", "%s", d.Preset)
	}
	row("added", "%s", d.Added.Format(clock))
	if !d.Started.IsZero() {
		row("started", "%s", d.Started.Format(clock))
	}
	if !d.Ended.IsZero() {
		row("ended", "%s, after %s", d.Ended.Format(clock), d.Ended.Sub(cmp.Or(d.Started, d.Ended)).Round(time.Millisecond))
	}
	for _, a := range d.Runs {
		row("attempt", "%d, try %d: %s after %s %s", a.Attempt, a.Retry+1, a.State, a.Ended.Sub(cmp.Or(a.Started, a.Ended)), a.Code)
	}
	for _, f := range d.Files {
		length := fmt.Sprintf("%.3f s", f.Rate.Seconds(f.Samples))
		if f.Skipped {
			length = "was there already"
		}
		row("segment", "%s, %s, %s", f.Path, length, humanize.Bytes(uint64(f.Size)))
	}
	for _, c := range d.Commands {
		row("command", "%s  (%s, %.3f s)", shellLine(c.Program, c.Args), c.Started.Format("15:04:05"), c.Took.Seconds())
		if c.Error != "" {
			row("", "    %s", c.Error)
		}
	}
	return b.String()
}

// shellLine writes a command as a POSIX shell takes it.
func shellLine(program string, args []string) string {
	text := quote(program)
	for _, arg := range args {
		text += " " + quote(arg)
	}
	return text
}

func quote(word string) string {
	special := strings.IndexFunc(word, func(r rune) bool {
		return !strings.ContainsRune("-_./:,=+@%", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) >= 0
	if word == "" || special {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return word
}

var csvHeader = []string{
	"id", "batch", "state", "path", "preset", "added", "started", "ended", "attempt", "tries",
	"format", "duration", "size", "folder", "segments", "written", "code", "message",
}

func csvRow(e engine.Entry) []string {
	date := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	row := []string{
		e.ID, e.Batch, string(e.State), e.Path, e.Preset, date(e.Added), date(e.Started), date(e.Ended),
		strconv.Itoa(e.Attempt), strconv.Itoa(e.Runs()), e.Result.Source.Container,
		strconv.FormatFloat(e.Duration, 'f', -1, 64), strconv.FormatInt(e.Result.Source.Size, 10),
		e.Result.Folder, strconv.Itoa(e.Segments), strconv.Itoa(e.Written), "", "",
	}
	if e.Err != nil {
		row[len(row)-2], row[len(row)-1] = string(e.Err.Code), e.Err.Message.String()
	}
	return row
}
