package pcm

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

func TestOpenAgreesWithFFmpeg(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string // its ending chooses the container
		codec    string
		channels int
		rate     int
		kind     Kind
		more     []string
	}{
		{"u8.wav", "pcm_u8", 1, 8000, WAV, nil},
		{"s16.wav", "pcm_s16le", 2, 44100, WAV, nil},
		{"s24.wav", "pcm_s24le", 2, 96000, WAV, nil},
		{"s32.wav", "pcm_s32le", 1, 192000, WAV, nil},
		{"f32.wav", "pcm_f32le", 6, 48000, WAV, nil},
		{"f64.wav", "pcm_f64le", 1, 48000, WAV, nil},
		{"tags.wav", "pcm_s16le", 2, 44100, WAV, []string{"-metadata", "title=odd", "-write_bext", "1"}},
		{"s16.rf64.wav", "pcm_s16le", 2, 44100, RF64, []string{"-rf64", "always"}},
		{"s16.w64", "pcm_s16le", 2, 44100, W64, nil},
		{"s24.w64", "pcm_s24le", 3, 44100, W64, nil},
		{"f32.w64", "pcm_f32le", 1, 22050, W64, nil},
		{"s8.aiff", "pcm_s8", 1, 11025, AIFF, nil},
		{"s16.aiff", "pcm_s16be", 2, 44100, AIFF, nil},
		{"s24.aiff", "pcm_s24be", 2, 48000, AIFF, nil},
		{"s32.aiff", "pcm_s32be", 1, 48000, AIFF, nil},
		{"sowt.aiff", "pcm_s16le", 2, 44100, AIFC, nil},
		{"f32.aiff", "pcm_f32be", 2, 44100, AIFC, nil},
		{"f64.aiff", "pcm_f64be", 1, 44100, AIFC, nil},
		{"s16.caf", "pcm_s16le", 2, 44100, CAF, nil},
		{"s24be.caf", "pcm_s24be", 6, 48000, CAF, nil},
		{"f32.caf", "pcm_f32le", 2, 48000, CAF, nil},
	}
	dir := t.TempDir()
	for _, test := range tests {
		for _, streamed := range []bool{false, true} {
			name := test.name
			if streamed {
				if test.kind != WAV && test.kind != RF64 {
					continue // ffmpeg cannot write them to a pipe, or not read what it wrote
				}
				name = "streamed." + name
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(dir, name)
				format := filepath.Ext(name)[1:]
				args := []string{
					"-f", "lavfi", "-i", "anoisesrc=r=" + strconv.Itoa(test.rate) + ":a=0.3:d=0.377",
					"-ac", strconv.Itoa(test.channels), "-c:a", test.codec, "-f", format,
				}
				args = append(args, test.more...)
				if streamed {
					if err := os.WriteFile(path, mediatest.FFmpeg(t, append(args, "-")...), 0o600); err != nil {
						t.Fatal(err)
					}
				} else {
					mediatest.FFmpeg(t, append(args, path)...)
				}
				data := mediatest.Read(t, path)
				f, err := Open(bytes.NewReader(data), int64(len(data)))
				if err != nil {
					t.Fatal(err)
				}
				if f.Kind != test.kind || f.Format.Codec() != test.codec || f.Format.Channels != test.channels || int(f.Format.Rate) != test.rate {
					t.Errorf("got %s, %+v", f.Kind, f.Format)
				}
				raw := mediatest.FFmpeg(t, "-i", path, "-c", "copy", "-f", strings.TrimPrefix(test.codec, "pcm_"), "-")
				raw = raw[:len(raw)-len(raw)%f.Format.FrameSize()] // W64's padding
				if got := data[f.Data:f.DataEnd()]; !bytes.Equal(got, raw) {
					t.Errorf("%d bytes of samples, ffmpeg reads %d others", len(got), len(raw))
				}
				checkChunks(t, f, int64(len(data)))
			})
		}
	}
}

// TestOpenAgreesWithSox reads what another writer makes of the same formats.
func TestOpenAgreesWithSox(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, test := range []struct {
		name, codec string
		args        []string
	}{
		{"a.wav", "pcm_s16le", []string{"-b", "16"}},
		{"b.wav", "pcm_s24le", []string{"-b", "24", "-c", "4"}},
		{"c.wav", "pcm_f32le", []string{"-e", "float", "-b", "32"}},
		{"d.aiff", "pcm_s16be", []string{"-b", "16"}},
		{"e.aifc", "pcm_s16be", []string{"-b", "16"}},
	} {
		path := filepath.Join(dir, test.name)
		args := append([]string{"-q", "-R", "-n", "-r", "32000"}, test.args...)
		mediatest.Run(t, "sox", append(args, path, "synth", "0.25", "pinknoise")...)
		data := mediatest.Read(t, path)
		f, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if f.Format.Codec() != test.codec || f.Frames != 8000 || f.Format.Rate != 32000 {
			t.Errorf("%s: %d frames of %+v", test.name, f.Frames, f.Format)
		}
		checkChunks(t, f, int64(len(data)))
	}
}

func checkChunks(t *testing.T, f *File, size int64) {
	t.Helper()
	at := int64(0)
	for _, c := range f.Chunks {
		if c.Header < at || c.Offset <= c.Header || c.Size < 0 || c.Offset+c.Size > size {
			t.Fatalf("chunk %q: %+v in a file of %d bytes, after byte %d", c.ID, c, size, at)
		}
		at = c.Offset + c.Size
	}
	if f.Frames < 0 || f.DataEnd() > size {
		t.Fatalf("%d frames from byte %d in a file of %d bytes", f.Frames, f.Data, size)
	}
}

// wav returns a WAV file of 16-bit stereo with the given sizes in its headers,
// 100 frames, and what follows them.
func wav(riff, data uint32, tail string) []byte {
	le := binary.LittleEndian
	b := append([]byte("RIFF"), le.AppendUint32(nil, riff)...)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x44\xac\x00\x00\x10\xb1\x02\x00\x04\x00\x10\x00data"...)
	b = le.AppendUint32(b, data)
	return append(append(b, make([]byte, 400)...), tail...)
}

func TestOpenChecksSizes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		data   []byte
		frames int64
		short  bool
	}{
		{"honest", wav(436, 400, ""), 100, false},
		{"with a tail", wav(448, 400, "LIST\x04\x00\x00\x00abcd"), 100, false},
		{"zero, not filled in", wav(0, 0, ""), 100, false},
		{"all ones", wav(unknown32, unknown32, ""), 100, false},
		{"beyond the end", wav(5000, 4000, ""), 100, true},
		{"not whole frames", wav(435, 399, ""), 99, false},
		{"truly empty", wav(36, 0, "")[:44], 0, false},
	}
	for _, test := range tests {
		f, err := Open(bytes.NewReader(test.data), int64(len(test.data)))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if int64(f.Frames) != test.frames || f.Short != test.short {
			t.Errorf("%s: %d frames, short %v", test.name, f.Frames, f.Short)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	good := wav(436, 400, "")
	change := func(at int, b ...byte) []byte {
		c := bytes.Clone(good)
		copy(c[at:], b)
		return c
	}
	tests := []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"empty", nil, fault.UnsupportedFormat},
		{"text", []byte("not audio at all, whatever its name"), fault.UnsupportedFormat},
		{"header alone", good[:12], fault.CorruptFile},
		{"no samples", good[:36], fault.CorruptFile},
		{"no channels", change(22, 0, 0), fault.CorruptFile},
		{"no rate", change(24, 0, 0, 0, 0), fault.CorruptFile},
		{"A-law", change(20, 6, 0), fault.UnsupportedFormat},
		{"wrong alignment", change(32, 3, 0), fault.UnsupportedFormat},
	}
	for _, test := range tests {
		_, err := Open(bytes.NewReader(test.data), int64(len(test.data)))
		if fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", test.name, err, test.code)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(wav(436, 400, ""))
	f.Add(wav(0, unknown32, "LIST"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		if file.Format.FrameSize() < 1 || file.Format.Codec() == "" {
			t.Fatalf("%+v", file.Format)
		}
		checkChunks(t, file, int64(len(data)))
	})
}
