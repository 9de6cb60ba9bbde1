package cut

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// What is called lossless has room for every bit of the source; what has not
// says so.
func TestLosslessHasRoomForEveryBit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		codec    string
		bits     int
		float    bool
		format   Format
		lossless bool
	}{
		{"pcm_s24le", 24, false, FLAC, true},
		{"pcm_s24le", 24, false, ALAC, true},
		{"pcm_s32le", 32, false, FLAC, false},
		{"pcm_s32le", 32, false, ALAC, false},
		{"pcm_s32le", 32, false, WAV, true},
		{"pcm_f32le", 32, true, FLAC, false},
		{"pcm_f32le", 32, true, WAV, true},
		{"pcm_f64le", 64, true, ALAC, false},
		{"pcm_f64le", 64, true, Keep, true},
		{"wavpack", 32, false, Keep, true},
		{"wavpack", 32, false, FLAC, false},
		{"wavpack", 32, true, Keep, true},
		{"wavpack", 32, true, WAV, true},
		{"wavpack", 32, true, FLAC, false},
		{"wavpack", 24, true, ALAC, false}, // whatever it calls its bits
		{"pcm_s64le", 64, false, Keep, true},
		{"pcm_s64le", 64, false, FLAC, false},
		{"pcm_f32le", 32, false, FLAC, false}, // described by an older version
		{"ape", 24, false, Keep, true},
		{"mp4als", 32, false, Keep, true}, // as WAV
	} {
		src := media.Source{Codec: test.codec, Container: "wav", Bits: test.bits, Float: test.float, Rate: 44100, Channels: 2, Lossless: true}
		m, err := chosen(t, src, Output{Format: test.format})
		if err != nil || m.Lossless != test.lossless || m.Lossless == (len(m.Note) > 0 && test.format != Keep) {
			t.Errorf("%s of %d bits as %s: %+v, %v", test.codec, test.bits, test.format, m, err)
		}
	}
}

// What Way says of 32 bits as FLAC is what happens: 24 of them are kept.
func TestFLACKeeps24Bits(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wav", 20_000, 44100, 1, "-c:a", "pcm_s32le"))
	want := decodeOne(t, src.Path, "s32le")
	got := decodeOne(t, write(t, task(t, src, parts(src), Output{Format: FLAC}))[0].Path, "s32le")
	if bytes.Equal(got, want) || len(got) != len(want) {
		t.Error("FLAC kept 32 bits: Way is wrong")
	}
}

// What Way says of rare kinds of samples is what happens to those that Probe
// finds.
func TestRareSamplesAreKept(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		args     []string
		format   Format
		method   Method
		pcm      string // wide enough for the samples
		lossless bool
	}{
		{"a.wv", []string{"-sample_fmt", "fltp"}, Keep, methodEncode, "f32le", true},
		{"b.wv", []string{"-sample_fmt", "fltp"}, WAV, methodEncode, "f32le", true},
		{"c.wv", []string{"-sample_fmt", "fltp"}, FLAC, methodEncode, "f32le", false},
		{"d.wv", []string{"-sample_fmt", "s32p"}, WAV, methodEncode, "s32le", true},
		{"e.mka", []string{"-c:a", "pcm_f64le"}, Keep, methodEncode, "f64le", true},
		{"f.mov", []string{"-c:a", "pcm_f32be"}, FLAC, methodEncode, "f32le", false},
		{"g.wav", []string{"-c:a", "pcm_s64le"}, Keep, methodPCM, "s64le", true},
		{"h.wav", []string{"-c:a", "pcm_s64le"}, ALAC, methodEncode, "s64le", false},
		{"i.w64", []string{"-c:a", "pcm_s64le"}, Keep, methodPCM, "s64le", true},
		{"j.mka", []string{"-c:a", "pcm_s32le"}, Keep, methodEncode, "s32le", true},
		{"k.wav", []string{"-c:a", "pcm_alaw"}, Keep, methodPCM, "s16le", true},
		{"l.wav", []string{"-c:a", "pcm_mulaw"}, Keep, methodPCM, "s16le", true},
		{"m.w64", []string{"-c:a", "pcm_mulaw"}, Keep, methodPCM, "s16le", true},
		{"n.aiff", []string{"-c:a", "pcm_alaw"}, Keep, methodPCM, "s16le", true},
		{"o.caf", []string{"-c:a", "pcm_alaw"}, Keep, methodPCM, "s16le", true},
		{"p.caf", []string{"-c:a", "pcm_mulaw"}, Keep, methodPCM, "s16le", true},
		{"q.au", []string{"-c:a", "pcm_mulaw"}, Keep, methodEncode, "s16le", true},
		{"r.mkv", []string{"-c:a", "pcm_alaw"}, Keep, methodEncode, "s16le", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src := probeMedia(t, makeMedia(t, test.name, 20_000, 44100, 2, test.args...))
			m, err := chosen(t, src, Output{Format: test.format})
			if err != nil || m.Method != test.method || m.Lossless != test.lossless {
				t.Fatalf("got %+v, %v", m, err)
			}
			results := write(t, task(t, src, parts(src, 7_001), Output{Format: test.format}))
			decoded := decodeAll(t, test.pcm, append([]string{src.Path}, pathsOf(results)...)...)
			if equal := bytes.Equal(slices.Concat(decoded[1:]...), decoded[0]); equal != test.lossless {
				t.Errorf("the segments are the source: %v, and Way says %+v", equal, m)
			}
		})
	}
}

// A bitrate that would become another is refused; those at the edges are what
// the files then have.
func TestBitrates(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		format   Format
		bitrate  int
		rate     timeline.Rate
		channels int
		ok       bool
	}{
		{MP3, 999_000, 44100, 2, false},
		{MP3, 320_000, 44100, 2, true},
		{MP3, 24_000, 44100, 2, false},
		{MP3, 320_000, 22050, 1, false},
		{MP3, 160_000, 22050, 1, true},
		{MP3, 64_000, 8000, 1, true},
		{MP3, 65_000, 8000, 1, false},
		{Opus, 512_000, 44100, 2, true},
		{Opus, 513_000, 44100, 2, false},
		{M4A, 264_600, 44100, 1, true},
		{AAC, 400_000, 44100, 1, false},
		{FLAC, 400_000, 44100, 1, true}, // which has no such thing
		{Keep, 999_000, 44100, 2, false},
	} {
		src := media.Source{Codec: "mp3", Container: "mp3", Rate: test.rate, Channels: test.channels}
		_, err := chosen(t, src, Output{Format: test.format, Bitrate: test.bitrate})
		if test.ok != (err == nil) || !test.ok && fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%s of %d bits at %d Hz: %v", test.format, test.bitrate, test.rate, err)
		}
	}
	wav := probeMedia(t, makeMedia(t, "a.wav", 60_000, 44100, 2))
	for _, bitrate := range []int{32_000, 320_000} {
		r := write(t, task(t, wav, parts(wav), Output{Format: MP3, Bitrate: bitrate}))[0]
		if got := probeMedia(t, r.Path).Bitrate; got < bitrate*99/100 || got > bitrate*101/100 {
			t.Errorf("MP3 of %d bits a second has %d", bitrate, got)
		}
	}
}

// A bitrate changes nothing where the format is lossless, and is said not to.
func TestBitrateOfLosslessFormats(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		codec, container string
		format           Format
		method           Method
	}{
		{"flac", "flac", Keep, methodFLAC},
		{"pcm_s16le", "wav", Keep, methodPCM},
		{"pcm_s16le", "wav", FLAC, methodEncode},
		{"mp3", "mp3", FLAC, methodEncode},
		{"wavpack", "wv", Keep, methodEncode},
	} {
		src := media.Source{Codec: test.codec, Container: test.container, Bits: 16, Rate: 44100, Channels: 2, Lossless: test.codec != "mp3"}
		m, err := chosen(t, src, Output{Format: test.format, Bitrate: 128_000})
		if err != nil || m.Method != test.method || m.Lossless != src.Lossless || !strings.Contains(m.Note.String(), "is lossless: the bitrate") {
			t.Errorf("%s as %s: %+v, %v", test.codec, test.format, m, err)
		}
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
		method           Method // "" is UNSUPPORTED_FORMAT
	}{
		{"mp3", "mp3", left, methodEncode},
		{"mp3", "mp3", both, methodMP3},
		{"flac", "flac", left, methodEncode},
		{"flac", "flac", both, methodFLAC},
		{"pcm_s16le", "wav", left, methodEncode},
		{"pcm_s16le", "wav", both, methodPCM},
		{"dts", "dts", left, ""},
		{"dts", "dts", both, methodCopy},
		{"wmapro", "asf", left, ""},
	} {
		src := media.Source{Codec: test.codec, Container: test.container, Bits: 16, Rate: 44100, Channels: 2, Lossless: isPCM(test.codec)}
		m, err := chosen(t, src, Output{}, test.segment)
		if m.Method != test.method || (fault.CodeOf(err) == fault.UnsupportedFormat) != (test.method == "") {
			t.Errorf("%s with channels %v: %q, %v, want %q", test.codec, test.segment.Channels, m.Method, err, test.method)
		}
		if extension := m.Extension(); (extension == "") != (test.method == "") {
			t.Errorf("%s with channels %v: the extension is %q", test.codec, test.segment.Channels, extension)
		}
	}
}
