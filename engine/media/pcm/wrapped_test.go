package pcm

import (
	"encoding/binary"
	"io"
	"testing"
)

// zeros reads as bytes, and as zeros behind them.
type zeros []byte

func (z zeros) ReadAt(b []byte, at int64) (int, error) {
	clear(b)
	if at < int64(len(z)) {
		copy(b, z[at:])
	}
	return len(b), nil
}

// Sizes of more than 32 bits that a recorder wrote all the same have lost their
// upper ones. All of the audio is there.
func TestSizesThatHaveWrapped(t *testing.T) {
	t.Parallel()
	for _, data := range []int64{5 << 30, 9<<30 + 400, 1<<32 + 4} {
		head := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(data+36))
		head = append(head, "WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x44\xac\x00\x00\x10\xb1\x02\x00\x04\x00\x10\x00data"...)
		head = binary.LittleEndian.AppendUint32(head, uint32(data))
		var r io.ReaderAt = zeros(head)
		f, err := Open(r, 44+data)
		if err != nil || int64(f.Frames) != data/4 || f.Short || len(f.Warnings) != 1 {
			t.Errorf("%d bytes: %d frames, %v, %v", data, f.Frames, f.Warnings, err)
		}
	}
}

// Samples in a second chunk are left out, and that is said.
func TestSeveralChunksOfSamples(t *testing.T) {
	t.Parallel()
	content := zeros("RIFF\x4c\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x44\xac\x00\x00\x88\x58\x01\x00\x02\x00\x10\x00data\x10\x00\x00\x00................data\x10\x00\x00\x00................")
	f, err := Open(content, int64(len(content)))
	if err != nil || f.Frames != 8 || len(f.Warnings) != 1 || len(f.Chunks) != 3 {
		t.Errorf("%+v, %v", f, err)
	}
}
