package mp3

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/timeline"
)

// sound returns the bytes of a source of the kind, and where its frames begin.
func sound(t *testing.T, encode ...string) (file []byte, frames []int64) {
	t.Helper()
	path := kind{"source", false, encode}.make(t)
	s, _ := open(t, path)
	for f, err := range s.All(context.Background(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, f.Offset)
	}
	return mediatest.Read(t, path), frames
}

// TestDamagedSources cuts damaged sources and compares with what ffmpeg decodes
// of the same without what the damage report names.
func TestDamagedSources(t *testing.T) {
	t.Parallel()
	file, frames := sound(t, "-V3")
	notag, bare := sound(t, "-b", "128", "-t")
	junk := bytes.Repeat([]byte("some words that are no audio. "), 60)
	insert := func(b []byte, at int64, junk []byte) []byte { return slices.Insert(slices.Clone(b), int(at), junk...) }
	last := frames[len(frames)-1]
	id3 := append([]byte{'I', 'D', '3', 3, 0, 0, 0, 0, 8, 0}, make([]byte, 1024)...)
	tests := []struct {
		name        string
		file, clean []byte
		damage      []mp3.Kind
	}{
		{"junk in the middle", insert(file, frames[300], junk), file, []mp3.Kind{mp3.Junk}},
		{"junk in two places", insert(insert(file, frames[400], junk), frames[33], junk), file, []mp3.Kind{mp3.Junk, mp3.Junk}},
		{"junk in front", insert(notag, 0, junk), notag, []mp3.Kind{mp3.Junk}},
		{"a tag in the middle", insert(file, frames[320], id3), file, []mp3.Kind{mp3.Junk}},
		{"last frame cut short", file[:last+20], file[:last], []mp3.Kind{mp3.Truncated, mp3.Missing}},
		{"half is missing", file[:frames[230]+9], file[:frames[230]], []mp3.Kind{mp3.Truncated, mp3.Missing}},
		{"joined", slices.Concat(file, file), slices.Concat(file, file), []mp3.Kind{mp3.Joined}},
		{"joined with tags between", slices.Concat(notag, id3, notag), slices.Concat(notag, notag), []mp3.Kind{mp3.Junk}},
		{"joined unlike", slices.Concat(notag, notag[:bare[9]]), slices.Concat(notag, notag[:bare[9]]), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, c := open(t, mediatest.Save(t, "damaged.mp3", test.file))
			var kinds []mp3.Kind
			for _, d := range s.Damage {
				kinds = append(kinds, d.Kind)
			}
			if !slices.Equal(kinds, test.damage) {
				t.Errorf("damage %v, want %v", s.Damage, test.damage)
			}
			points := mediatest.Even(s.Samples, 7)
			compareFFmpeg(t, mediatest.Save(t, "clean.mp3", test.clean), writeAll(t, c, points, Tags{}), points, s.Channels)
		})
	}
}

// TestChoppedSource cuts a stream that begins in the middle. What the first
// frames lack decoders mute in different ways; all behind them is exact.
func TestChoppedSource(t *testing.T) {
	t.Parallel()
	for _, encode := range [][]string{{"-t", "-b", "128"}, {"-t", "-p", "-b", "128"}, {"-t", "--resample", "22.05", "-b", "64"}} {
		file, frames := sound(t, encode...)
		s, c := open(t, mediatest.Save(t, "chopped.mp3", file[frames[100]:]))
		if len(s.Orphans) == 0 {
			t.Fatalf("%v: no orphans", encode)
		}
		whole := len(s.Orphans) + 3 // the first frame that decodes as it should, with its past
		spf := timeline.Position(s.SamplesPerFrame)
		points := []timeline.Position{0, spf * timeline.Position(whole), s.Samples / 2, s.Samples}
		parts := writeAll(t, c, points, Tags{})
		decode := func(path string) []byte {
			return mediatest.Run(t, "ffmpeg", "-v", "quiet", "-nostdin", "-i", path, "-f", "s16le", "-")
		}
		var got []byte
		for _, part := range parts {
			got = append(got, decode(part)...)
		}
		want := decode(mediatest.Save(t, "again.mp3", file[frames[100]:]))
		skip := int(points[1]) * 2 * s.Channels
		if len(got) != len(want) || !bytes.Equal(got[skip:], want[skip:]) {
			t.Errorf("%v: %d bytes decoded, want %d, or other audio behind the start", encode, len(got), len(want))
		}
		var loudest int16
		for i := 0; i+1 < int(spf)*2*s.Channels; i += 2 {
			v := int16(got[i]) | int16(got[i+1])<<8
			loudest = max(loudest, v, -v)
		}
		if loudest > 0 {
			t.Errorf("%v: the first frame, which lacks its data, is not silent but %d loud", encode, loudest)
		}
	}
}
