package flac

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/timeline"
)

// source returns the bytes of a source, and where its frames begin and end.
func source(t testing.TB, k kind) (file []byte, frames []int, s *flac.Stream) {
	t.Helper()
	path := k.make(t)
	file = mediatest.Read(t, path)
	s, _ = open(t, path)
	c, err := s.At(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	at := int(s.Audio)
	for {
		frames = append(frames, at)
		item, err := c.Next()
		if flac.IsEnd(err) {
			return file, frames, s
		}
		if err != nil {
			t.Fatal(err)
		}
		at += len(item.Data)
	}
}

// TestDamagedSources cuts damaged sources, and compares with the sound one: what
// is lost is silent, and all else is where it was.
func TestDamagedSources(t *testing.T) {
	t.Parallel()
	short := kind{"damaged", "music", 44100, 2, 16, 3, []string{"-5"}}
	file, frames, s := source(t, short)
	sound := pcm(t, s.Info, mediatest.Save(t, "x.flac", file))
	const n = 4096 * 4 // bytes of PCM a frame
	silent := func(b []byte, from, to int) []byte {
		b = slices.Clone(b)
		clear(b[from*n : min(to*n, len(b))])
		return b
	}
	edit := func(f func(b []byte) []byte) []byte { return f(slices.Clone(file)) }
	junk := bytes.Repeat([]byte("some words that are no audio. \xFF\xF8\xC9\x18\x05"), 300)
	insert := func(at int) []byte { return edit(func(b []byte) []byte { return slices.Insert(b, at, junk...) }) }
	piped := edit(func(b []byte) []byte { clear(b[8+14 : 8+18]); b[8+13] &= 0xF0; return b })
	tests := []struct {
		name   string
		file   []byte
		want   []byte
		damage []flac.Kind
	}{
		{"a bit flipped", edit(func(b []byte) []byte { b[frames[9]+500] ^= 4; return b }), silent(sound, 9, 10), []flac.Kind{flac.Lost}},
		{"a bit of a header", edit(func(b []byte) []byte { b[frames[7]+3] ^= 0x10; return b }), silent(sound, 7, 8), []flac.Kind{flac.Lost}},
		{"the first frame", edit(func(b []byte) []byte { b[frames[0]+100] ^= 1; return b }), silent(sound, 0, 1), []flac.Kind{flac.Lost}},
		{"a hole", edit(func(b []byte) []byte { clear(b[frames[11]+50 : frames[14]-50]); return b }), silent(sound, 11, 14), []flac.Kind{flac.Lost}},
		{"frames taken out", edit(func(b []byte) []byte { return slices.Delete(b, frames[5], frames[7]) }), silent(sound, 5, 7), []flac.Kind{flac.Lost}},
		{"bytes taken out", edit(func(b []byte) []byte { return slices.Delete(b, frames[5]+9, frames[6]-9) }), silent(sound, 5, 6), []flac.Kind{flac.Lost}},
		{"two holes", edit(func(b []byte) []byte { b[frames[3]+99] ^= 1; b[frames[20]+99] ^= 1; return b }), silent(silent(sound, 3, 4), 20, 21), []flac.Kind{flac.Lost, flac.Lost}},
		{"junk between frames", insert(frames[6]), sound, []flac.Kind{flac.Junk}},
		{"junk in front", insert(frames[0]), sound, []flac.Kind{flac.Junk}},
		{"junk within a frame", insert(frames[6] + 700), silent(sound, 6, 7), []flac.Kind{flac.Lost}},
		{"junk behind", append(slices.Clone(file), junk...), sound, []flac.Kind{flac.Junk}},
		{"a tag behind", append(append(slices.Clone(file), "TAG"...), make([]byte, 125)...), sound, nil},
		{"a tag in front", append([]byte("ID3\x03\x00\x00\x00\x00\x00\x05abcde"), file...), sound, nil},
		{"cut short", file[:frames[20]+99], sound[:20*n], []flac.Kind{flac.Truncated, flac.Missing}},
		{"cut short at a frame", file[:frames[20]], sound[:20*n], []flac.Kind{flac.Missing}},
		{"begins in the middle", edit(func(b []byte) []byte { return slices.Delete(b, frames[0], frames[4]) }), sound[4*n:], nil},
		{"no total, and a hole", append(slices.Clone(piped[:frames[8]+20]), piped[frames[9]:]...), silent(sound, 8, 9), []flac.Kind{flac.Lost}},
		{"joined", append(slices.Clone(file), file...), append(slices.Clone(sound), sound...), []flac.Kind{flac.Joined}},
		{"a total too small", edit(func(b []byte) []byte { b[8+15]--; return b }), sound, nil},
		{"a total too large", edit(func(b []byte) []byte { b[8+14]++; return b }), sound, []flac.Kind{flac.Missing}},
		{"silence at the end of blocks", edit(func(b []byte) []byte { b[frames[2]+99] ^= 1; b[frames[4]+99] ^= 1; return b }), silent(silent(sound, 2, 3), 4, 5), []flac.Kind{flac.Lost, flac.Lost}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, c := open(t, mediatest.Save(t, "x.flac", test.file))
			var kinds []flac.Kind
			for _, d := range s.Damage {
				kinds = append(kinds, d.Kind)
			}
			if !slices.Equal(kinds, test.damage) {
				t.Errorf("damage %v, want %v", s.Damage, test.damage)
			}
			points := append(cuts(test.name, 8, s), 4096*7, 4096*9, 4096*10)
			slices.Sort(points)
			points = slices.Compact(points)
			compare(t, test.want, writeAll(t, c, points), points, s.Info)
			lost := slices.Contains(kinds, flac.Lost)
			if note := c.Note(native.Part{Start: 0, End: timeline.Position(s.Samples)}); (len(note) > 0) != lost {
				t.Errorf("the note is %q", note)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	path := kinds[5].make(t)
	s, c := open(t, path)
	samples := timeline.Position(s.Samples)
	dst, err := os.Create(filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer dst.Close()
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, test := range []struct {
		ctx        context.Context
		start, end timeline.Position
		want       fault.Code
	}{
		{context.Background(), -1, 5000, fault.InvalidParams},
		{context.Background(), 5000, 5000, fault.InvalidParams},
		{context.Background(), 9000, 5000, fault.InvalidParams},
		{context.Background(), 0, samples + 1, fault.InvalidParams},
		{canceled, 0, samples, fault.Canceled},
	} {
		p := native.Part{Start: test.start, End: test.end}
		if _, err := c.Write(test.ctx, dst, p, func(timeline.Position) {}); fault.CodeOf(err) != test.want {
			t.Errorf("[%d, %d): %v, want %s", test.start, test.end, err, test.want)
		}
		if _, err := c.Size(test.ctx, p); fault.CodeOf(err) != test.want {
			t.Errorf("size of [%d, %d): %v, want %s", test.start, test.end, err, test.want)
		}
	}
	if err := os.Truncate(path, s.Audio+20_000); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(context.Background(), dst, native.Part{End: samples}, func(timeline.Position) {}); fault.CodeOf(err) != fault.CorruptFile {
		t.Errorf("of a file that shrank: %v, want CORRUPT_FILE", err)
	}
}
