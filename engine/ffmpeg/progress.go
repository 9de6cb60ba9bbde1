package ffmpeg

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// Progress is how far a run of ffmpeg is.
type Progress struct {
	Time time.Duration // of what was written
	Size int64         // bytes written; 0 where ffmpeg does not know
	Done bool          // this is the last report
}

// progressReader parses the key=value lines of ffmpeg's -progress, a block of
// them a report, each block ended by a line progress=continue or progress=end.
type progressReader struct {
	report func(Progress)
	line   []byte
	long   bool // the line is longer than any of ffmpeg's: the rest of it is passed over
	now    Progress
}

// maxLine bounds a line of progress; ffmpeg's are below 100 bytes.
const maxLine = 4 << 10

func (r *progressReader) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		piece, rest, ended := bytes.Cut(b, []byte("\n"))
		b = rest
		r.long = r.long || len(r.line)+len(piece) > maxLine
		if !r.long {
			r.line = append(r.line, piece...)
		}
		if !ended {
			break
		}
		if !r.long {
			r.parse(r.line)
		}
		r.line, r.long = r.line[:0], false
	}
	return n, nil
}

func (r *progressReader) parse(line []byte) {
	key, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte("="))
	if !ok {
		return
	}
	switch string(key) {
	case "out_time_us":
		if us, err := strconv.ParseInt(string(value), 10, 64); err == nil && us > 0 && us < math.MaxInt64/1000 {
			r.now.Time = time.Duration(us) * time.Microsecond
		}
	case "total_size":
		if size, err := strconv.ParseInt(string(value), 10, 64); err == nil && size >= 0 {
			r.now.Size = size
		}
	case "progress":
		r.now.Done = string(value) == "end"
		r.report(r.now)
	}
}
