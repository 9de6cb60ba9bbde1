package cut

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/cut/mp3"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// The cuts beside the segments read back as the plan they were written with, in
// every format.
func TestCutsReadBackAsThePlan(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wav", 5*44100, 44100, 1))
	for _, format := range cutlist.Formats() {
		p := parts(src, 44100, 3*44100)
		p.Segments[1].Title = "Two"
		job := task(t, src, p, Output{WriteCuts: string(format)})
		results := write(t, job)
		path := filepath.Join(job.Folder, "cuts"+format.Extension())
		list, err := cutlist.ReadFile(path, cutlist.Options{Format: format})
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		var starts []timeline.Position
		for _, track := range list.Tracks {
			starts = append(starts, src.Rate.Position(track.Start))
		}
		for _, want := range []timeline.Position{44100, 3 * 44100} {
			if at := strings.Contains(positions(starts), positions([]timeline.Position{want})); !at {
				t.Errorf("%s: the cuts are at %s, want one at %d", format, positions(starts), want)
			}
		}
		keepsTitles := len(cutlist.Loss(format, CutList(src, p))) == 0
		if note := results[2].Note; keepsTitles != (len(note) == 0) {
			t.Errorf("%s: the last note is %q", format, note)
		}
	}
}

// positions returns positions as text, each between spaces.
func positions(all []timeline.Position) string {
	var b strings.Builder
	for _, p := range all {
		b.WriteString(" " + timeline.Rate(44100).Time(p).Clock() + " ")
	}
	return b.String()
}

func TestCutsFollowTheConflictPolicy(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wav", 44100, 44100, 1))
	for _, policy := range Conflicts {
		job := task(t, src, parts(src, 20_000), Output{WriteCuts: "cue", OnConflict: policy})
		if err := os.MkdirAll(job.Folder, 0o777); err != nil {
			t.Fatal(err)
		}
		taken := filepath.Join(job.Folder, "cuts.cue")
		if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		results, err := Write(context.Background(), job)
		if fails := policy == Fail; (fault.CodeOf(err) == fault.OutputExists) != fails || fails && len(results) != 0 {
			t.Errorf("%s: %v, %v", policy, results, err)
		}
		text, _ := os.ReadFile(taken)
		_, err = os.Stat(filepath.Join(job.Folder, "cuts (2).cue"))
		if (string(text) != "mine") != (policy == Overwrite) || (err == nil) != (policy == Rename) {
			t.Errorf("%s: the file that was there holds %q; another: %v", policy, text, err == nil)
		}
		noDrafts(t, job.Folder)
	}
}

// Cuts that a format cannot say fail before a segment is written.
func TestCutsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wav", 44100, 44100, 1))
	for _, format := range []string{"youtube", "no such"} { // whole seconds; none
		job := task(t, src, parts(src, 20_000, 20_001), Output{WriteCuts: format})
		if _, err := Write(context.Background(), job); fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%s: %v, want INVALID_PARAMS", format, err)
		}
		if entries, _ := os.ReadDir(job.Folder); len(entries) > 0 {
			t.Errorf("%s: something was written", format)
		}
	}
}

// No plan has a segment of an MP3 that is too short to be cut, nor one of Opus
// whose packets are of the longest kind.
func TestPlannedSegmentsCanBeCut(t *testing.T) {
	t.Parallel()
	for _, rate := range []timeline.Rate{8000, 16000, 24000, 32000, 44100, 48000} {
		src, least := media.Source{Codec: "mp3", Container: "mp3", Rate: rate, Channels: 2, Samples: 100_000, Exact: true}, timeline.Position(mp3.MinPart)
		if rate == 48000 {
			src.Codec, src.Container, least = "opus", "ogg", 6241
		}
		list := &cutlist.List{}
		for _, at := range []int64{0, 1, 2000, 2001, 2002, 20_000, 50_000, 51_150, 99_999} {
			list.Tracks = append(list.Tracks, cutlist.Track{Start: timeline.Ratio(at, int64(rate)), Point: true})
		}
		p, err := plan.Make(context.Background(), plan.Input{Source: src, List: list}, plan.Spec{Mode: plan.Labels})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Segments) < 3 {
			t.Errorf("only %d segments at %d Hz", len(p.Segments), rate)
		}
		for _, s := range p.Segments {
			if s.Len() < least {
				t.Errorf("[%d, %d) is planned at %d Hz and cannot be cut", s.Start, s.End, rate)
			}
		}
	}
}

func TestShortSegmentOfMP3FailsBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.mp3", 44100, 44100, 1))
	job := task(t, src, parts(src, 20_000, 20_000+mp3.MinPart-1), Output{})
	results, err := Write(context.Background(), job)
	if fault.CodeOf(err) != fault.DurationTooShort || len(results) != 0 {
		t.Errorf("got %v, %v", results, err)
	}
}
