package mp3

import (
	"encoding/binary"
	"io"
	"testing"

	gomp3 "github.com/hajimehoshi/go-mp3"

	"audiospliter/engine/internal/mediatest"
)

// TestThirdDecoderHearsTheSame decodes a part with go-mp3, a decoder that
// shares no code with ffmpeg or mpg123. It knows no delay and plays the Info
// frame as silence, so that the part begins Skip samples and a frame later;
// what it hears there must be what ffmpeg hears, but for rounding.
func TestThirdDecoderHearsTheSame(t *testing.T) {
	t.Parallel()
	for _, k := range []kind{kinds[0], kinds[4], kinds[7]} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			_, c := open(t, k.make(t))
			part := write(t, c, t.TempDir(), 0, Part{Start: 100_001, End: 190_007})
			want := samples(mediatest.FFmpeg(t, "-i", part, "-f", "s16le", "-"))
			stream, _ := open(t, part)
			f, _ := mediatest.Open(t, part)
			decoder, err := gomp3.NewDecoder(f)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := io.ReadAll(decoder)
			if err != nil {
				t.Fatal(err)
			}
			got := samples(raw)
			first := 2 * int(stream.Skip+stream.SamplesPerFrame)
			if len(want) != 2*(190_007-100_001) || len(got) < first+len(want) {
				t.Fatalf("ffmpeg hears %d numbers, go-mp3 %d from %d on", len(want), len(got), first)
			}
			worst := 0
			for i, w := range want {
				d := int(w) - int(got[first+i])
				worst = max(worst, d, -d)
			}
			if worst > 2 {
				t.Errorf("the decoders differ by up to %d", worst)
			}
		})
	}
}

func samples(pcm []byte) []int16 {
	s := make([]int16, len(pcm)/2)
	for i := range s {
		s[i] = int16(binary.LittleEndian.Uint16(pcm[2*i:]))
	}
	return s
}
