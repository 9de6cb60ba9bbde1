package flac

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/timeline"
)

// FuzzCut cuts what may be no FLAC. What is written is sound, and has the
// samples that the source has there.
func FuzzCut(f *testing.F) {
	for _, k := range []kind{
		{"a", "speech", 8000, 1, 16, 0.3, []string{"-5", "-b", "192", "--no-padding"}},
		{"b", "music", 44100, 2, 24, 0.02, []string{"-8", "-b", "192", "--no-padding"}},
	} {
		file, frames, _ := source(f, k)
		f.Add(file, uint16(100), uint16(500))
		f.Add(append(bytes.Clone(file[:frames[2]+20]), file[frames[3]:]...), uint16(0), uint16(700))
	}
	dst, err := os.Create(filepath.Join(f.TempDir(), "part"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { dst.Close() })
	f.Fuzz(func(t *testing.T, file []byte, from, length uint16) {
		ctx := context.Background()
		s, err := flac.Index(ctx, bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		c, err := New(bytes.NewReader(file), s)
		if err != nil {
			t.Fatal(err)
		}
		p := native.Part{Start: timeline.Position(from), End: timeline.Position(from) + timeline.Position(length), Tags: native.Tags{Title: "x"}}
		if err := dst.Truncate(0); err != nil {
			t.Fatal(err)
		}
		n, err := c.Write(ctx, dst, p, func(timeline.Position) {})
		if err != nil {
			if code := fault.CodeOf(err); code != fault.InvalidParams && code != fault.CorruptFile {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		if size, err := c.Size(ctx, p); err != nil || size < n {
			t.Fatalf("%d bytes where Size says %d, %v", n, size, err)
		}
		part, err := flac.Index(ctx, dst, n)
		if err != nil {
			t.Fatalf("the part is no FLAC: %v", err)
		}
		if part.Samples != int64(p.Len()) || part.Info.Total != part.Samples || len(part.Damage) > 0 {
			t.Fatalf("the part has %d samples, want %d; damage %v", part.Samples, p.Len(), part.Damage)
		}
		got, want := samples(t, part, 0, part.Samples), samples(t, s, int64(p.Start), int64(p.End))
		if !bytes.Equal(got, want) {
			t.Fatal("the part has other audio")
		}
	})
}

// samples returns the PCM of [start, end).
func samples(t *testing.T, s *flac.Stream, start, end int64) (pcm []byte) {
	t.Helper()
	c, err := s.At(context.Background(), start)
	if err != nil {
		t.Fatal(err)
	}
	var d flac.Decoder
	for at := start; at < end; {
		item, err := c.Next()
		if err != nil {
			t.Fatal(err)
		}
		channels := make([][]int64, s.Info.Channels)
		for c := range channels {
			channels[c] = make([]int64, item.Samples)
		}
		if item.Data != nil {
			if channels, _, err = d.Decode(item.Data, item.Header, s.Info.Bits); err != nil {
				t.Fatal(err)
			}
		}
		for c := range channels {
			channels[c] = channels[c][at-item.Start : min(item.End(), end)-item.Start]
		}
		pcm = flac.AppendPCM(pcm, channels, s.Info.Bits)
		at = min(item.End(), end)
	}
	return pcm
}
