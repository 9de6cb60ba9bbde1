package cutlist

import (
	"strings"
)

// A cmxEvent is one event of the list: where it lies in the programme.
type cmxEvent struct {
	in, out timecode
	track   string // V, A, A2, AA/V ...
	title   string
	line    int
}

// cmxOpen is the label for the end of the audio.
var cmxOpen = timecode{hours: 99, minutes: 59, seconds: 59}

// readCMX reads CMX3600 edit lists: an event is number, reel, track, transition
// and four timecodes. The segments are where the events lie in the programme
// (the last two), as the programme is what is being cut. The events for picture
// and sound of one clip are one segment (they differ by their track only); an event of a single frame, as editors
// write markers, is a point.
//
// The frame rate is the one of the options, else one that the list names (a
// comment of ours, or FCM: DROP FRAME); without one the list is refused. A
// programme that begins at a whole hour, as is the custom, is taken to begin
// with the audio.
func readCMX(r *reader) error {
	var events []cmxEvent
	rate, fromZero := r.options.FrameRate, false
	for r.next() {
		text := strings.TrimSpace(r.lines.text)
		upper := strings.ToUpper(text)
		if e, ok, err := r.cmxEvent(text); err != nil {
			return err
		} else if ok {
			if n := len(events); n > 0 && events[n-1].in == e.in && events[n-1].out == e.out && events[n-1].track != e.track {
				continue
			}
			if len(events) >= maxTracks {
				return r.fail(r.number, "it is one event too many")
			}
			events = append(events, e)
			continue
		}
		if value, ok := strings.CutPrefix(upper, "* FRAME RATE:"); ok && !rate.valid() {
			var err error
			if rate, err = ParseFrameRate(value); err != nil {
				return r.fail(r.number, "%q is no frame rate", short(value))
			}
		}
		switch {
		case strings.HasPrefix(upper, "TITLE:"):
			r.list.tag("album", text[len("TITLE:"):])
		case upper == "FCM: DROP FRAME" && !rate.valid():
			rate = FrameRate{30000, 1001}
		case strings.HasPrefix(upper, "* TIMECODE START: 00:00:00:00"):
			fromZero = true
		case len(events) > 0:
			if title := cmxTitle(text); title != "" {
				events[len(events)-1].title = title
			}
		}
	}
	if len(events) == 0 {
		return r.fail(0, "it holds no events")
	}
	if !rate.valid() {
		return r.fail(0, "it counts in frames and does not say how many a second; name its frame rate")
	}
	r.list.FrameRate = rate
	return r.addEvents(events, rate, fromZero)
}

func (r *reader) addEvents(events []cmxEvent, rate FrameRate, fromZero bool) error {
	type span struct{ in, out int64 }
	spans := make([]span, len(events))
	first := 0
	for i, e := range events {
		in, ok := rate.count(e.in)
		out, ok2 := rate.count(e.out)
		if !ok || !ok2 {
			return r.fail(e.line, "its timecode does not fit %s frames a second", rate)
		}
		spans[i] = span{in, out}
		if in < spans[first].in {
			first = i
		}
	}
	var offset int64
	if start := events[first].in; !fromZero && start.hours > 0 && start.minutes == 0 && start.seconds == 0 && start.frames == 0 {
		offset = spans[first].in
		r.warn(events[first].line, "the programme begins at %02d:00:00:00, which was taken for the beginning of the audio", start.hours)
	}
	open, _ := rate.count(cmxOpen)
	for i, e := range events {
		in, out := spans[i].in-offset, spans[i].out-offset
		t := Track{Start: rate.time(in), Title: e.title}
		switch {
		case out == in+1 || out == in:
			t.Point = true
		case spans[i].out < open || out < in:
			t.End, t.HasEnd = rate.time(out), true
		}
		if err := r.add(e.line, t); err != nil {
			return err
		}
	}
	return nil
}

// cmxEvent reads a line that is an event; ok is false for any other.
func (r *reader) cmxEvent(text string) (e cmxEvent, ok bool, err error) {
	fields := strings.Fields(text)
	if len(fields) < 8 || !isDigits(fields[0]) {
		return e, false, nil
	}
	codes := fields[len(fields)-4:]
	if strings.Count(codes[0], ":")+strings.Count(codes[0], ";") != 3 {
		return e, false, nil
	}
	e.line, e.track = r.number, fields[2]
	if e.in, ok = parseTimecode(codes[2]); !ok {
		return e, false, r.fail(r.number, "%q is no timecode", short(codes[2]))
	}
	if e.out, ok = parseTimecode(codes[3]); !ok {
		return e, false, r.fail(r.number, "%q is no timecode", short(codes[3]))
	}
	return e, true, nil
}

// cmxTitle returns the name a comment gives to the event above it.
func cmxTitle(text string) string {
	if i := strings.Index(text, "|M:"); i >= 0 && text[0] == '|' { // markers of DaVinci Resolve
		title, _, _ := strings.Cut(text[i+len("|M:"):], " |")
		return title
	}
	for _, word := range []string{"* FROM CLIP NAME:", "* CLIP NAME:"} {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			return strings.TrimSpace(text[len(word):])
		}
	}
	return ""
}

// writeCMX writes events one after the other, with comments that say what the
// grammar does not: the frame rate, and where the audio begins.
func writeCMX(p *printer, l *List) {
	rate := l.FrameRate
	p.f("TITLE: %s\nFCM: NON-DROP FRAME\n* FRAME RATE: %s\n* TIMECODE START: 00:00:00:00\n\n", l.Album["album"], rate)
	open, _ := rate.count(cmxOpen)
	for i, t := range l.Tracks {
		in := rate.frames(t.Start)
		out := max(open, in+2)
		if t.Point {
			out = in + 1
		} else if end, ok := l.end(i); ok {
			out = rate.frames(end)
		}
		span := rate.label(in) + " " + rate.label(out)
		p.f("%03d  AX       AA    C        %s %s\n", i+1, span, span)
		if t.Title != "" {
			p.f("* FROM CLIP NAME: %s\n", t.Title)
		}
	}
}
