package ogg

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/timeline"
)

func TestMain(m *testing.M) { os.Exit(mediatest.Main(m)) }

// A kind is a way to make a source.
type kind struct {
	name     string
	codec    ogg.Codec
	channels int
	args     []string // of opusenc, oggenc, or ffmpeg where the first word is ffmpeg
	speech   bool     // coded as such
}

var opusKinds = []kind{
	{"6k", ogg.Opus, 1, []string{"--bitrate", "6"}, true},
	{"12k speech", ogg.Opus, 1, []string{"--bitrate", "12", "--speech"}, true},
	{"24k 60ms", ogg.Opus, 1, []string{"--bitrate", "24", "--framesize", "60"}, true},
	{"32k 40ms", ogg.Opus, 2, []string{"--bitrate", "32", "--framesize", "40"}, false},
	{"64k", ogg.Opus, 2, []string{"--bitrate", "64"}, false},
	{"64k 10ms", ogg.Opus, 2, []string{"--bitrate", "64", "--framesize", "10"}, false},
	{"96k 5ms", ogg.Opus, 2, []string{"--bitrate", "96", "--framesize", "5"}, false},
	{"128k 2.5ms", ogg.Opus, 2, []string{"--bitrate", "128", "--framesize", "2.5"}, false},
	{"160k cbr", ogg.Opus, 2, []string{"--bitrate", "160", "--hard-cbr"}, false},
	{"510k", ogg.Opus, 2, []string{"--bitrate", "510"}, false},
	{"5.1 256k", ogg.Opus, 6, []string{"--bitrate", "256"}, false},
	{"family 255", ogg.Opus, 6, []string{"ffmpeg", "-c:a", "libopus", "-mapping_family", "255", "-b:a", "300k"}, false},
	{"120ms packets", ogg.Opus, 2, []string{"ffmpeg", "-c:a", "libopus", "-frame_duration", "120", "-b:a", "64k"}, false},
}

var vorbisKinds = []kind{
	{"q-1", ogg.Vorbis, 2, []string{"-q", "-1"}, false},
	{"q0", ogg.Vorbis, 2, []string{"-q", "0"}, false},
	{"q1 speech", ogg.Vorbis, 1, []string{"-q", "1"}, false},
	{"q3", ogg.Vorbis, 2, []string{"-q", "3"}, false},
	{"q6 speech", ogg.Vorbis, 1, []string{"-q", "6"}, false},
	{"q7", ogg.Vorbis, 2, []string{"-q", "7"}, false},
	{"q8 speech", ogg.Vorbis, 1, []string{"-q", "8"}, false},
	{"q9", ogg.Vorbis, 2, []string{"-q", "9"}, false},
	{"q10", ogg.Vorbis, 2, []string{"-q", "10"}, false},
	{"8k", ogg.Vorbis, 1, []string{"-q", "2", "--resample", "8000"}, false},
	{"16k", ogg.Vorbis, 2, []string{"-q", "2", "--resample", "16000"}, false},
	{"22k", ogg.Vorbis, 2, []string{"-q", "2", "--resample", "22050"}, false},
	{"32k", ogg.Vorbis, 2, []string{"-q", "4", "--resample", "32000"}, false},
	{"44k", ogg.Vorbis, 2, []string{"-q", "4", "--resample", "44100"}, false},
	{"5.1", ogg.Vorbis, 6, []string{"-q", "4"}, false},
	{"ffmpeg", ogg.Vorbis, 2, []string{"ffmpeg", "-c:a", "libvorbis", "-q:a", "5"}, false},
}

// make encodes a source of the kind.
func (k kind) make(t testing.TB) string {
	t.Helper()
	wav := recording(t, k.channels)
	dir := t.TempDir()
	path := filepath.Join(dir, "source.ogg")
	if k.codec == ogg.Opus {
		path = filepath.Join(dir, "source.opus")
	}
	switch {
	case k.args[0] == "ffmpeg":
		mediatest.FFmpeg(t, append(append([]string{"-i", wav}, k.args[1:]...), path)...)
	case k.codec == ogg.Opus:
		mediatest.Run(t, "opusenc", append(append([]string{"--quiet"}, k.args...), wav, path)...)
	default:
		mediatest.Run(t, "oggenc", append(append([]string{"-Q", "-o", path}, k.args...), wav)...)
	}
	return path
}

// recording returns 12 s at 48 kHz: speech of one channel, music of two, and 5.1
// made of that.
func recording(t testing.TB, channels int) string {
	t.Helper()
	switch channels {
	case 1:
		return mediatest.Shared(t, "speech.wav", func(path string) {
			mediatest.FFmpeg(t, "-i", mediatest.Speech, "-ar", "48000", "-t", "12", path)
		})
	case 2:
		return mediatest.Stereo(t, 48000, 12, "")
	}
	return mediatest.Stereo(t, 48000, 12, ",pan=5.1|c0=c0|c1=c1|c2=.5*c0+.5*c1|c3=.2*c0|c4=.7*c0-.3*c1|c5=.7*c1-.3*c0")
}

// open indexes a file and makes its Cutter.
func open(t testing.TB, path string) (*ogg.Stream, *Cutter) {
	t.Helper()
	f, size := mediatest.Open(t, path)
	s, err := ogg.Index(context.Background(), f, size, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s, New(s)
}

// write writes a part beside others and returns its path.
func write(t testing.TB, c *Cutter, dir string, i int, p native.Part) string {
	t.Helper()
	path := filepath.Join(dir, fmt.Sprintf("part%03d.ogg", i))
	if written, size := mediatest.Write(t, c, path, p); written > size {
		t.Errorf("part %d: Write said %d bytes, Size %d", i, written, size)
	}
	return path
}

// writeAll writes the parts between the points.
func writeAll(t testing.TB, c *Cutter, points []timeline.Position) []string {
	t.Helper()
	dir := t.TempDir()
	var parts []string
	for i := range points[:len(points)-1] {
		parts = append(parts, write(t, c, dir, i, native.Part{Start: points[i], End: points[i+1], Tags: native.Tags{Title: "Part " + strconv.Itoa(i)}}))
	}
	return parts
}
