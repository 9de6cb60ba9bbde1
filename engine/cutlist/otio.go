package cutlist

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"audiospliter/engine/timeline"
)

// An otioTime is a time of OpenTimelineIO, in frames of a rate.
type otioTime struct {
	Rate  float64 `json:"rate"`
	Value float64 `json:"value"`
}

func (t otioTime) seconds() float64 {
	if t.Rate <= 0 {
		return 0
	}
	return t.Value / t.Rate
}

type otioRange struct {
	Start    otioTime `json:"start_time"`
	Duration otioTime `json:"duration"`
}

// An otioItem is an item of a timeline: a stack, a track, a clip, a gap.
type otioItem struct {
	Schema  string     `json:"OTIO_SCHEMA"`
	Name    string     `json:"name"`
	Kind    string     `json:"kind"`
	Source  *otioRange `json:"source_range"`
	Markers []struct {
		Name  string    `json:"name"`
		Range otioRange `json:"marked_range"`
	} `json:"markers"`
	Children  []otioItem `json:"children"`
	Tracks    *otioItem  `json:"tracks"`
	Reference *struct {
		Range *otioRange `json:"available_range"`
	} `json:"media_reference"`
	Begins *otioTime `json:"global_start_time"`
}

// readOTIO reads the timelines of OpenTimelineIO: their markers as points, or
// where there are none the clips of the first track as segments.
func readOTIO(r *reader) error {
	var file otioItem
	if err := json.Unmarshal([]byte(r.text), &file); err != nil {
		return r.fail(0, "it is no JSON of a timeline: %s", short(err.Error()))
	}
	root := &file
	if file.Tracks != nil {
		root = file.Tracks
	}
	o := &otioReader{reader: r}
	o.walk(root, 0, 0)
	tracks := o.markers
	if len(tracks) == 0 {
		tracks = o.clips
	}
	slices.SortStableFunc(tracks, func(a, b Track) int { return a.Start.Cmp(b.Start) })
	tracks = slices.CompactFunc(tracks, func(a, b Track) bool { return a.Point && a.Start.Cmp(b.Start) == 0 })
	for _, t := range tracks {
		if err := r.add(0, t); err != nil {
			return err
		}
	}
	return nil
}

type otioReader struct {
	*reader
	markers, clips []Track
	tracks         int
}

// walk gathers the markers and clips of an item that lies at a time, in seconds,
// and returns how long it is.
func (o *otioReader) walk(item *otioItem, at float64, depth int) float64 {
	if depth > maxDepth {
		return 0
	}
	var from, length float64
	switch {
	case item.Source != nil:
		from, length = item.Source.Start.seconds(), item.Source.Duration.seconds()
	case item.Reference != nil && item.Reference.Range != nil:
		from, length = item.Reference.Range.Start.seconds(), item.Reference.Range.Duration.seconds()
	}
	for _, m := range item.Markers {
		o.markers = append(o.markers, Track{Start: fromSeconds(at + m.Range.Start.seconds() - from), Point: true, Title: m.Name})
	}
	inner := at
	for i := range item.Children {
		child := &item.Children[i]
		if strings.HasPrefix(child.Schema, "Transition.") {
			continue
		}
		n := o.walk(child, inner, depth+1)
		if strings.HasPrefix(item.Schema, "Track.") {
			if strings.HasPrefix(child.Schema, "Clip.") && o.tracks == 0 && n > 0 {
				o.clips = append(o.clips, Track{Start: fromSeconds(inner), End: fromSeconds(inner + n), HasEnd: true, Title: child.Name})
			}
			inner += n
		} else {
			length = max(length, n)
		}
	}
	if strings.HasPrefix(item.Schema, "Track.") {
		if len(item.Children) > 0 {
			o.tracks++
		}
		if item.Source == nil {
			length = inner - at
		}
	}
	return length
}

// fromSeconds returns seconds to the microsecond; what is before the beginning
// or out of all time is the beginning.
func fromSeconds(s float64) timeline.Time {
	if !(s > 0) || s > timeline.MaxTime {
		return timeline.Time{}
	}
	return timeline.Ratio(int64(math.Round(s*1e6)), 1e6)
}
