package media

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
)

// halve halves a number of a file that stands behind a mark, with some bytes
// between them. A number of 8 bytes is a floating point one.
func halve(t *testing.T, path, mark string, behind, size int) {
	t.Helper()
	b := mediatest.Read(t, path)
	i := bytes.Index(b, []byte(mark))
	if i < 0 {
		t.Fatalf("%s has no %q", path, mark)
	}
	n := b[i+len(mark)+behind:][:size]
	if size == 8 {
		binary.BigEndian.PutUint64(n, math.Float64bits(math.Float64frombits(binary.BigEndian.Uint64(n))/2))
	} else {
		binary.BigEndian.PutUint32(n, binary.BigEndian.Uint32(n)/2)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A header that promises half of the audio loses none of it: what ffmpeg decodes is
// there.
func TestHeadersThatPromiseTooLittle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i anoisesrc=d=12:a=0.2:r=44100,aformat=channel_layouts=stereo -c:a pcm_s16le music.wav")
	const duration = "\x44\x89\x88" // of Matroska, 8 bytes
	for _, test := range []struct {
		file, codec, mark string
		behind, size      int
		exact             bool
	}{
		{"flac.mka", "flac", duration, 0, 8, false},
		{"alac.mka", "alac", duration, 0, 8, false},
		{"wavpack.mka", "wavpack", duration, 0, 8, false},
		{"vorbis.mka", "libvorbis", duration, 0, 8, false},
		{"tta.mka", "tta", duration, 0, 8, false},
		{"pcm.mka", "pcm_s16le", duration, 0, 8, true},
		{"aac.mka", "aac", duration, 0, 8, true},
		{"opus.mka", "libopus", duration, 0, 8, true},
		{"opus.webm", "libopus", duration, 0, 8, true},
		{"alac.m4a", "alac", "mdhd", 16, 4, true},
		{"aac.m4a", "aac", "mdhd", 16, 4, true},
		{"pcm.mov", "pcm_s16be", "mdhd", 16, 4, true},
		{"pcm.aiff", "pcm_s16be", "COMM", 6, 4, true},
	} {
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			encode(t, dir, "-i music.wav -c:a "+test.codec+" "+test.file)
			path := filepath.Join(dir, test.file)
			halve(t, path, test.mark, test.behind, test.size)
			s := probed(t, path)
			want := decoded(t, path, "0", s.Channels)
			if off := int64(s.Samples) - want; s.Exact != test.exact || test.exact && off != 0 || off < 0 || off > int64(s.Rate)/200 {
				t.Errorf("%d samples, exact %v, want %d", s.Samples, s.Exact, want)
			}
			if told := len(s.Warnings) > 0; told != strings.HasSuffix(test.file, ".aiff") {
				t.Errorf("warnings %q", s.Warnings)
			}
		})
	}
}

// A live recording that nobody finished tells no duration.
func TestNoDuration(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i anoisesrc=d=12:a=0.2:r=48000,aformat=channel_layouts=stereo -c:a pcm_s16le music.wav")
	for _, codec := range []string{"libopus", "libvorbis", "flac"} {
		t.Run(codec, func(t *testing.T) {
			t.Parallel()
			encode(t, dir, "-i music.wav -c:a "+codec+" -f matroska -live 1 "+codec+".mka")
			path := filepath.Join(dir, codec+".mka")
			s := probed(t, path)
			want := decoded(t, path, "0", s.Channels)
			if off := int64(s.Samples) - want; s.Exact && off != 0 || off < 0 || off > int64(s.Rate)/200 {
				t.Errorf("%d samples, exact %v, want %d", s.Samples, s.Exact, want)
			}
		})
	}
}
