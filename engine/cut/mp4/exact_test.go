package mp4

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/media/aac"
	"audiospliter/engine/media/adts"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/timeline"
)

// encode returns a file of half a minute of music, or of speech if its name says so.
func encode(t testing.TB, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	in := []string{"-t", "30", "-i", mediatest.Music}
	if strings.HasPrefix(name, "speech") {
		in[len(in)-1] = mediatest.Speech
	}
	mediatest.FFmpeg(t, append(append(in, args...), path)...)
	return path
}

// open returns a Cutter of a file, and what the file is.
func open(t testing.TB, path string) (*Cutter, media.Source) {
	t.Helper()
	src, err := media.Probe(context.Background(), mediatest.Tools(t), path)
	if err != nil {
		t.Fatal(err)
	}
	file, _ := mediatest.Open(t, path)
	var stream aac.Stream
	if src.Container == "aac" {
		frames, err := adts.Index(t.Context(), file, src.Size)
		if err != nil {
			t.Fatal(err)
		}
		stream, err = aac.OfADTS(frames, src.Rate, src.Channels, src.Samples)
		if err != nil {
			t.Fatal(err)
		}
	} else {
		track, err := mp4.Open(file, src.Size, src.Stream)
		if err != nil {
			t.Fatal(err)
		}
		if stream, err = aac.OfTrack(track, src.Rate, src.Channels, src.Samples); err != nil {
			t.Fatal(err)
		}
	}
	from := Source{}
	from.Items, from.Dropped = mp4.Items(file, src.Size)
	c, err := NewCutter(file, stream, from)
	if err != nil {
		t.Fatal(err)
	}
	return c, src
}

// write writes a part and returns its path.
func write(t testing.TB, c *Cutter, dir string, i int, p native.Part) string {
	t.Helper()
	path := filepath.Join(dir, fmt.Sprintf("%03d.m4a", i))
	if written, size := mediatest.Write(t, c, path, p); size != written {
		t.Errorf("part %d: Write said %d bytes, Size %d", i, written, size)
	}
	return path
}

// cuts returns n cut points of the file, of which some lie on packet borders.
func (c *Cutter) cuts(name string, n int) []timeline.Position {
	skip, frame := timeline.Position(c.stream.Skip), timeline.Position(c.stream.Frame)
	return mediatest.Cuts(mediatest.Random(name), n, c.stream.Samples, 1, func(p timeline.Position) timeline.Position {
		return (p+skip)/frame*frame - skip
	})
}

// below returns how many decibels the difference of two recordings lies below
// the first; +Inf for none.
func below(want, got []byte) float64 {
	signal, noise := mediatest.Powers(want, got)
	return 10 * math.Log10(signal/noise)
}

// noPNS keeps ffmpeg's encoder from leaving noise to the decoder.
var noPNS = []string{"-c:a", "aac", "-aac_pns", "0"}

var kinds = []struct {
	name string
	args []string
}{
	{"mono-8k.m4a", []string{"-b:a", "24k"}},
	{"stereo-44k.m4a", []string{"-ac", "2", "-ar", "44100", "-b:a", "128k"}},
	{"stereo-48k-low.m4a", []string{"-ac", "2", "-ar", "48000", "-b:a", "48k"}},
	{"stereo-96k.m4a", []string{"-ac", "2", "-ar", "96000", "-b:a", "256k"}},
	{"5.1.mp4", []string{"-ac", "6", "-ar", "48000", "-b:a", "256k"}},
	{"quicktime.mov", []string{"-ac", "2", "-ar", "22050"}},
	{"speech-12k.m4a", []string{"-ar", "12000"}},
	{"mono-16k.m4a", []string{"-ar", "16000", "-b:a", "32k"}},
	{"speech-24k.m4a", []string{"-ac", "2", "-ar", "24000"}},
	{"stereo-32k.m4a", []string{"-ac", "2", "-ar", "32000", "-b:a", "320k"}},
	{"fragmented.mp4", []string{"-ac", "2", "-ar", "44100", "-movflags", "empty_moov+delay_moov", "-frag_duration", "1000000"}},
	{"vo-aac-lc.m4a", nil}, // of vo-aacenc and GStreamer
}

func TestPartsAreTheSource(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("testdata", k.name)
			if k.args != nil {
				path = encode(t, k.name, append(slices.Clone(noPNS), k.args...)...)
			}
			c, _ := open(t, path)
			points := c.cuts(k.name, mediatest.Rounds(50))
			compareParts(t, c, path, points, math.Inf(1))
			joinParts(t, c, path, points, true)
		})
	}
}

// joinParts moves the points to where packets meet, by half a packet at most. What
// ffmpeg decodes the parts between them to, joined, is as long as what it decodes
// the source to, and the same if that is wanted.
func joinParts(t *testing.T, c *Cutter, source string, points []timeline.Position, same bool) {
	t.Helper()
	spans, err := c.Around(t.Context(), points)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range spans {
		if p := points[i]; p < s.Start || p > s.End || s.Len() > timeline.Position(c.stream.Frame) {
			t.Errorf("sample %d lies between %v", p, s)
		}
		if p := points[i]; p-s.Start > s.End-p {
			s.Start = s.End
		}
		points[i] = s.Start
	}
	points = slices.Compact(points)
	dir := t.TempDir()
	paths := []string{source}
	for i, start := range points[:len(points)-1] {
		paths = append(paths, write(t, c, dir, i, native.Part{Start: start, End: points[i+1]}))
	}
	all := mediatest.Decode(t, "f32le", paths...)
	if joined := slices.Concat(all[1:]...); len(joined) != len(all[0]) || same && !bytes.Equal(joined, all[0]) {
		t.Errorf("%d parts between packets have %d samples of %d, or others", len(points)-1, len(joined)/4/c.stream.Channels, c.stream.Samples)
	}
}

// compareParts writes the parts between the points and compares what ffmpeg
// decodes them to with what it decodes the source to. Parts may be longer by what
// the last packet holds.
func compareParts(t *testing.T, c *Cutter, source string, points []timeline.Position, least float64) {
	t.Helper()
	dir := t.TempDir()
	paths := []string{source}
	for i, start := range points[:len(points)-1] {
		paths = append(paths, write(t, c, dir, i, native.Part{Start: start, End: points[i+1]}))
	}
	all := mediatest.Audible(t, paths...)
	var trimmed [][]byte
	if c.stream.Unit == 1 {
		trimmed = mediatest.DecodeWith(t, "f32le", func(i int) []string { // as long as ffprobe says
			return []string{"-t", fmt.Sprintf("%.6f", float64(points[i+1]-points[i])/float64(c.stream.Rate))}
		}, paths[1:]...)
	}
	whole := all[0]
	frame := 4 * c.stream.Channels
	if n := len(whole) / frame; n != int(c.stream.Samples) {
		t.Fatalf("ffmpeg decodes %d samples, not %d", n, c.stream.Samples)
	}
	for i, part := range all[1:] {
		a, b := int(points[i])*frame, int(points[i+1])*frame
		over := (len(part) - (b - a)) / frame
		if over < 0 || over >= int(c.stream.Frame) {
			t.Errorf("part %d [%d, %d): %d samples too many", i, points[i], points[i+1], over)
			continue
		}
		if trimmed != nil && (len(trimmed[i]) != b-a || !bytes.HasPrefix(part, trimmed[i])) {
			t.Errorf("part %d [%d, %d): %d samples as long as it lasts, or others", i, points[i], points[i+1], len(trimmed[i])/frame)
		}
		want := whole[a:min(len(whole), a+len(part))]
		if !bytes.Equal(part[:len(want)], want) {
			if d := below(want, part); !(d >= least) {
				t.Errorf("part %d [%d, %d): the difference is %.1f dB below", i, points[i], points[i+1], d)
			}
		}
	}
}
