package cutlist

import (
	"slices"
	"strings"

	"audiospliter/engine/timeline"
)

// readMP3Splt reads mp3splt.log: the name of the file, the threshold with the
// shortest silence, then the silences found, as start, end and length in
// frames, longest first. Each is cut where mp3splt cuts by default, at four
// fifths of it.
func readMP3Splt(r *reader) error {
	for n := 0; r.next(); {
		fields := strings.Fields(r.lines.text)
		if n++; n <= 2 || len(fields) == 0 {
			continue
		}
		if len(fields) < 2 {
			return r.fail(r.number, "a silence is start, end and length")
		}
		start, err := r.time(r.number, fields[0])
		if err != nil {
			return err
		}
		end, err := r.time(r.number, fields[1])
		if err != nil {
			return err
		}
		if end.Cmp(start) < 0 {
			return r.fail(r.number, "the silence ends at %s, before it begins at %s", end.Clock(), start.Clock())
		}
		at := start
		if length := end.Sub(start); !length.IsZero() {
			// Four fifths in microseconds, the resolution of the log.
			at = start.Add(timeline.Ratio(ticks(length, 1_000_000)*4, 5_000_000))
		}
		if err := r.add(r.number, Track{Start: at, Point: true}); err != nil {
			return err
		}
	}
	slices.SortStableFunc(r.list.Tracks, func(a, b Track) int { return a.Start.Cmp(b.Start) })
	return nil
}

// writeMP3Splt writes silences of no length, so that mp3splt cuts right there.
func writeMP3Splt(p *printer, l *List) {
	name := "audio"
	if file := l.Tracks[0].File; file != "" {
		name = file
	}
	p.f("%s\n-48.00\t0.00\t25\n", name)
	for i, t := range l.Tracks {
		p.f("%s\t%s\t%d\n", micros(t.Start), micros(t.Start), len(l.Tracks)-i)
	}
}
