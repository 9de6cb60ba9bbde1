package mp3

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// checkFrames checks all ways to reach the frames of a file against each other.
func checkFrames(t interface{ Fatalf(string, ...any) }, file []byte, s *Stream, from, to int64) {
	ctx := context.Background()
	var want []byte
	i := from
	for f, err := range s.All(ctx, from) {
		if err != nil {
			t.Fatalf("frame %d: %v", i, err)
		}
		if f.Index == to {
			break
		}
		off, err := s.Offset(ctx, f.Index)
		if f.Index != i || err != nil || off != f.Offset || !bytes.HasPrefix(file[off:], f.Data) || len(f.Data) != f.Header.Len() {
			t.Fatalf("frame %d: is %d at %d, Offset says %d, %v", i, f.Index, f.Offset, off, err)
		}
		want = append(want, f.Data...)
		i++
	}
	if i != to {
		t.Fatalf("All ends at frame %d, want %d", i, to)
	}
	if n, err := s.Bytes(ctx, from, to); err != nil || n != int64(len(want)) {
		t.Fatalf("Bytes(%d, %d) = %d, %v, want %d", from, to, n, err, len(want))
	}
	var got []byte
	for run, err := range s.Runs(ctx, from, to) {
		if err != nil {
			t.Fatalf("Runs: %v", err)
		}
		got = append(got, file[run.Offset:run.Offset+run.Len]...)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("Runs(%d, %d) are %d other bytes than the frames", from, to, len(got))
	}
}

func TestFramesAroundJunk(t *testing.T) {
	t.Parallel()
	sound := encode(t, "-V5", "-t")
	rapid.Check(t, func(t *rapid.T) {
		file := slices.Clone(sound)
		for range rapid.IntRange(0, 4).Draw(t, "holes") {
			at := rapid.IntRange(0, len(file)).Draw(t, "at")
			file = slices.Insert(file, at, rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(t, "junk")...)
		}
		s, err := Index(context.Background(), bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return // the junk in front has fewer frames than it needs
		}
		from := rapid.Int64Range(0, s.Frames).Draw(t, "from")
		checkFrames(t, file, s, from, rapid.Int64Range(from, s.Frames).Draw(t, "to"))
	})
}

func TestRunsAreOneWithoutJunk(t *testing.T) {
	t.Parallel()
	s := index(t, encode(t, "-V5"))
	var runs []Span
	for run, err := range s.Runs(context.Background(), 3, s.Frames-1) {
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, run)
	}
	if len(runs) != 1 {
		t.Errorf("%d runs, want 1", len(runs))
	}
}

func FuzzIndex(f *testing.F) {
	sound := encode(f, "-b", "32", "--resample", "16", "-m", "m")
	f.Add(sound[:2000])
	f.Add(slices.Concat(id3v2[:40], sound[:900], []byte("junk"), sound[300:1500], ape, id3v1))
	f.Add(slices.Concat(sound[:700], lyrics, id3v1))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := Index(context.Background(), bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		if s.Frames <= 0 || s.Samples < 0 || int64(s.Samples) > s.Frames*s.SamplesPerFrame || s.Start < 0 || s.End > int64(len(file)) {
			t.Fatalf("impossible: %+v", s)
		}
		checkFrames(t, file, s, 0, s.Frames)
		checkFrames(t, file, s, s.Frames/2, s.Frames)
		s.Rough(s.Frames / 2)
	})
}
