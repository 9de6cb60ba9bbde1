package ogg

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

// encode returns some seconds of music, played at 44.1 kHz, encoded by opusenc
// or oggenc.
func encode(t testing.TB, seconds float64, channels int, program string, args ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	wav, out := filepath.Join(dir, "in.wav"), filepath.Join(dir, "out.ogg")
	mediatest.FFmpeg(t, "-i", mediatest.Music, "-af", "asetrate=44100", "-ac", fmt.Sprint(channels), "-t", fmt.Sprint(seconds), wav)
	if program == "oggenc" {
		args = append([]string{"-Q", "-o", out}, args...)
	} else {
		args = append([]string{"--quiet"}, args...)
	}
	args = append(args, wav)
	if program == "opusenc" {
		args = append(args, out)
	}
	mediatest.Run(t, program, args...)
	return mediatest.Read(t, out)
}

// decoded returns how many samples ffmpeg decodes.
func decoded(t testing.TB, file []byte) int64 {
	t.Helper()
	path := mediatest.Save(t, "x.ogg", file)
	return int64(len(mediatest.Run(t, "ffmpeg", "-v", "quiet", "-nostdin", "-i", path, "-ac", "1", "-f", "s16le", "-")) / 2)
}

func index(t testing.TB, file []byte) *Stream {
	t.Helper()
	s, err := Index(context.Background(), bytes.NewReader(file), int64(len(file)), 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pagesOf returns the pages of a file.
func pagesOf(t testing.TB, file []byte) [][]byte {
	t.Helper()
	var pages [][]byte
	for len(file) > 0 {
		h, ok := ParseHeader(file)
		if !ok || !sound(file[:h.PageLen()]) {
			t.Fatal("no sound page")
		}
		pages = append(pages, file[:h.PageLen()])
		file = file[h.PageLen():]
	}
	return pages
}

func TestIndexAgainstFFmpeg(t *testing.T) {
	t.Parallel()
	vorbis := encode(t, 6, 2, "oggenc", "-q", "3")
	opus := encode(t, 6, 2, "opusenc", "--bitrate", "64", "--max-delay", "50")
	drop := func(file []byte, from, to int) []byte {
		pages := pagesOf(t, file)
		if to < 0 {
			to += len(pages) + 1
		}
		return bytes.Join(append(append([][]byte{}, pages[:from]...), pages[to:]...), nil)
	}
	flip := func(file []byte, at int) []byte {
		file = bytes.Clone(file)
		file[at] ^= 4
		return file
	}
	for _, test := range []struct {
		name   string
		file   []byte
		damage []Kind
	}{
		{"vorbis", vorbis, nil},
		{"vorbis mono", encode(t, 3, 1, "oggenc", "-q", "-1"), nil},
		{"vorbis 8 kHz", encode(t, 3, 1, "oggenc", "--resample", "8000"), nil},
		{"opus", opus, nil},
		{"opus 60 ms", encode(t, 3, 1, "opusenc", "--framesize", "60", "--bitrate", "12"), nil},
		{"opus 2.5 ms", encode(t, 3, 2, "opusenc", "--framesize", "2.5"), nil},
		{"opus 5.1", encode(t, 3, 6, "opusenc"), nil},
		{"vorbis without a page", drop(vorbis, 12, 13), []Kind{Lost}},
		{"opus without two pages", drop(opus, 12, 14), []Kind{Lost}},
		{"vorbis with a bad page", flip(vorbis, len(vorbis)/2), []Kind{Junk, Lost}},
		{"opus with a bad page", flip(opus, len(opus)/2), []Kind{Junk, Lost}},
		{"vorbis cut short", vorbis[:len(vorbis)*2/3], []Kind{Junk, Unended}},
		{"opus without an end", drop(opus, 20, -1), []Kind{Unended}},
		{"opus with junk", append(bytes.Repeat([]byte("OggS"), 99), opus...), []Kind{Junk}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := index(t, test.file)
			if want := decoded(t, test.file); int64(s.Samples) != want {
				t.Errorf("%d samples, ffmpeg decodes %d", s.Samples, want)
			}
			var got []Kind
			for _, d := range s.Damage {
				if d.Kind != Broken { // packets over the borders of pages
					got = append(got, d.Kind)
				}
				if d.Text().String() == "" {
					t.Errorf("nothing to say of %v", d.Kind)
				}
			}
			if !slices.Equal(got, test.damage) {
				t.Errorf("damage %v, want %v", got, test.damage)
			}
		})
	}
}

// TestCommentsAgainstTools reads the tags that opusenc and oggenc wrote.
func TestCommentsAgainstTools(t *testing.T) {
	t.Parallel()
	want := []string{"ARTIST=Ähm", "TITLE=a=b"}
	opus := index(t, encode(t, 1, 1, "opusenc", "--comment", want[0], "--comment", want[1])).Links[0].Comments
	vorbis := index(t, encode(t, 1, 1, "oggenc", "-c", want[0], "-c", want[1])).Links[0].Comments
	if got := opus.List[1:3]; !slices.Equal(got, want) || !strings.HasPrefix(opus.Vendor, "libopus") {
		t.Errorf("opusenc: %+v", opus)
	}
	if !slices.Equal(vorbis.List, want) || vorbis.Vendor == "" {
		t.Errorf("oggenc: %+v", vorbis)
	}
}

func TestDurationsOfOpus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		packet string
		want   int
	}{
		{"", 0},
		{"\x00", 480},          // SILK, 10 ms, one frame
		{"\x1a..", 2 * 2880},   // SILK, 60 ms, two frames
		{"\x80", 120},          // CELT, 2.5 ms
		{"\x83\x30", 48 * 120}, // CELT, 2.5 ms, 48 frames
		{"\x9b\x06", 6 * 960},  // CELT, 20 ms, 6 frames
		{"\x9b\x07", 0},        // 140 ms
		{"\x9b", 0},
		{"\x9b\x00", 0},
	} {
		if got := opusDuration([]byte(test.packet)); got != test.want {
			t.Errorf("%q lasts %d samples, want %d", test.packet, got, test.want)
		}
	}
}

// TestSparseIndex adds up packets from the mark before them on.
func TestSparseIndex(t *testing.T) {
	t.Parallel()
	s := index(t, encode(t, 6, 2, "opusenc", "--framesize", "2.5", "--max-delay", "0"))
	l := s.Links[0]
	for raw := int64(0); raw <= l.Total.Samples; raw += 9_777 {
		sum, err := l.Before(t.Context(), raw)
		if err != nil || sum.Samples != (raw+119)/120*120 || sum.Packets != sum.Samples/120 {
			t.Errorf("before %d: %+v, %v", raw, sum, err)
		}
		sum, err = l.Until(t.Context(), raw)
		if err != nil || sum.Samples != raw/120*120 {
			t.Errorf("until %d: %+v, %v", raw, sum, err)
		}
	}
}

func TestNotOpusNorVorbis(t *testing.T) {
	t.Parallel()
	flac := filepath.Join(t.TempDir(), "x.oga")
	mediatest.FFmpeg(t, "-i", mediatest.Music, "-t", "1", "-c:a", "flac", "-f", "ogg", flac)
	b := mediatest.Read(t, flac)
	for _, file := range [][]byte{nil, []byte("OggS"), b} {
		if _, err := Index(t.Context(), bytes.NewReader(file), int64(len(file)), 0); fault.CodeOf(err) != fault.UnsupportedFormat {
			t.Errorf("%d bytes: %v, want UNSUPPORTED_FORMAT", len(file), err)
		}
	}
}
