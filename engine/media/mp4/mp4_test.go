package mp4

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// music is a real recording that Debian ships.
const music = "/usr/share/asterisk/moh/macroform-cold_day.wav"

// encode returns a real file in the temporary folder.
func encode(t testing.TB, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	all := append([]string{"-v", "error", "-t", "5", "-i", music}, args...)
	if out, err := exec.Command("ffmpeg", append(all, path)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// TestPacketsAreFFmpegs compares all packets with ffmpeg's copy to ADTS.
func TestPacketsAreFFmpegs(t *testing.T) {
	t.Parallel()
	second := []string{"-i", music, "-map", "0:a", "-map", "1:a", "-c:a", "aac", "-b:a:0", "24k", "-b:a:1", "64k", "-shortest"}
	for _, test := range []struct {
		name   string
		stream string
		args   []string
	}{
		{"mono.m4a", "0:a:0", nil},
		{"stereo.m4a", "0:a:0", []string{"-ac", "2", "-ar", "44100"}},
		{"5.1.mp4", "0:a:0", []string{"-ac", "6", "-ar", "48000", "-movflags", "faststart"}},
		{"cover.mov", "0:a:0", []string{"-f", "mov", "-c:a", "aac"}},
		{"second.m4a", "0:a:1", second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := encode(t, test.name, test.args...)
			want, err := exec.Command("ffmpeg", "-v", "error", "-i", path, "-map", test.stream, "-c", "copy", "-f", "adts", "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			track, err := Open(bytes.NewReader(b), int64(len(b)), int(test.stream[4]-'0'))
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

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"fragmented": encode(t, "a.mp4", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"),
		"ALAC":       encode(t, "a.m4a", "-c:a", "alac"),
		"WAV":        music,
	} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(bytes.NewReader(b), int64(len(b)), 0); err == nil {
			t.Errorf("%s was opened", name)
		}
	}
}

func FuzzOpen(f *testing.F) {
	b, err := os.ReadFile(encode(f, "a.m4a", "-t", "0.2"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		track, err := Open(bytes.NewReader(b), int64(len(b)), 0)
		if err != nil {
			return
		}
		for _, i := range []int64{0, 1, track.Packets / 2, track.Packets - 1} {
			if got, err := track.AppendADTS(nil, i); err == nil && len(got) > adtsSize+maxPacket {
				t.Errorf("a packet of %d bytes", len(got))
			}
		}
	})
}
