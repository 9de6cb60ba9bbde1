package cutlist

import (
	"slices"
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// An edit is a line of an MPlayer edit list.
type edit struct {
	start, end timeline.Time
	line       int
}

// readEDL reads MPlayer edit lists, which Kodi and comskip share: start, end
// and action. What the list has a player skip (0 cut, 3 commercial) is in no
// segment; the segments are what is left, cut again at scene markers (2).
// Muting (1) changes no cut.
func readEDL(r *reader) error {
	var skips, scenes []edit
	muted := 0
	for r.next() {
		fields := strings.Fields(r.lines.text)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") && (len(fields) < 2 || !strings.HasPrefix(fields[1], "#")) {
			continue
		}
		if len(fields) == 2 && fields[1] == "2" { // a scene needs no end
			fields = []string{fields[0], fields[0], "2"}
		}
		if len(fields) != 3 {
			return r.fail(r.number, "a line of an edit list is start, end and action")
		}
		start, err := r.editTime(fields[0])
		if err != nil {
			return err
		}
		end, err := r.editTime(fields[1])
		if err != nil {
			return err
		}
		e := edit{start, end, r.number}
		switch fields[2] {
		case "0", "3":
			if end.Cmp(start) <= 0 {
				return r.fail(r.number, "it ends at %s, not after it begins at %s", end.Clock(), start.Clock())
			}
			skips = append(skips, e)
		case "1":
			muted++
		case "2":
			scenes = append(scenes, e)
		default:
			return r.fail(r.number, "there is no action %q; 0 is cut, 1 mute, 2 scene, 3 commercial", short(fields[2]))
		}
		if len(skips)+len(scenes) > maxTracks {
			return r.fail(r.number, "it is one line too many")
		}
	}
	if muted > 0 {
		r.note("Lines of the edit list that mute, and do not cut, were left out: %d.", muted)
	}
	if len(skips)+len(scenes) == 0 {
		return r.fail(0, "it holds no cuts")
	}
	byStart := func(a, b edit) int { return a.start.Cmp(b.start) }
	slices.SortStableFunc(skips, byStart)
	slices.SortStableFunc(scenes, byStart)
	return keepRest(r, skips, scenes)
}

// editTime reads a time, or the number of a frame as Kodi has it: #4500.
func (r *reader) editTime(text string) (timeline.Time, error) {
	number, ok := strings.CutPrefix(text, "#")
	if !ok {
		return r.time(r.number, text)
	}
	frame, err := strconv.ParseInt(number, 10, 32)
	if err != nil || frame < 0 {
		return timeline.Time{}, r.fail(r.number, "%q is no number of a frame", short(text))
	}
	if !r.options.FrameRate.valid() {
		return timeline.Time{}, r.fail(r.number, "it counts in frames and does not say how many a second; name its frame rate")
	}
	return r.options.FrameRate.time(frame), nil
}

// keepRest adds what lies between the skips, cut at the scenes.
func keepRest(r *reader, skips, scenes []edit) error {
	var from edit // where the stretch that is kept begins: its end
	keep := func(to timeline.Time, hasEnd bool) error {
		start, line := from.end, from.line
		for len(scenes) > 0 && (!hasEnd || scenes[0].start.Cmp(to) < 0) {
			s := scenes[0]
			scenes = scenes[1:]
			if s.start.Cmp(start) <= 0 {
				continue // within a skip, or where the stretch begins
			}
			if err := r.add(line, Track{Start: start, End: s.start, HasEnd: true}); err != nil {
				return err
			}
			start, line = s.start, s.line
		}
		return r.add(line, Track{Start: start, End: to, HasEnd: hasEnd, After: from.line > 0})
	}
	for _, s := range skips {
		if s.start.Cmp(from.end) > 0 {
			if err := keep(s.start, true); err != nil {
				return err
			}
		}
		if s.end.Cmp(from.end) > 0 {
			from = s
		}
	}
	if from.end.Cmp(timeline.Seconds(timeline.MaxTime)) >= 0 {
		return nil // as writeEDL ends a list whose last track has an end
	}
	return keep(timeline.Time{}, false)
}

// writeEDL has a player skip what is in no track, and marks a scene where one
// track follows another.
func writeEDL(p *printer, l *List) {
	var reach timeline.Time // how far the tracks so far go
	open := false           // the last of them goes on
	for i, t := range l.Tracks {
		switch {
		case t.Point && !open && i > 0 && t.Start.Cmp(reach) > 0:
			// What is between a segment and a point is kept, and is a piece of its own.
			p.f("%s %s 2\n", micros(reach), micros(reach))
			p.f("%s %s 2\n", micros(t.Start), micros(t.Start))
		case !t.Point && !open && t.Start.Cmp(reach) > 0 && ticks(t.Start, 1_000_000) > ticks(reach, 1_000_000):
			p.f("%s %s 0\n", micros(reach), micros(t.Start))
		default:
			p.f("%s %s 2\n", micros(t.Start), micros(t.Start))
		}
		open = !t.HasEnd
		if t.HasEnd && t.End.Cmp(reach) > 0 {
			reach = t.End
		}
	}
	if !open {
		p.f("%s %s 0\n", micros(reach), micros(timeline.Seconds(timeline.MaxTime)))
	}
}
