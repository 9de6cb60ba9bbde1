package decode

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

func TestMain(m *testing.M) { os.Exit(mediatest.Main(m)) }

// A kind is a source: music encoded by ffmpeg with the given options, and how it
// is to be decoded from the middle.
type kind struct {
	name   string
	args   string
	method method
}

var kinds = []kind{
	{"s16.wav", "", seek},
	{"u8.wav", "-c:a pcm_u8", seek},
	{"s24.wav", "-c:a pcm_s24le", seek},
	{"f32.wav", "-c:a pcm_f32le", seek},
	{"f64.wav", "-c:a pcm_f64le", seek},
	{"alaw.wav", "-c:a pcm_alaw", seek},
	{"rf64.wav", "-rf64 always", seek},
	{"s16.w64", "", seek},
	{"s16.aiff", "", seek},
	{"s24.caf", "-c:a pcm_s24be", seek},
	{"ima.wav", "-c:a adpcm_ima_wav", start},
	{"ms.wav", "-c:a adpcm_ms", start},
	{"mp3.wav", "-c:a libmp3lame", start},
	{"cbr.mp3", "-b:a 128k", seek},
	{"vbr.mp3", "-q:a 2", seek},
	{"untagged.mp3", "-q:a 4 -write_xing 0 -id3v2_version 0", seek},
	{"low.mp3", "-ar 22050 -b:a 56k", seek},
	{"s16.flac", "-sample_fmt s16", seek},
	{"s24.flac", "-sample_fmt s32", seek},
	{"flac.oga", "-c:a flac", start},
	{"flac.mka", "-c:a flac", start},
	{"flac.mp4", "-c:a flac -strict -2", seek},
	{"vorbis.ogg", "-c:a libvorbis", pages},
	{"vorbis-high.ogg", "-c:a libvorbis -q:a 9 -ar 48000", pages},
	{"beats.ogg", "-c:a libvorbis -q:a 5 -ar 48000", pages},
	{"vorbis.mka", "-c:a libvorbis", start},
	{"opus.opus", "-b:a 96k", pages},
	{"packets.opus", "-frame_duration 60 -b:a 48k", pages},
	{"opus.mka", "-c:a libopus", start},
	{"opus.webm", "-c:a libopus", start},
	{"opus.mp4", "-c:a libopus", seek},
	{"speex.spx", "-c:a libspeex -ar 32000", start},
	{"adts.aac", "-aac_pns 0", start},
	{"lc.m4a", "-aac_pns 0", seek},
	{"lc.mp4", "-aac_pns 0 -ac 1 -ar 16000", seek},
	{"lc.mov", "-c:a aac -aac_pns 0", seek},
	{"bare.m4a", "-aac_pns 0 -use_editlist 0", seek},
	{"pieces.mp4", "-c:a aac -aac_pns 0 -movflags empty_moov+delay_moov -frag_duration 1000000", seek},
	{"lc.mka", "-c:a aac -aac_pns 0", start},
	{"lc.ts", "-c:a aac -aac_pns 0", start},
	{"alac.m4a", "-c:a alac", seek},
	{"alac24.m4a", "-c:a alac -sample_fmt s32p", seek},
	{"alac.caf", "-c:a alac", seek},
	{"s16.mov", "-c:a pcm_s16be", seek},
	{"s16.wv", "-sample_fmt s16p", seek},
	{"s24.wv", "-sample_fmt s32p", seek},
	{"s16.tta", "", seek},
	{"v2.wma", "", start},
	{"ac3.ac3", "", start},
	{"ac3.mka", "-c:a ac3", start},
	{"mp2.mp2", "", start},
}

// make encodes 20 s of music.
func (k kind) make(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), k.name)
	mediatest.FFmpeg(t, append(append([]string{"-i", mediatest.Stereo(t, 44100, 20, "")}, strings.Fields(k.args)...), path)...)
	return path
}

func probed(t testing.TB, path string) media.Source {
	t.Helper()
	src, err := media.Probe(t.Context(), mediatest.Tools(t), path)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// What is decoded from any position on is what one decode of the whole file by
// ffmpeg has there, byte for byte.
func TestDecodingFromAnywhere(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			path := k.make(t)
			src := probed(t, path)
			if m, err := methodOf(t.Context(), src); m != k.method || err != nil {
				t.Errorf("%s/%s is decoded by the method %d, not %d: %v", src.Container, src.Codec, m, k.method, err)
			}
			format := FormatOf(src)
			whole := mediatest.Decode(t, format.Name, path)[0]
			checkPositions(t, src, format, whole, bytes.Equal)
		})
	}
}

// checkPositions compares what is decoded at random positions with what the whole
// has there.
func checkPositions(t *testing.T, src media.Source, format Format, whole []byte, same func(got, want []byte) bool) {
	t.Helper()
	ranges := NewRanges(mediatest.Tools(t), src, format)
	defer ranges.Close()
	frame := ranges.Frame()
	samples := timeline.Position(len(whole) / frame)
	if src.Exact && src.Samples != samples {
		t.Fatalf("ffmpeg decodes %d samples, not %d", samples, src.Samples)
	}
	random := mediatest.Random(filepath.Base(src.Path))
	for i := range mediatest.Rounds(8) {
		from := timeline.Position(random.Int64N(int64(samples) - 5000))
		to := min(from+3000+timeline.Position(random.IntN(30_000)), samples)
		switch i {
		case 0:
			from, to = samples-4000, samples
		case 1:
			from = 0
		}
		got := read(t, ranges, from, to, i%2 == 0)
		want := whole[int(from)*frame : int(to)*frame]
		if len(got) != len(want) || !same(got, want) {
			t.Errorf("[%d, %d) is something else: %d samples, at %d of the whole", from, to, len(got)/frame, at(whole, got, frame)-from)
		}
	}
}

// read returns a range, as one of several or by a program of its own.
func read(t *testing.T, r *Ranges, from, to timeline.Position, alone bool) []byte {
	t.Helper()
	var in io.Reader
	var err error
	if alone {
		stream, ferr := r.From(t.Context(), from)
		if ferr != nil {
			t.Fatal(ferr)
		}
		defer func() {
			if err := stream.Close(); err != nil {
				t.Error(err)
			}
		}()
		in = io.LimitReader(stream, int64(to-from)*int64(r.Frame()))
	} else if in, err = r.Open(t.Context(), from, to); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// at returns where some samples of part are in the whole, below 0 for nowhere.
func at(whole, part []byte, frame int) timeline.Position {
	const skip, some = 1500, 50
	if len(part) < (skip+some)*frame {
		return -1
	}
	return timeline.Position(bytes.Index(whole, part[skip*frame:(skip+some)*frame])/frame - skip)
}

// Opus that is coded as speech never forgets its past wholly.
func TestSpeechOfOpus(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "speech.opus")
	mediatest.FFmpeg(t, "-t", "20", "-i", mediatest.Speech, "-application", "voip", "-b:a", "16k", path)
	src := probed(t, path)
	checkPositions(t, src, F32, mediatest.Decode(t, "f32le", path)[0], func(got, want []byte) bool {
		signal, noise := mediatest.Powers(want, got)
		return noise <= signal/1e6
	})
}

// The upper bands of HE-AAC, and noise that an encoder left out, are made up anew
// each time; what lies below is there at the very sample.
func TestPositionsOfMadeUpAudio(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "cut", "mp4", "testdata")
	noise := filepath.Join(t.TempDir(), "noise.m4a")
	mediatest.FFmpeg(t, "-i", mediatest.Stereo(t, 44100, 20, ""), "-c:a", "aac", "-b:a", "40k", noise)
	for _, path := range []string{
		filepath.Join(folder, "he-aac-v1.m4a"), filepath.Join(folder, "he-aac-v2.m4a"), noise,
		bare(t, filepath.Join(folder, "he-aac-v1.m4a")), bare(t, filepath.Join(folder, "he-aac-v2.m4a")),
	} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			src := probed(t, path)
			if m, err := methodOf(t.Context(), src); m != packets && path != noise || err != nil {
				t.Errorf("it is decoded by the method %d, %v", m, err)
			}
			checkPositions(t, src, F32, mediatest.Audible(t, path)[0], alike)
		})
	}
}

// bare returns a copy of a file without an edit list.
func bare(t *testing.T, path string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "bare-"+filepath.Base(path))
	mediatest.FFmpeg(t, "-i", path, "-c", "copy", "-use_editlist", "0", copied)
	return copied
}

// alike reports whether the lower bands of stereo floats are the same, and more so
// than a sample earlier or later.
func alike(got, want []byte) bool {
	got, want = lowpass(got), lowpass(want)
	best, shift := math.Inf(1), 0
	for s := -4; s <= 4; s++ {
		signal, noise := mediatest.Powers(want[4*max(0, s):], got[4*max(0, -s):])
		if noise/signal < best {
			best, shift = noise/signal, s
		}
	}
	return shift == 0 && best < math.Pow(10, -2.5)
}

// lowpass returns what a filter leaves of the first of two channels below some
// 2.5 kHz, a little of the edges missing.
func lowpass(b []byte) []byte {
	const taps = 129
	var kernel [taps]float64
	for i := range kernel {
		x := float64(i - taps/2)
		kernel[i] = 0.5 + 0.5*math.Cos(2*math.Pi*x/(taps+1))
		if x != 0 {
			kernel[i] *= math.Sin(0.36*x) / (0.36 * x)
		}
	}
	var out []byte
	for at := 0; at+8*taps <= min(len(b), 8*20_000); at += 8 {
		sum := 0.0
		for i, k := range kernel {
			sum += k * float64(math.Float32frombits(binary.LittleEndian.Uint32(b[at+8*i:])))
		}
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(sum)))
	}
	return out
}
