package plan

import (
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A Segment is one planned piece of a source: the samples [Start, End).
type Segment struct {
	Index    int // from 0, over the segments that are written
	Number   int // as the cut list counts: 0 for audio before its first track; else Index + 1
	Start    timeline.Position
	End      timeline.Position
	Title    string            // "" where nothing gave one
	Tags     map[string]string // what the cut list or the user said of this piece; keys in lower case, as ffmpeg names them
	Channels []int             // the source's channels it holds, from 0; nil is all
	Pregap   timeline.Position // samples in front of Start, in the segment before, that the cut list calls its pregap
}

// Len returns the number of samples in the segment.
func (s Segment) Len() timeline.Position { return s.End - s.Start }

// A Plan is what will be written, before anything is: the window shows it, the
// command line prints it, the cutter carries it out.
type Plan struct {
	Mode     Mode
	Segments []Segment         // in order; at least one
	Tracks   int               // how many tracks the cut list counts, of which Segments may be some; 0 if it counts none
	Album    map[string]string // tags for all segments, from the cut list
	Notes    []message.Text    // what was chosen for the user, such as an automatic threshold
	Warnings []message.Text    // what could not be done as asked
}
