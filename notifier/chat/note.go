package chat

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// An outcome colors a note.
type outcome int

const (
	succeeded outcome = iota
	failed
	running
)

// mark is a sign in front of a title.
func (o outcome) mark() string { return [...]string{"✅", "❌", "⏳"}[o] }

// A note is the content of a message, the same for all services. Text that comes
// from files is clean and inert.
type note struct {
	outcome outcome
	title   string // ours
	subject string // the name of the source; "" for a batch
	job     string // its id; "" for a batch
	summary string // ours: a line of numbers
	facts   []fact
	items   []item // the most important first
}

// A fact is a name of ours and a value from outside.
type fact struct{ name, value string }

// An item is a segment of a job, or a job of a batch.
type item struct {
	name   string // ours, such as Segment 1; "" for the jobs of a batch
	label  string // from outside: the title or the name of the file
	detail string // from outside: how long it is, or why it failed
	link   string // http or https; "" for none
}

// Lengths of texts from outside, in characters: a file name can have 255 bytes.
const (
	maxName   = 120
	maxReason = 300
	maxFolder = 300
)

// maxItems is how many segments or jobs are listed: more are not read.
const maxItems = 24

// Options say what a message may hold beside the event.
type Options struct {
	To     string                   // ntfy's topic, Matrix's room, Telegram's chat
	Folder bool                     // the output folder may be named
	Link   func(path string) string // where an output can be fetched from; only http and https are used; may be nil
}

// newNote returns the note of the event, and whether there is one.
func newNote(e engine.Event, o Options) (note, bool) {
	switch e.Kind {
	case engine.JobCompleted:
		return completed(e.Job, o), true
	case engine.JobFailed:
		return failedJob(e.Job), true
	case engine.JobProgress:
		return note{outcome: running, title: "Audio Split Running", subject: source(e.Job), job: e.Job.ID, summary: fmt.Sprintf("%d %% done", int(e.Job.Progress*100))}, true
	case engine.BatchCompleted:
		return batch(e.Batch, o), true
	}
	return note{}, false
}

func completed(j engine.Job, o Options) note {
	n := note{outcome: succeeded, title: "Audio Split Complete", subject: source(j), job: j.ID}
	var total float64
	for _, out := range j.Result.Outputs {
		if out.Skipped {
			continue
		}
		seconds := out.Rate.Seconds(out.Samples)
		total += seconds
		label := clean(out.Segment.Title, maxName)
		if label == "" {
			label = clean(filepath.Base(out.Path), maxName)
		}
		n.items = append(n.items, item{
			name:   "Segment " + strconv.Itoa(out.Segment.Index+1),
			label:  inert(label),
			detail: clock(seconds),
			link:   webLink(o, out.Path),
		})
	}
	n.summary = english.Plural(len(n.items), "segment", "") + ", " + clock(total) + " in all" + took(j.Started, j.Ended)
	if skipped := j.Result.Skipped(); skipped > 0 && len(n.items) == 0 {
		n.summary = "Nothing to write: " + english.Plural(skipped, "segment", "") + " there already"
	} else if skipped > 0 {
		n.summary += fmt.Sprintf(", %d more there already", skipped)
	}
	if o.Folder && j.Result.Folder != "" {
		n.facts = append(n.facts, fact{"Folder", inert(clean(j.Result.Folder, maxFolder))})
	}
	return n
}

func webLink(o Options, path string) string {
	if o.Link == nil {
		return ""
	}
	link := o.Link(path)
	if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") || len(link) > 500 || strings.ContainsAny(link, "<>()[]| \"\\") {
		return ""
	}
	return link
}

func failedJob(j engine.Job) note {
	n := note{outcome: failed, title: "Audio Split Failed", subject: source(j), job: j.ID}
	if canceled(j) {
		n.title = "Audio Split Canceled"
	}
	if written := j.Result.Written(); written > 0 {
		n.summary = english.Plural(written, "segment", "") + " written before" + took(j.Started, j.Ended)
	}
	if j.Err != nil {
		n.facts = append(n.facts, fact{"Reason", reason(j)})
	}
	return n
}

func canceled(j engine.Job) bool { return j.Err != nil && j.Err.Code == fault.Canceled }

func reason(j engine.Job) string {
	if j.Err == nil {
		return ""
	}
	return inert(clean(string(j.Err.Code)+": "+j.Err.Message.String(), maxReason))
}

func batch(b engine.Batch, o Options) note {
	n := note{outcome: succeeded, title: "Batch Complete"}
	users := map[string]int{} // of the names of sources
	for _, j := range b.Jobs {
		users[source(j)]++
	}
	label := func(j engine.Job) string {
		if users[source(j)] == 1 || !o.Folder {
			return source(j)
		}
		return shown(filepath.Join(filepath.Base(filepath.Dir(j.Path)), filepath.Base(j.Path)))
	}
	var segments, failures, cancels int
	var total float64
	var first, last time.Time
	var fine []item
	for _, j := range b.Jobs {
		if !j.Started.IsZero() && (first.IsZero() || j.Started.Before(first)) {
			first = j.Started
		}
		if j.Ended.After(last) {
			last = j.Ended
		}
		segments += j.Result.Written()
		for _, out := range j.Result.Outputs {
			if !out.Skipped {
				total += out.Rate.Seconds(out.Samples)
			}
		}
		switch {
		case j.State == engine.Completed:
			fine = append(fine, item{label: label(j), detail: english.Plural(j.Result.Written(), "segment", "")})
		case canceled(j):
			cancels++
			fine = append(fine, item{label: label(j), detail: "canceled"})
		default:
			failures++
			n.items = append(n.items, item{label: label(j), detail: reason(j)})
		}
	}
	n.items = append(n.items, fine...)
	if failures > 0 {
		n.outcome, n.title = failed, "Batch Complete, With Failures"
	}
	n.summary = fmt.Sprintf("%d of %s split", len(b.Jobs)-failures-cancels, english.Plural(len(b.Jobs), "file", ""))
	if failures > 0 {
		n.summary += fmt.Sprintf(", %d failed", failures)
	}
	if cancels > 0 {
		n.summary += fmt.Sprintf(", %d canceled", cancels)
	}
	n.summary += ": " + english.Plural(segments, "segment", "") + ", " + clock(total) + " in all" + took(first, last)
	return n
}

func source(j engine.Job) string { return shown(filepath.Base(j.Path)) }

func shown(name string) string { return inert(cmp.Or(clean(name, maxName), "(no name)")) }

// clock writes a duration as h:mm:ss or m:ss.
func clock(seconds float64) string {
	s := int64(seconds + 0.5)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func took(from, to time.Time) string {
	d := to.Sub(from)
	switch {
	case from.IsZero() || d < 0:
		return ""
	case d < time.Minute:
		return fmt.Sprintf(", split in %.1f s", d.Seconds())
	}
	return ", split in " + clock(d.Seconds())
}
