package adts

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
)

func encode(t testing.TB, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.aac")
	mediatest.FFmpeg(t, append(append([]string{"-i", mediatest.Speech}, args...), path)...)
	return mediatest.Read(t, path)
}

// TestPacketsAreFFprobes compares the frames with those that ffprobe finds.
func TestPacketsAreFFprobes(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-ar", "16000"}, {"-ac", "2", "-ar", "44100"}} {
		b := encode(t, args...)
		out := mediatest.Run(t, "ffprobe", "-v", "error", "-show_entries", "packet=size,pos", "-of", "csv=p=0", mediatest.Save(t, "b.aac", b))
		s, err := Index(t.Context(), bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range []int64{0, 1, 255, 256, s.Packets - 1, s.Packets} {
			var got []string
			for p, err := range s.All(from) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, fmt.Sprintf("%d,%d", p.Size+headerSize, p.Offset-headerSize))
			}
			if want := strings.Fields(string(out))[from:]; !slices.Equal(got, want) {
				t.Errorf("from %d: %d packets, ffprobe has %d", from, len(got), len(want))
			}
		}
		if config, ok := s.Config(); !ok || len(config) != 2 || s.Samples != 1024*s.Packets {
			t.Errorf("configuration % x, %d samples", config, s.Samples)
		}
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	b := encode(t)
	short, err := Index(t.Context(), bytes.NewReader(b[:len(b)-1]), int64(len(b)-1))
	if err != nil || !short.Short {
		t.Errorf("%+v, %v", short, err)
	}
	for name, b := range map[string][]byte{
		"nothing": nil,
		"junk":    append([]byte("junk"), b...),
		"changed": append(slices.Clone(b), encode(t, "-ar", "16000")...),
	} {
		_, err := Index(t.Context(), bytes.NewReader(b), int64(len(b)))
		want := ErrOther
		if name == "changed" {
			want = ErrChanges
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzIndex(f *testing.F) {
	f.Add(encode(f, "-t", "0.2"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Index(t.Context(), bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		n := int64(0)
		for p, err := range s.All(0) {
			if err != nil || p.Size < 0 || p.Offset+p.Size > int64(len(b)) {
				t.Errorf("packet %d: %+v, %v", n, p, err)
			}
			n++
		}
		if n != s.Packets {
			t.Errorf("%d packets, not %d", n, s.Packets)
		}
	})
}
