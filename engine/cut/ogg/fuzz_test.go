package ogg

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/timeline"
)

// FuzzCut cuts whatever can be indexed: the part is sound and has the length it
// should.
func FuzzCut(f *testing.F) {
	for _, words := range [][]string{{"opusenc", "--quiet", "--bitrate", "12"}, {"oggenc", "-Q", "-q", "-1"}} {
		path := filepath.Join(f.TempDir(), "x.ogg")
		wav := filepath.Join(f.TempDir(), "x.wav")
		mediatest.FFmpeg(f, "-i", recording(f, 1), "-t", "0.6", wav)
		args := append(words[1:], wav, path)
		if words[0] == "oggenc" {
			args = append(words[1:], "-o", path, wav)
		}
		mediatest.Run(f, words[0], args...)
		b := mediatest.Read(f, path)
		f.Add(b, uint32(3000), uint32(9000))
		f.Add(append(bytes.Clone(b), b...), uint32(20_000), uint32(30_000))
	}
	dst, err := os.Create(filepath.Join(f.TempDir(), "part"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { dst.Close() })
	f.Fuzz(func(t *testing.T, file []byte, from, length uint32) {
		ctx := context.Background()
		s, err := ogg.Index(ctx, bytes.NewReader(file), int64(len(file)), 0)
		if err != nil {
			return
		}
		p := native.Part{Start: timeline.Position(from), End: timeline.Position(from) + timeline.Position(length)}
		if err := dst.Truncate(0); err != nil {
			t.Fatal(err)
		}
		if _, err := dst.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		n, err := New(s).Write(ctx, dst, p, func(timeline.Position) {})
		if err != nil {
			if code := fault.CodeOf(err); code != fault.InvalidParams && code != fault.DurationTooShort {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		part, err := ogg.Index(ctx, dst, n, 0)
		if err != nil || part.Samples != p.Len() || part.DamageCount > 0 {
			t.Fatalf("the part has %+v, %v, want %d samples", part, err, p.Len())
		}
	})
}
