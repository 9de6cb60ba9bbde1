package plan

import (
	"context"
	"fmt"
	"testing"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

func TestSegmentsAreNumberedAsTheListCounts(t *testing.T) {
	t.Parallel()
	at := func(seconds int64, number string) cutlist.Track {
		track := cutlist.Track{Start: timeline.Seconds(seconds)}
		if number != "" {
			track.Tags = map[string]string{"track": number}
		}
		return track
	}
	for _, test := range []struct {
		name   string
		spec   Spec
		tracks []cutlist.Track
		want   string
	}{
		{"audio before track 1", Spec{Mode: Cue}, []cutlist.Track{at(10, "1"), at(20, "2")}, "[0 1 2] of 2"},
		{"the same left out", Spec{Mode: Cue, DropLead: true}, []cutlist.Track{at(10, "1"), at(20, "2")}, "[1 2] of 2"},
		{"a second side", Spec{Mode: Cue}, []cutlist.Track{at(0, "5"), at(20, "6")}, "[5 6] of 6"},
		{"one excluded", Spec{Mode: Cue, Exclude: []int{0}}, []cutlist.Track{at(0, "1"), at(20, "2"), at(40, "3")}, "[2 3] of 3"},
		{"chapters without numbers", Spec{Mode: Chapters}, []cutlist.Track{at(10, ""), at(20, "")}, "[0 1 2] of 2"},
		{"labels with numbers", Spec{Mode: Labels}, []cutlist.Track{at(10, "3"), at(20, "4")}, "[2 3 4] of 4"},
		{"labels", Spec{Mode: Labels}, []cutlist.Track{at(0, ""), at(20, "")}, "[1 2] of 0"},
		{"numbers twice", Spec{Mode: Cue}, []cutlist.Track{at(0, "1"), at(20, "1")}, "[1 2] of 0"},
		{"tracks in parts", Spec{Mode: Cue, MaxSegment: timeline.Seconds(15)}, []cutlist.Track{at(0, "1"), at(20, "2")}, "[1 2 3 4 5 6 7 8] of 0"},
	} {
		in := Input{Source: media.Source{Rate: rate, Samples: 100 * timeline.Position(rate)}, List: &cutlist.List{Tracks: test.tracks}}
		p, err := Make(context.Background(), in, test.spec)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var numbers []int
		for _, s := range p.Segments {
			numbers = append(numbers, s.Number)
		}
		if got := fmt.Sprintf("%v of %d", numbers, p.Tracks); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
