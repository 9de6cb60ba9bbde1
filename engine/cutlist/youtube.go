package cutlist

import (
	"fmt"
	"strings"

	"audiospliter/engine/message"
)

// writeYouTube writes whole seconds, as YouTube reads no fractions.
func writeYouTube(p *printer, l *List) {
	for _, t := range l.Tracks {
		s := ticks(t.Start, 1)
		at := fmt.Sprintf("%02d:%02d", s/60, s%60)
		if s >= 3600 {
			at = fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
		}
		title := strings.TrimLeft(t.Title, separators+closers)
		if title != "" {
			at += " " + title
		}
		p.f("%s\n", at)
	}
}

// YouTube's rules for chapters (YouTube Help, "Add chapters to your videos"):
// where one is broken it shows none.
const (
	youTubeFewest   = 3
	youTubeShortest = 10 // s
)

// youTubeRules says which of them the list breaks, by the times that are written.
func youTubeRules(l *List) []message.Text {
	if len(l.Tracks) == 0 {
		return nil
	}
	var said []message.Text
	if first := l.Tracks[0].Start; ticks(first, 1) != 0 {
		said = append(said, message.New("YouTube shows no chapters unless the first begins at 0:00: here it begins at %s.", first.Clock()))
	}
	if n := len(l.Tracks); n < youTubeFewest {
		said = append(said, message.New("YouTube shows no chapters where there are fewer than %d: here there are %d.", youTubeFewest, n))
	}
	short := 0
	for i, t := range l.Tracks {
		end := t.End
		switch {
		case i+1 < len(l.Tracks):
			end = l.Tracks[i+1].Start
		case !t.HasEnd:
			continue
		}
		if ticks(end, 1)-ticks(t.Start, 1) < youTubeShortest {
			short++
		}
	}
	if short > 0 {
		said = append(said, message.New("YouTube shows no chapters where one is shorter than %d seconds: here %d of %d are.", youTubeShortest, short, len(l.Tracks)))
	}
	return said
}
