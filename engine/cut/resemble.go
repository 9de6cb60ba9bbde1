package cut

import (
	"encoding/binary"
	"errors"
	"io"
	"math"

	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// maxNoise is how much of the power of AAC may differ between two decodings:
// noise substitution gives each decoder other noise, and band replication other phases. 0.04 is
// seen; at another place in music it is about 1.
const maxNoise = 0.25

// noiseFloor is the power of a difference that does not count, -70 dB of full
// scale: what is left of quiet speech where an Opus decoder has not yet forgotten.
const noiseFloor = 1e-7

// resembles compares a segment whose decoder is never twice the same, or only
// after a while, with what it was cut from: 32-bit floats, frame bytes a sample.
// Behind its end the segment may have tail samples more. It reports whether they
// are equal. What is not even alike is an error.
func resembles(got, want io.Reader, s plan.Segment, frame int64, tail timeline.Position, progress func(timeline.Position)) (bool, error) {
	block := frame * max(128<<10/frame, 1)
	a, b := make([]byte, block), make([]byte, block)
	signal, noise, most := 0.0, 0.0, float64(int64(s.Len())*frame/4)*noiseFloor
	for left := int64(s.Len()) * frame; left > 0; {
		n := min(left, block)
		for _, r := range []struct {
			io.Reader
			b []byte
		}{{got, a[:n]}, {want, b[:n]}} {
			if _, err := io.ReadFull(r, r.b); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return false, differs(s, "it ends early")
			} else if err != nil {
				return false, err
			}
		}
		for i := int64(0); i < n; i += 4 {
			v := float64(math.Float32frombits(binary.LittleEndian.Uint32(b[i:])))
			off := float64(math.Float32frombits(binary.LittleEndian.Uint32(a[i:]))) - v
			signal, noise = signal+v*v, noise+off*off
		}
		left -= n
		progress(timeline.Position(n / frame))
	}
	more, err := io.Copy(io.Discard, got)
	if err != nil {
		return false, err
	}
	if n := timeline.Position(more / frame); n > tail {
		return false, differs(s, "it decodes to %d samples more than the %d planned", n, s.Len())
	}
	if noise > signal*maxNoise+most {
		return false, differs(s, "it sounds different")
	}
	return noise == 0, nil
}
