package cutlist

import (
	"encoding/xml"
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// A fcpElement is an element of a timeline that is open: where it lies on the
// timeline, and which of its own times that is.
type fcpElement struct {
	at, from timeline.Time
	spine    bool // clips in it are the story
}

// readFCPXML reads the markers and chapter markers of Final Cut Pro, each a
// point, or where there are none the clips of the story as segments. A marker
// counts in the time of the clip it lies in.
func readFCPXML(r *reader) error {
	x := newXML(r)
	var (
		open           []fcpElement
		markers, clips []Track
	)

	for {
		token, err := x.next()
		if err != nil {
			return err
		}
		if token == nil {
			break
		}
		if len(markers)+len(clips) > maxTracks {
			return r.fail(x.line, "there are over %d cuts", maxTracks)
		}
		switch e := token.(type) {
		case xml.EndElement:
			open = open[:max(0, len(open)-1)]
		case xml.StartElement:
			var parent fcpElement
			if n := len(open); n > 0 {
				parent = open[n-1]
			}
			own := parent
			switch e.Name.Local {
			case "sequence":
				start, _ := fcpTime(attribute(e, "tcStart"))
				own = fcpElement{from: start}
			case "clip", "asset-clip", "ref-clip", "sync-clip", "mc-clip", "gap", "video", "audio", "title", "audition", "storyline":
				offset, ok := fcpTime(attribute(e, "offset"))
				if ok {
					own.at = parent.at.Add(offset.Sub(parent.from))
				} else {
					own.at = parent.at
				}
				own.from, _ = fcpTime(attribute(e, "start"))
				if length, ok := fcpTime(attribute(e, "duration")); ok && parent.spine && e.Name.Local != "gap" {
					clips = append(clips, Track{Start: own.at, End: own.at.Add(length), HasEnd: true, Title: attribute(e, "name"), Line: x.line})
				}
			case "marker", "chapter-marker":
				start, ok := fcpTime(attribute(e, "start"))
				if !ok {
					return r.fail(x.line, "the marker has no time")
				}
				t := Track{Start: parent.at.Add(start.Sub(parent.from)), Point: true, Title: attribute(e, "value")}
				t.tag("comment", attribute(e, "note"))
				t.Line = x.line
				markers = append(markers, t)
			}
			own.spine = e.Name.Local == "spine" && len(open) > 0
			open = append(open, own)
		}
	}
	if len(markers) == 0 {
		markers = clips
	}
	for _, t := range markers {
		if err := r.add(t.Line, t); err != nil {
			return err
		}
	}
	return nil
}

// fcpTime reads 10s or 3003/1000s.
func fcpTime(s string) (timeline.Time, bool) {
	num, den, ratio := strings.Cut(strings.TrimSuffix(strings.TrimSpace(s), "s"), "/")
	if !ratio {
		t, err := parseTime(num)
		return t, err == nil
	}
	n, err := strconv.ParseInt(num, 10, 64)
	d, err2 := strconv.ParseInt(den, 10, 64)
	if err != nil || err2 != nil || d <= 0 || n < 0 || n/d > timeline.MaxTime {
		return timeline.Time{}, false
	}
	return timeline.Ratio(n, d), true
}
