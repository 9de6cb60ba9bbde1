package cut

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// filmed returns the path of a film whose audio begins late.
func filmed(t *testing.T, name, late string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	mediatest.FFmpeg(t, append(append([]string{
		"-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=12", "-itsoffset", late, "-i", makeMedia(t, "a.wav", 10*48000, 48000, 2),
		"-map", "0:v", "-map", "1:a",
	}, args...), path)...)
	return path
}

// Positions count from the first audible sample, however late the container says
// that the audio begins: what is encoded equals a whole decode, what is copied holds
// every packet once.
func TestAudioThatBeginsLate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, late, args string }{
		{"pcm.mov", "2", "-c:v mpeg4 -c:a pcm_s16le"},
		{"alac.mov", "2", "-c:v mpeg4 -c:a alac"},
		{"aac.mp4", "2", "-c:v mpeg4 -c:a aac -aac_pns 0"},
		{"flac.mkv", "2", "-c:v mpeg4 -c:a flac"},
		{"ac3.mkv", "2", "-c:v mpeg4 -c:a ac3"},
		{"mp3.flv", "2", "-c:v flv -c:a libmp3lame -ar 44100"},
		{"mp3.mp4", "2", "-c:v mpeg4 -c:a libmp3lame"},
		{"mp3.avi", "2", "-c:v mpeg4 -c:a libmp3lame"},
		{"mp2.vob", "2", "-c:v mpeg2video -c:a mp2"},
		{"mp2.ts", "0.4", "-c:v mpeg2video -c:a mp2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filmed(t, test.name, test.late, strings.Fields(test.args)...)
			src := probeMedia(t, path)
			whole := decodeOne(t, path, "s16le")
			at := timeline.Position(src.Rate)
			for _, format := range []Format{Keep, WAV} {
				results := write(t, task(t, src, parts(src, 3*at+77, 5*at, 8*at+1), Output{Format: format, Verify: true}))
				joined := slices.Concat(decodeAll(t, "s16le", pathsOf(results)...)...)
				if format == WAV && !bytes.Equal(joined, whole) {
					t.Errorf("%d bytes, other than the %d of the whole", len(joined), len(whole))
				}
				// Packets of AAC are played to their ends.
				if over := len(joined) - len(whole); over < 0 || over > 3*4*1024 {
					t.Errorf("%s: %d bytes, the whole has %d", format, len(joined), len(whole))
				}
			}
			// Far behind the start the decoder is not begun there.
			end := min(9*at, src.Samples)
			results := write(t, task(t, src, parts(src, 8*at+1, end), Output{Format: WAV}))
			if got := decodeOne(t, results[1].Path, "s16le"); !bytes.Equal(got, whole[4*(8*at+1):][:len(got)]) {
				t.Error("the audio is not from where it should be")
			}
		})
	}
}

// Every packet of Speex is in one segment, those of the last page, too.
func TestSpeexSegments(t *testing.T) {
	t.Parallel()
	path := makeMedia(t, "a.spx", 10*16000, 16000, 1, "-c:a", "libspeex")
	src := probeMedia(t, path)
	whole := len(decodeOne(t, path, "s16le"))
	for _, every := range []timeline.Position{31_000, 48_000, 75_200, 123_456} {
		var at []timeline.Position
		for p := every; p < src.Samples; p += every {
			at = append(at, p)
		}
		results := write(t, task(t, src, parts(src, at...), Output{Verify: true}))
		if got := len(slices.Concat(decodeAll(t, "s16le", pathsOf(results)...)...)); got != whole {
			t.Errorf("every %d samples: %d bytes, want %d", every, got, whole)
		}
	}
}

// E-AC-3 whose edit list hides some of its first packet keeps that packet.
func TestFirstPacketIsKept(t *testing.T) {
	t.Parallel()
	path := makeMedia(t, "a.mp4", 10*48000, 48000, 2, "-c:a", "eac3")
	src := probeMedia(t, path)
	results := write(t, task(t, src, parts(src, 3*48000, 7*48000), Output{Verify: true}))
	joined := len(slices.Concat(decodeAll(t, "s16le", pathsOf(results)...)...))
	if whole := len(decodeOne(t, path, "s16le")); joined < whole || joined > whole+4*1536 {
		t.Errorf("%d bytes, the whole has %d", joined, whole)
	}
}

// What a codec that can only be read becomes is chosen before anything is written.
func TestLosslessCodecWithoutEncoder(t *testing.T) {
	t.Parallel()
	path := makeMedia(t, "a.mkv", 5*48000, 48000, 2, "-c:a", "truehd", "-strict", "-2")
	src := probeMedia(t, path)
	c, err := chosen(t, src, Output{})
	if err != nil || c.Extension() != ".flac" || !c.Lossless || !strings.Contains(c.Note.String(), "FLAC") {
		t.Fatalf("%+v, %v", c, err)
	}
	results := write(t, task(t, src, parts(src, 77_777), Output{Verify: true}))
	if joined := slices.Concat(decodeAll(t, "s32le", pathsOf(results)...)...); !bytes.Equal(joined, decodeOne(t, path, "s32le")[:len(joined)]) || !results[1].Verified {
		t.Error("other samples than the source's")
	}
}

// 24 valid bits in 32 are integers, which ffmpeg alone would take for floating point.
func TestValidBits(t *testing.T) {
	t.Parallel()
	b := mediatest.Read(t, makeMedia(t, "a.wav", 3*48000, 48000, 2, "-c:a", "pcm_s32le"))
	for i := bytes.Index(b, []byte("data")) + 8; i < len(b); i += 4 {
		b[i] = 0
	}
	path := mediatest.Save(t, "a.wav", b)
	const validBits = 26 // in an extensible format chunk, which ffmpeg writes
	b[bytes.Index(b, []byte("fmt "))+validBits] = 24
	odd := mediatest.Save(t, "odd.wav", b)
	src := probeMedia(t, odd)
	if src.Codec != "pcm_s32le" || src.Bits != 24 || src.Float {
		t.Fatalf("%s, %d bits", src.Codec, src.Bits)
	}
	want := decodeOne(t, path, "s24le")
	for _, format := range []Format{Keep, FLAC} {
		results := write(t, task(t, src, parts(src, 33_333), Output{Format: format, Verify: true}))
		for i, r := range results {
			if !r.Verified {
				t.Errorf("%s: segment %d: %s", format, i, fmt.Sprint(r.Note))
			}
		}
		if format == FLAC {
			if joined := slices.Concat(decodeAll(t, "s24le", pathsOf(results)...)...); !bytes.Equal(joined, want) {
				t.Error("other samples than the source's")
			}
		}
	}
}

// A segment of a single packet, of which a decoder of WMA plays nothing, is not wrong.
func TestSegmentOfOnePacket(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wma", 2*48000, 48000, 2))
	write(t, task(t, src, parts(src, 1000), Output{Verify: true}))
}

// What is coded for one container and lies in another is cut as at home: packets that
// only ffmpeg cuts are each in one segment, and what can be cut to the sample is.
func TestCodecsInOtherContainers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, args string
		method     Method
	}{
		{"mp2.avi", "-c:a mp2", methodCopy},
		{"ac3.avi", "-c:a ac3", methodCopy},
		{"ac3.vob", "-c:a ac3", methodCopy},
		{"ac3.rm", "-c:a ac3", methodCopy},
		{"eac3.avi", "-c:a eac3", methodCopy},
		{"eac3.wav", "-c:a eac3", methodCopy},
		{"dts.avi", "-c:a dca -strict -2", methodCopy},
		{"wma.avi", "-c:a wmav2", methodCopy},
		{"vorbis.avi", "-c:a libvorbis", methodOgg},
		{"vorbis.nut", "-c:a libvorbis", methodOgg},
		{"vorbis.asf", "-c:a libvorbis", methodOgg},
		{"opus.nut", "-c:a libopus", methodOgg},
		{"aac.avi", "-c:a aac -aac_pns 0", methodMP4},
		{"aac.nut", "-c:a aac -aac_pns 0", methodMP4},
		{"aac.asf", "-c:a aac -aac_pns 0", methodMP4},
		{"aac.flv", "-c:a aac -aac_pns 0", methodMP4},
		{"flac.avi", "-c:a flac", methodEncode},
		{"flac.nut", "-c:a flac", methodEncode},
		{"law.au", "-c:a pcm_mulaw", methodEncode},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := makeMedia(t, test.name, 12*48000, 48000, 2, strings.Fields(test.args)...)
			src := probeMedia(t, path)
			results := write(t, task(t, src, parts(src, 148_800, 300_001, 450_003), Output{Verify: true}))
			for _, r := range results {
				if r.Method != test.method || !r.Verified {
					t.Errorf("%+v", r)
				}
			}
			if test.method == methodCopy {
				sums := mediatest.Packets(t, demuxers(t, src, Output{}), append([]string{path}, pathsOf(results)...)...)
				if joined := slices.Concat(sums[1:]...); !slices.Equal(joined, sums[0]) {
					t.Errorf("%d packets, not %d", len(joined), len(sums[0]))
				}
			}
		})
	}
	// The times of a stream that was joined begin anew.
	part := mediatest.Read(t, makeMedia(t, "part.ts", 6*48000, 48000, 2, "-c:a", "mp2"))
	joined := filepath.Join(t.TempDir(), "joined.ts")
	if err := os.WriteFile(joined, append(bytes.Clone(part), part...), 0o600); err != nil {
		t.Fatal(err)
	}
	both := probeMedia(t, joined)
	for _, r := range write(t, task(t, both, parts(both, 148_800, 300_001, 450_003), Output{Verify: true})) {
		if r.Method != methodCopy || !r.Verified {
			t.Errorf("%+v", r)
		}
	}
	path := makeMedia(t, "opus.caf", 12*48000, 48000, 2, "-c:a", "libopus")
	src := probeMedia(t, path)
	_, err := Write(t.Context(), task(t, src, parts(src, 148_800), Output{}))
	if fault.CodeOf(err) != fault.UnsupportedFormat || fault.Of(err).Field != "format" {
		t.Errorf("Opus in CAF: %v", err)
	}
}
