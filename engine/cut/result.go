package cut

import (
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// A Result is one written segment.
type Result struct {
	Segment  plan.Segment
	Path     string            // under its final name
	Size     int64             // bytes
	Samples  timeline.Position // length of what was written, at Rate
	Rate     timeline.Rate     // of what was written
	Way      string            // how it was cut: pcm, mp3, flac, copy, encode, ...
	Skipped  bool              // a file had the name and was left as it is
	Verified bool              // it was decoded and found equal to the source
	SHA256   string            // of the file, in hexadecimal; "" unless a manifest was asked for
	Note     message.Text      // for the user, about this file; may be empty
}
