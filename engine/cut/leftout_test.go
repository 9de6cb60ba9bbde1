package cut

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
)

// What ffmpeg cannot write of the source's tags and picture is said before anything
// is written; where all is kept nothing is said.
func TestLeftOutTagsAreSaid(t *testing.T) {
	t.Parallel()
	tags := map[string]string{"title": "T", "my_field": "x", "sort_artist": "y", "encoder": "z"}
	for _, test := range []struct {
		codec, container string
		format           Format
		cover            bool
		want             string
	}{
		{"alac", "m4a", Keep, false, "M4A is written without these tags of the source: my_field, sort_artist."},
		{"mp2", "mp2", Keep, false, "MP2 is written without these tags of the source: my_field, sort_artist, title."},
		{"ac3", "ac3", Keep, true, "AC3 is written without the picture of the source."},
		{"flac", "flac", WAV, true, "WAV is written without the picture of the source."},
		{"wavpack", "wv", Keep, true, "WV is written without the picture of the source."},
		{"wmav2", "wma", Keep, true, "WMA is written without the picture of the source."},
		{"tta", "tta", Keep, false, ""},
		{"wav", "flac", FLAC, false, ""},
		{"flac", "flac", Keep, true, ""},
		{"aac", "aac", Keep, false, ""},
	} {
		src := media.Source{
			Codec: test.codec, Container: test.container, Rate: 48000, Channels: 2, Samples: 480_000, Exact: true,
			Bits: 16, Lossless: test.codec != "mp2" && test.codec != "ac3" && test.codec != "aac" && test.codec != "wmav2",
			Tags: tags, Cover: test.cover,
		}
		c, err := Choose(nil, src, Output{Format: test.format})
		if err != nil {
			t.Fatalf("%s: %v", test.codec, err)
		}
		if got := c.Note.String(); !strings.Contains(got, test.want) || test.want == "" && strings.Contains(got, "without") {
			t.Errorf("%s as %s: %q, want %q", test.codec, test.format, got, test.want)
		}
	}
}

// Frames of ADTS carry the tags that the source has, in front.
func TestADTSKeepsItsTags(t *testing.T) {
	t.Parallel()
	frame := func(id, text string) []byte {
		b := binary.BigEndian.AppendUint32([]byte(id), uint32(1+len(text)))
		return append(append(b, 0, 0, 0), text...)
	}
	body := append(frame("TIT2", "A title"), frame("TPE1", "An artist")...)
	tag := append([]byte{'I', 'D', '3', 3, 0, 0, 0, 0, 0, byte(len(body))}, body...)
	b := mediatest.Read(t, makeMedia(t, "a.aac", 6*48000, 48000, 2, "-c:a", "aac"))
	for _, tagged := range []bool{true, false} {
		path := mediatest.Save(t, "a.aac", b)
		if tagged {
			path = mediatest.Save(t, "a.aac", append(tag, b...))
		}
		src := probeMedia(t, path)
		for _, r := range write(t, task(t, src, parts(src, 3*48000), Output{Verify: true})) {
			if in := tagsIn(t, r.Path); tagged != (in["title"] == "A title" && in["artist"] == "An artist") {
				t.Errorf("tagged %v: %v", tagged, in)
			}
			if !tagged && bytes.HasPrefix(mediatest.Read(t, r.Path), []byte("ID3")) {
				t.Error("a tag where the source has none")
			}
		}
	}
}

// A picture larger than the limit is what makes an MP3 too large, not its length.
func TestLimitBelowTheCover(t *testing.T) {
	t.Parallel()
	picture := t.TempDir() + "/cover.png"
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "nullsrc=s=128x128,geq=random(1)*255:128:128", "-frames:v", "1", picture)
	for _, name := range []string{"a.mp3", "a.flac"} {
		src := probeMedia(t, withCover(t, makeMedia(t, name, 5*44100, 44100, 2), picture))
		c, err := chosen(t, src, Output{})
		if err != nil {
			t.Fatal(err)
		}
		sizer, err := c.Sizer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = plan.Make(t.Context(), plan.Input{Source: src, Size: sizer}, plan.Spec{Mode: plan.Size, MaxSize: 8_000})
		if e := fault.Of(err); e == nil || e.Code != fault.InvalidParams || !strings.Contains(e.Message.String(), "cover") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
