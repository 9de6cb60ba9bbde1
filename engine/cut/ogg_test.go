package cut

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
)

// Segments of Opus and Vorbis are written whole, verified where that can be, and
// keep the comments of the source that are true of them, its cover to the byte.
func TestOggSegments(t *testing.T) {
	t.Parallel()
	wav := makeMedia(t, "a.wav", 15*48000, 48000, 2)
	picture := filepath.Join(t.TempDir(), "cover.png")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "testsrc=s=320x240", "-frames:v", "1", picture)
	for _, name := range []string{"a.opus", "b.ogg"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), name)
			comments := []string{"--artist", "One", "--artist", "Two", "--album", "Set", "--comment", "REPLAYGAIN_TRACK_GAIN=-3 dB"}
			if name == "a.opus" {
				mediatest.Run(t, "opusenc", append(append([]string{"--quiet", "--picture", picture}, comments...), wav, path)...)
			} else {
				mediatest.Run(t, "oggenc", "-Q", "-o", path, "-c", "ARTIST=One", "-c", "ARTIST=Two", "-l", "Set", "-c", "REPLAYGAIN_TRACK_GAIN=-3 dB", wav)
			}
			src := probeMedia(t, path)
			p := parts(src, 100_001, 500_000, 700_003)
			p.Segments[1].Title = "Zwei ☃"
			results := write(t, task(t, src, p, Output{Verify: true, Tags: map[string]string{"Genre": "Jazz"}}))
			for i, r := range results {
				if r.Method != methodOgg || src.Codec == "vorbis" && !r.Verified || r.Samples != p.Segments[i].Len() {
					t.Errorf("segment %d: %+v", i, r)
				}
				if out := probeMedia(t, r.Path); out.Samples != r.Samples || len(out.Warnings) > 0 || out.Cover != src.Cover {
					t.Errorf("segment %d: %d samples, want %d; %q, cover %v", i, out.Samples, r.Samples, out.Warnings, out.Cover)
				}
			}
			text := string(mediatest.Run(t, "ffprobe", "-v", "error", "-show_entries", "stream_tags", results[1].Path))
			if name == "b.ogg" {
				text = string(mediatest.Run(t, "vorbiscomment", "-R", "-l", results[1].Path))
				if !strings.Contains(text, "ARTIST=One\n") || !strings.Contains(text, "ARTIST=Two\n") {
					t.Errorf("the artists are not kept: %s", text)
				}
			}
			for _, want := range []string{"=Zwei ☃", "=Jazz", "=2", "TRACKTOTAL=4", "=Set"} {
				if !strings.Contains(text, want+"\n") {
					t.Errorf("%q is not among the comments: %s", want, text)
				}
			}
			if strings.Contains(text, "-3 dB") {
				t.Errorf("the loudness of the whole is kept: %s", text)
			}
			if src.Cover {
				want, err := os.ReadFile(picture)
				if got := coverIn(t, results[2].Path); err != nil || string(got) != string(want) {
					t.Error("the cover is not the source's")
				}
			}
		})
	}
}

// What was joined of several recordings is cut as if it were one, and what lies
// over a join becomes such a file again.
func TestJoinedOggIsCut(t *testing.T) {
	t.Parallel()
	one := makeMedia(t, "a.opus", 5*48000, 48000, 2)
	two := makeMedia(t, "b.opus", 3*48000, 48000, 2, "-b:a", "40k")
	path := filepath.Join(t.TempDir(), "joined.opus")
	var joined []byte
	for _, p := range []string{one, two, one} {
		b := mediatest.Read(t, p)
		joined = append(joined, b...)
	}
	if err := os.WriteFile(path, joined, 0o600); err != nil {
		t.Fatal(err)
	}
	src := probeMedia(t, path)
	p := parts(src, src.Samples/7, src.Samples/2, src.Samples*4/5)
	for i, r := range write(t, task(t, src, p, Output{})) {
		got := mediatest.Run(t, "opusdec", "--quiet", "--rate", "48000", r.Path, "-")
		if len(got)/4 != int(p.Segments[i].Len()) {
			t.Errorf("segment %d: opusdec decodes %d samples, want %d", i, len(got)/4, p.Segments[i].Len())
		}
	}
}

// Opus and Vorbis of other containers become Ogg of the same packets: decoded,
// the segments are what the source decodes to.
func TestOtherContainersBecomeOgg(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, codec string }{
		{"a.webm", "libopus"}, {"b.mka", "libopus"}, {"c.mp4", "libopus"}, {"d.webm", "libvorbis"}, {"e.mp4", "libvorbis"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src := probeMedia(t, makeMedia(t, test.name, 6*48000+77, 48000, 2, "-c:a", test.codec, "-b:a", "64k", "-metadata", "artist=One"))
			p := parts(src, 77_777, src.Samples/2, src.Samples*4/5)
			source := decodeOne(t, src.Path, "f32le")
			for i, r := range write(t, task(t, src, p, Output{})) {
				s := r.Segment
				if r.Method != methodOgg {
					t.Fatalf("cut by %s", r.Method)
				}
				if tags := tagsIn(t, r.Path); tags["artist"] != "One" {
					t.Errorf("segment %d: tags %v", i, tags)
				}
				got := mediatest.FFmpeg(t, "-i", r.Path, "-af", "atrim=start_pts=0", "-f", "f32le", "-")
				if len(got)/8 != int(s.Len()) {
					t.Errorf("segment %d: %d samples, want %d", i, len(got)/8, s.Len())
				}
				// The very end is estimated of what has no exact length.
				want := source[s.Start*8 : min(int(s.End)*8, len(source))]
				if !bytes.Equal(got[:len(want)], want) {
					t.Errorf("segment %d: other samples than the source's", i)
				}
			}
		})
	}
}
