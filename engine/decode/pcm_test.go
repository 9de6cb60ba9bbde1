package decode

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// Of a file with several chunks of samples the first is decoded, which is the one that
// is cut; ffmpeg would take the last.
func TestFirstChunkOfSamples(t *testing.T) {
	t.Parallel()
	whole := mediatest.Read(t, kind{name: "whole.wav"}.make(t))
	at := bytes.Index(whole, []byte("data"))
	data := whole[at+8:]
	data = data[:len(data)/2&^7]
	file := bytes.Clone(whole[:at])
	for _, chunk := range [][]byte{data, make([]byte, len(data)), data[:8000]} {
		file = binary.LittleEndian.AppendUint32(append(file, "data"...), uint32(len(chunk)))
		file = append(file, chunk...)
	}
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
	path := filepath.Join(t.TempDir(), "several.wav")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	src := probed(t, path)
	ranges := NewRanges(mediatest.Tools(t), src, FormatOf(src))
	defer ranges.Close()
	frame := ranges.Frame()
	if len(src.Warnings) != 1 || int(src.Samples)*frame != len(data) {
		t.Errorf("%d samples, %q", src.Samples, src.Warnings)
	}
	for _, from := range []timeline.Position{0, 100, src.Samples / 2, src.Samples - 5000} {
		if got := read(t, ranges, from, from+5000, true); !bytes.Equal(got, data[int(from)*frame:][:5000*frame]) {
			t.Errorf("from %d on it is something else", from)
		}
	}
}
