package media

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// FuzzNative feeds the readers of headers with bytes of anyone's.
func FuzzNative(f *testing.F) {
	dir := sources(f)
	for _, words := range []string{"-f flac", "-c:a libopus -f ogg", "-c:a libvorbis -f ogg", "-f adts", "-c:a aac -f ipod", "-c:a flac -f matroska", "-c:a alac -f caf"} {
		encode(f, dir, "-t 0.2 -i music.wav "+words+" seed")
		f.Add(mediatest.Read(f, filepath.Join(dir, "seed")))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, container := range []string{"flac", "ogg", "aac", "m4a", "matroska", "caf"} {
			p := &prober{ctx: t.Context(), file: bytes.NewReader(content), doc: &document{}}
			p.Container, p.Codec, p.Size, p.Rate, p.Channels = container, "alac", int64(len(content)), 48000, 2
			if done, err := p.native(); err != nil || done && p.Exact && p.Samples < 0 && container != "ogg" {
				t.Errorf("%s: %d samples, %v", container, p.Samples, err)
			}
			p.cut()
		}
		r, size := bytes.NewReader(content), int64(len(content))
		first := func(r io.ReaderAt, size int64) (timeline.Rate, timeline.Position, bool) {
			return lengthOfMP4(r, size, 0)
		}
		for _, length := range []func(io.ReaderAt, int64) (timeline.Rate, timeline.Position, bool){lengthOfFLAC, first} {
			if rate, n, ok := length(r, size); ok && (rate <= 0 || n < 0) {
				t.Errorf("%d samples at %d Hz", n, rate)
			}
		}
	})
}

func FuzzPackets(f *testing.F) {
	f.Add("duration=1024|size=308|skip_samples=1024|discard_padding=0")
	f.Add("duration=N/A|size=-1|")
	f.Fuzz(func(t *testing.T, line string) {
		var sum total
		sum.add(line, 0.5)
		if sum.samples < 0 || sum.size < 0 || sum.dropped < 0 || sum.count > 1 {
			t.Errorf("%q: %+v", line, sum)
		}
	})
}

func TestRatioRefusesNonsense(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1/1000": "1.5", "": "0", "1/0": "0", "-1/5": "0", "1": "0", "99999999999/1": "0", "2147483647/1": "0",
	} {
		var r ratio
		if err := r.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := r.time(1500); got.String() != want {
			t.Errorf("1500 units of %q: %v, want %s", text, got, want)
		}
	}
	if got := (ratio{1000, 1}).time(1 << 60); got.Cmp(timeline.Time{}) != 0 {
		t.Errorf("an overflow gives %v", got)
	}
}
