package media

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/flac"
)

// What the headers of damaged files say of their length is not believed.
func TestFlacLength(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "x.flac")
	mediatest.RunIn(t, dir, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anoisesrc=r=44100:d=2:a=0.1", "-c:a", "flac", path)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := flac.Index(context.Background(), bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.At(context.Background(), 5*int64(s.Block))
	if err != nil {
		t.Fatal(err)
	}
	item, err := c.Next()
	if err != nil {
		t.Fatal(err)
	}
	frame := slices.Clone(item.Data)
	at := bytes.Index(file, frame)
	total := int(s.Metadata.Start) + 8 + 13 // the byte with the highest bits of the total but four
	with := func(edit func(b []byte) []byte) []byte { return edit(slices.Clone(file)) }
	tests := []struct {
		name    string
		file    []byte
		samples int64
		warned  bool
	}{
		{"sound", file, 88200, false},
		{"an ID3v1 tag behind", with(func(b []byte) []byte { return append(append(b, "TAG"...), make([]byte, 125)...) }), 88200, false},
		{"no total", with(func(b []byte) []byte { clear(b[total+1 : total+5]); return b }), 88200, false},
		{"a total too large", with(func(b []byte) []byte { b[total+1] = 1; return b }), 88200, true},
		{"a total too small", with(func(b []byte) []byte { b[total+3]--; return b }), 88200, true},
		{"junk behind", with(func(b []byte) []byte { return append(b, "junk"...) }), 88200, true},
		{"cut short", file[:len(file)-5], 88200 - 88200%int64(s.Block), true},
		{"joined", with(func(b []byte) []byte { return append(b, file[:at+len(frame)]...) }), 88200 + 6*int64(s.Block), true},
		{"begins in the middle", with(func(b []byte) []byte { return slices.Delete(b, int(s.Audio), at) }), 88200 - 5*int64(s.Block), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "x.flac")
			if err := os.WriteFile(path, test.file, 0o600); err != nil {
				t.Fatal(err)
			}
			src, err := Probe(context.Background(), mediatest.Tools(t), path)
			if err != nil {
				t.Fatal(err)
			}
			if int64(src.Samples) != test.samples || !src.Exact || (len(src.Warnings) > 0) != test.warned {
				t.Errorf("%d samples, exact %t, %q; want %d", src.Samples, src.Exact, src.Warnings, test.samples)
			}
		})
	}
}

// What follows in another sample rate, or with other channels, is no part of the same
// recording; that it is left out is said.
func TestFLACThatChanges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i anoisesrc=d=2:a=0.2:r=44100,aformat=channel_layouts=stereo first.flac")
	first := mediatest.Read(t, filepath.Join(dir, "first.flac"))
	for name, format := range map[string]string{"rate": "-ar 48000", "channels": "-ac 1"} {
		encode(t, dir, "-i first.flac "+format+" second.flac")
		s := probed(t, write(t, filepath.Join(dir, name+".flac"), append(bytes.Clone(first), mediatest.Read(t, filepath.Join(dir, "second.flac"))...)))
		if s.Samples != 88200 || len(s.Warnings) != 1 || !strings.HasPrefix(s.Warnings[0].String(), "At byte "+strconv.Itoa(len(first))) {
			t.Errorf("%s: %d samples, %q", name, s.Samples, s.Warnings)
		}
	}
}

// Of files that were joined all is counted, also where the last one ends as the
// header of the first says.
func TestJoinedFLACs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i anoisesrc=d=9:a=0.2:r=44100 -c:a flac a.flac")
	one := mediatest.Read(t, filepath.Join(dir, "a.flac"))
	path := write(t, filepath.Join(dir, "joined.flac"), append(bytes.Clone(one), one...))
	if s := probed(t, path); s.Samples != 2*9*44100 || !s.Exact || len(s.Warnings) == 0 {
		t.Errorf("%d samples, %q", s.Samples, s.Warnings)
	}
}
