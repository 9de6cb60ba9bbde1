package cut

import (
	"encoding/binary"
	"errors"
	"io"
	"math"

	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// madeUp is how much of the power of AAC may differ between two decodings:
// decoders make up noise, and with band replication the phase of tones. 0.04 is
// seen; at another place in music it is about 1.
const madeUp = 0.25

// resembles compares a segment of AAC, whose last packet some decoders play to
// its end, with what it was cut from: 32-bit floats, frame bytes a sample. It
// reports whether they are equal. What is not even alike is an error.
func resembles(got, want io.Reader, s plan.Segment, frame int64, progress func(timeline.Position)) (bool, error) {
	block := frame * max(128<<10/frame, 1)
	a, b := make([]byte, block), make([]byte, block)
	signal, noise := 0.0, 0.0
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
	if _, err := io.Copy(io.Discard, got); err != nil {
		return false, err
	}
	if noise > signal*madeUp {
		return false, differs(s, "it sounds different")
	}
	return noise == 0, nil
}
