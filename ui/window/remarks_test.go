package window

import (
	"slices"
	"strings"
	"testing"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

func TestRemarks(t *testing.T) {
	t.Parallel()
	const fallen, short = "The headers of this file and its audio do not agree. So the audio is encoded anew.", "The source ended 7 samples before this segment did."
	for name, c := range map[string]struct {
		outputs []cut.Result
		want    []string
	}{
		"none":       {make([]cut.Result, 3), nil},
		"of all":     {[]cut.Result{{Note: message.Literal(fallen)}, {Note: message.Literal(fallen)}}, []string{fallen}},
		"of one":     {[]cut.Result{{Path: "/x/1.mp3"}, {Path: "/x/2.mp3", Note: message.Literal(short)}}, []string{"2.mp3: " + short}},
		"of the one": {[]cut.Result{{Path: "/x/1.mp3", Note: message.Literal(short)}}, []string{short}},
		"skipped":    {[]cut.Result{{Skipped: true}, {}}, []string{"1 segment was skipped: a file of that name was there."}},
	} {
		if got := remarks(c.outputs); !slices.Equal(got, c.want) || hasRemarks(c.outputs) != (c.want != nil) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestRemarksAreShown looks where a person looks when a file is done: its row,
// and its view.
func TestRemarksAreShown(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3")
	b.ready(1)
	b.split()
	note := "So the audio is encoded anew, without loss."
	b.tell(0, engine.Completed, func(j *engine.Job) {
		j.Result.Outputs = []cut.Result{{Note: message.Literal(note)}, {Note: message.Literal(note)}, {Skipped: true}}
	})
	b.until("the remark", func() bool { return strings.HasPrefix(b.detail.warning.Text, note) && b.detail.warning.Visible() })
	i := b.queue.items[0]
	if icon, _ := i.icon(false); !strings.Contains(icon.Name(), "info") {
		t.Errorf("the row has the picture %s", icon.Name())
	}
	if got := statusText(i, false); got != "Done: 2 segments" {
		t.Errorf("two written, one left as it was: %q", got)
	}
	b.splitSelected()
	b.until("the next outcome", func() bool { return !i.hasRemarks })
}

// TestTriedAgain says why a job that failed for now waits.
func TestTriedAgain(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3")
	b.ready(1)
	b.split()
	b.tell(0, engine.Splitting, nil)
	b.tell(0, engine.Queued, func(j *engine.Job) { j.Err = fault.New(fault.DiskFull, "The disk is full.") })
	want := "Tried again soon: The disk is full."
	if got := statusText(b.queue.items[0], false); got != want {
		t.Errorf("the row says %q", got)
	}
	b.until("the reason", func() bool { return b.detail.warning.Text == want && b.detail.warning.Visible() })
	b.tell(0, engine.Splitting, nil)
	if got := statusText(b.queue.items[0], false); got != "Splitting 0 %" {
		t.Errorf("tried again, the row says %q", got)
	}
}
