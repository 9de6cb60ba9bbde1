package media

import (
	"time"

	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A Source is one input file and what was found out about it. It is a value:
// probing again gives another.
type Source struct {
	Path    string
	Size    int64     // bytes
	ModTime time.Time // with Size, how a change of the file is noticed

	Container string // mp3, wav, flac, ogg, m4a, matroska, ...: by content, not by name
	Codec     string // ffmpeg's name of the codec: mp3, pcm_s16le, flac, opus, aac, ...
	Lossless  bool   // the codec keeps every sample
	Stream    int    // which of the file's audio streams this is, as in ffmpeg's 0:a:N
	Streams   int    // how many audio streams the file has
	Video     bool   // the file has moving pictures too (a cover is none)

	Rate     timeline.Rate     // Hz
	Channels int               // 1 for mono, 2 for stereo, ...
	Layout   string            // ffmpeg's name of the channel layout; "" if unknown
	Bits     int               // per sample; 0 for codecs that have no such thing
	Float    bool              // samples are kept as floating point numbers
	Bitrate  int               // bits a second of the audio; 0 if unknown
	Samples  timeline.Position // length of the audible audio
	Offset   timeline.Position // how long after the start of the file its audio begins, as players show its time
	Exact    bool              // Samples was counted, not estimated from a duration
	Odd      bool              // the packets are not as the container should have them, and ffmpeg alone makes sense of them; or several chunks hold samples

	Tags     map[string]string // keys in lower case, as ffmpeg names them
	Cover    bool              // the file carries a picture
	Chapters []Chapter         // in order of their starts, on the timeline of Samples
	Warnings []message.Text    // what is odd about the file, a sentence each

	lead int64 // see Lead
}

// A Chapter is a named span that the file itself carries.
type Chapter struct {
	Start, End timeline.Time
	Title      string
}

// Duration returns the length of the audible audio in seconds.
func (s Source) Duration() float64 { return s.Rate.Seconds(s.Samples) }

// Lead returns how many samples before the first audible one ffmpeg gives where it
// decodes the file from its start.
func (s Source) Lead() timeline.Position { return timeline.Position(s.lead) }
