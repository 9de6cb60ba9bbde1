package mp4

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
)

// encode returns a real file in the temporary folder.
func encode(t testing.TB, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	mediatest.FFmpeg(t, append(append([]string{"-t", "5", "-i", mediatest.Music}, args...), path)...)
	return path
}

func open(t testing.TB, path string, stream int) (*Track, error) {
	t.Helper()
	b := mediatest.Read(t, path)
	return Open(bytes.NewReader(b), int64(len(b)), stream)
}

var files = []struct {
	name   string
	stream string
	args   []string
}{
	{"mono.m4a", "0:a:0", nil},
	{"stereo.m4a", "0:a:0", []string{"-ac", "2", "-ar", "44100"}},
	{"5.1.mp4", "0:a:0", []string{"-ac", "6", "-ar", "48000", "-movflags", "faststart"}},
	{"quicktime.mov", "0:a:0", []string{"-f", "mov", "-c:a", "aac"}},
	{"second.m4a", "0:a:1", []string{"-i", mediatest.Music, "-map", "0:a", "-map", "1:a", "-c:a", "aac", "-b:a:0", "24k", "-b:a:1", "64k", "-shortest"}},
	{"video.mp4", "0:a:0", []string{"-f", "lavfi", "-i", "testsrc=s=64x64:d=5", "-c:v", "mpeg4", "-c:a", "aac"}},
	{"fragmented.mp4", "0:a:0", []string{"-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"}},
	{"dash.mp4", "0:a:0", []string{"-c:a", "aac", "-frag_duration", "700000", "-movflags", "empty_moov+default_base_moof+frag_custom"}},
	{"both.mp4", "0:a:0", []string{"-f", "lavfi", "-i", "testsrc=s=64x64:d=5", "-c:v", "mpeg4", "-c:a", "aac", "-frag_duration", "900000", "-movflags", "empty_moov"}},
}

// TestPacketsAreFFmpegs compares all packets with ffmpeg's copy to ADTS.
func TestPacketsAreFFmpegs(t *testing.T) {
	t.Parallel()
	for _, test := range files {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := encode(t, test.name, test.args...)
			want := mediatest.FFmpeg(t, "-ignore_editlist", "1", "-i", path, "-map", test.stream, "-c", "copy", "-f", "adts", "-")
			track, err := open(t, path, int(test.stream[4]-'0'))
			if err != nil {
				t.Fatal(err)
			}
			var got []byte
			for i := range track.Packets {
				if got, err = track.AppendADTS(got, i); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%d packets in %d bytes, ffmpeg has %d bytes", track.Packets, len(got), len(want))
			}
			if _, err := track.AppendADTS(nil, track.Packets); err == nil {
				t.Error("there is a packet behind the last")
			}
		})
	}
}

// TestPlacesAreFFprobes compares where all packets are with what ffprobe says.
func TestPlacesAreFFprobes(t *testing.T) {
	t.Parallel()
	for _, test := range append(slices.Clone(files), files[0]) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			codec := "aac"
			args := test.args
			if len(args) == 0 {
				codec, args = "alac", []string{"-c:a", "alac"}
			}
			path := encode(t, test.name, args...)
			stream := int(test.stream[4] - '0')
			out := mediatest.Run(t, "ffprobe", "-v", "error", "-ignore_editlist", "1", "-select_streams", test.stream[2:], "-show_entries", "packet=size,pos", "-of", "csv=p=0", path)
			track, err := open(t, path, stream)
			if err != nil {
				t.Fatal(err)
			}
			if track.Codec != codec {
				t.Errorf("the codec is %s", track.Codec)
			}
			for _, from := range []int64{0, 1, track.Packets / 2, track.Packets - 1, track.Packets} {
				var got []string
				for p, err := range track.All(from) {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, fmt.Sprintf("%d,%d", p.Size, p.Offset))
				}
				if want := strings.Fields(strings.ReplaceAll(string(out), ",\n", "\n"))[from:]; !slices.Equal(got, want) {
					t.Errorf("from %d: %d packets, ffprobe has %d", from, len(got), len(want))
				}
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"AC-3": encode(t, "a.mp4", "-c:a", "ac3"),
		"WAV":  mediatest.Music,
	} {
		if _, err := open(t, path, 0); err == nil {
			t.Errorf("%s was opened", name)
		}
	}
	track, err := open(t, encode(t, "a.m4a", "-c:a", "alac"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := track.AppendADTS(nil, 0); err == nil {
		t.Error("ALAC is AAC")
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	track, err := open(t, encode(t, "a.m4a", "-c:a", "aac", "-metadata", "title=Title"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := []Edit{{Start: 1024, Length: 5000, Scale: 1000}}; track.Scale != 8000 || !slices.Equal(track.Edits, want) {
		t.Errorf("the scale is %d, the edits are %v", track.Scale, track.Edits)
	}
	if len(track.Config) < 2 || track.Config[0]>>3 != 2 {
		t.Errorf("the configuration is % x", track.Config)
	}
	if track, err = open(t, encode(t, "b.m4a", "-c:a", "alac"), 0); err != nil {
		t.Fatal(err)
	}
	if len(track.Config) != 24 || binary.BigEndian.Uint32(track.Config) != 4096 {
		t.Errorf("the cookie is % x", track.Config)
	}
}

func TestItems(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.m4a", "b.mov"} {
		b := mediatest.Read(t, encode(t, name, "-c:a", "aac", "-metadata", "title=Cold Day", "-metadata", "artist=macroform"))
		items, dropped := Items(bytes.NewReader(b), int64(len(b)))
		found := map[string]string{}
		for _, item := range items {
			found[item.Name] = string(item.Data)
		}
		want := name == "a.m4a"
		if got := strings.HasSuffix(found["\xA9nam"], "Cold Day") && strings.HasSuffix(found["\xA9ART"], "macroform"); got != want || dropped != 0 {
			t.Errorf("%s: %q", name, found)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for i, args := range [][]string{{"-c:a", "aac"}, {"-c:a", "alac"}, {"-c:a", "aac", "-frag_duration", "70000", "-movflags", "empty_moov"}} {
		b := mediatest.Read(f, encode(f, fmt.Sprintf("%d.m4a", i), append(args, "-t", "0.2")...))
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		Items(r, int64(len(b)))
		track, err := Open(r, int64(len(b)), 0)
		if err != nil {
			return
		}
		for _, i := range []int64{0, 1, track.Packets / 2, track.Packets - 1} {
			if got, err := track.AppendADTS(nil, i); err == nil && len(got) > adtsSize+maxADTS {
				t.Errorf("a packet of %d bytes", len(got))
			}
			n := 0
			for p, err := range track.All(i) {
				if err == nil && p.Offset+p.Size > int64(len(b)) {
					t.Errorf("packet at %d of %d bytes", p.Offset, p.Size)
				}
				if n++; n == 1000 {
					break
				}
			}
		}
	})
}
