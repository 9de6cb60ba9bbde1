package cut

import (
	"bytes"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
)

// What is called lossless has room for every bit of the source; what has not
// says so.
func TestLosslessHasRoomForEveryBit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		codec    string
		bits     int
		format   Format
		lossless bool
	}{
		{"pcm_s24le", 24, FLAC, true},
		{"pcm_s24le", 24, ALAC, true},
		{"pcm_s32le", 32, FLAC, false},
		{"pcm_s32le", 32, ALAC, false},
		{"pcm_s32le", 32, WAV, true},
		{"pcm_f32le", 32, FLAC, false},
		{"pcm_f32le", 32, WAV, true},
		{"pcm_f64le", 64, ALAC, false},
		{"pcm_f64le", 64, Keep, true},
		{"wavpack", 32, Keep, true},
		{"wavpack", 32, FLAC, false},
		{"ape", 24, Keep, true},
		{"mp4als", 32, Keep, true}, // as WAV
	} {
		src := media.Source{Codec: test.codec, Container: "wav", Bits: test.bits, Rate: 44100, Channels: 2, Lossless: true}
		m, err := Way(src, Output{Format: test.format})
		if err != nil || m.Lossless != test.lossless || m.Lossless == (m.Note != "" && test.format != Keep) {
			t.Errorf("%s of %d bits as %s: %+v, %v", test.codec, test.bits, test.format, m, err)
		}
	}
}

// What Way says of 32 bits as FLAC is what happens: 24 of them are kept.
func TestFLACKeeps24Bits(t *testing.T) {
	t.Parallel()
	src := probe(t, makeMedia(t, "a.wav", 20_000, 44100, 1, "-c:a", "pcm_s32le"))
	want := decode(t, src.Path, "s32le")
	got := decode(t, write(t, task(t, src, parts(src), Output{Format: FLAC}))[0].Path, "s32le")
	if bytes.Equal(got, want) || len(got) != len(want) {
		t.Error("FLAC kept 32 bits: Way is wrong")
	}
}

// Segments with some of the channels need an encoder; those with all of them do
// not.
func TestWayKnowsOfChannels(t *testing.T) {
	t.Parallel()
	left, both := plan.Segment{Channels: []int{0}}, plan.Segment{Channels: []int{0, 1}}
	for _, test := range []struct {
		codec, container string
		segment          plan.Segment
		way              string // "" is UNSUPPORTED_FORMAT
	}{
		{"mp3", "mp3", left, wayEncode},
		{"mp3", "mp3", both, wayMP3},
		{"pcm_s16le", "wav", left, wayEncode},
		{"pcm_s16le", "wav", both, wayPCM},
		{"dts", "dts", left, ""},
		{"dts", "dts", both, wayCopy},
		{"wmapro", "asf", left, ""},
	} {
		src := media.Source{Codec: test.codec, Container: test.container, Bits: 16, Rate: 44100, Channels: 2, Lossless: isPCM(test.codec)}
		m, err := Way(src, Output{}, test.segment)
		if m.Way != test.way || (fault.CodeOf(err) == fault.UnsupportedFormat) != (test.way == "") {
			t.Errorf("%s with channels %v: %q, %v, want %q", test.codec, test.segment.Channels, m.Way, err, test.way)
		}
		if _, err := Extension(src, Output{}, test.segment); (err != nil) != (test.way == "") {
			t.Errorf("%s with channels %v: Extension: %v", test.codec, test.segment.Channels, err)
		}
	}
}
