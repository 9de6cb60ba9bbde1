package cut

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/decode"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// AAC in MP4 and in ADTS becomes M4A by copying, verified, with the source's
// tags, its cover and its chapters.
func TestMP4Segments(t *testing.T) {
	t.Parallel()
	picture := filepath.Join(t.TempDir(), "cover.png")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "testsrc=s=160x120", "-frames:v", "1", picture)
	for name, format := range map[string]Format{"a.m4a": Keep, "b.m4b": Keep, "c.mov": Keep, "d.aac": M4A} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := makeMedia(t, "made.m4a", 10*44100, 44100, 2, "-c:a", "aac", "-aac_pns", "0")
			path := filepath.Join(t.TempDir(), name)
			args := []string{"-i", made}
			if name != "d.aac" {
				meta := filepath.Join(t.TempDir(), "meta")
				text := ";FFMETADATA1\nartist=One\nalbum=Set\ntitle=Whole\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=3000\ntitle=Früh\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=3000\nEND=10000\ntitle=Spät\n"
				if err := os.WriteFile(meta, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				args = append(args, "-i", meta)
			}
			if name == "a.m4a" {
				args = append(args, "-i", picture, "-map", "0:a", "-map", "2:v", "-disposition:v", "attached_pic")
			}
			if name != "d.aac" {
				args = append(args, "-map_metadata", "1", "-map_chapters", "1")
			}
			mediatest.FFmpeg(t, append(args, "-c", "copy", path)...)
			src := probeMedia(t, path)
			m, err := chosen(t, src, Output{Format: format})
			if err != nil || m.Method != methodMP4 || m.Exactness != SampleExact || m.Reencodes {
				t.Errorf("%+v, %v", m, err)
			}
			p := parts(src, 100_001, 250_000)
			p.Segments[1].Title = "Zwei ☃"
			results := write(t, task(t, src, p, Output{Format: format, Verify: true, Tags: map[string]string{"Genre": "Jazz", "mood": "calm"}}))
			for i, r := range results {
				if r.Method != methodMP4 || !r.Verified || r.Samples != p.Segments[i].Len() {
					t.Errorf("segment %d: %+v", i, r)
				}
				if want := map[string]string{"b.m4b": ".m4b"}[name]; want != "" && filepath.Ext(r.Path) != want {
					t.Errorf("the name is %s", r.Path)
				}
				checkMP4(t, r, src, i)
			}
			if src.Cover && !bytes.Equal(coverIn(t, results[2].Path), coverIn(t, path)) {
				t.Error("the cover is another")
			}
		})
	}
}

// HE-AAC is cut in the same way and resembles the source; what its tables do not
// say as ffmpeg understands it is cut at its packets.
func TestMP4WithBandReplication(t *testing.T) {
	t.Parallel()
	source := filepath.Join("mp4", "testdata", "he-aac-v1.m4a")
	src := probeMedia(t, source)
	m, err := chosen(t, src, Output{})
	if err != nil || m.Method != methodMP4 || !strings.Contains(m.Note.String(), pairNote.String()) {
		t.Errorf("%+v, %v", m, err)
	}
	for i, r := range write(t, task(t, src, parts(src, 30_000, 100_001, 200_002), Output{Verify: true})) {
		if r.Verified != (i == 0) || r.Method != methodMP4 || (len(r.Note) == 0) != r.Verified {
			t.Errorf("segment %d: %+v", i, r)
		}
	}
	data := mediatest.Read(t, source)
	// A kind of packets that is not AAC.
	odd := filepath.Join(t.TempDir(), "odd.m4a")
	edited := bytes.Replace(data, []byte("mp4a"), []byte("mp4b"), 1)
	if err := os.WriteFile(odd, edited, 0o600); err != nil {
		t.Fatal(err)
	}
	src.Path = odd
	if m, err := chosen(t, src, Output{}); err != nil || m.Method != methodCopy || m.Exactness != PacketExact || !strings.HasPrefix(m.Note.String(), "This is not an MP4 file whose packets") {
		t.Errorf("%+v, %v", m, err)
	}
}

// Another place of the source is not taken for the right one.
func TestResemblance(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.m4a", 5*44100, 44100, 2, "-c:a", "aac"))
	results := write(t, task(t, src, parts(src, 100_000), Output{}))
	c, err := chosen(t, src, Output{})
	if err != nil {
		t.Fatal(err)
	}
	wrong := results[1]
	wrong.Segment.Start, wrong.Segment.End = wrong.Segment.Start-20, wrong.Segment.End-20
	for r, want := range map[*Result]bool{&results[0]: true, &results[1]: true, &wrong: false} {
		if _, err := comparisonOf(c.Method, src.Codec, false).check(t.Context(), decode.NewRanges(mediatest.Tools(t), src, decode.FormatOf(src)), *r, func(timeline.Position) {}); (err == nil) != want {
			t.Errorf("%v: %v", r.Segment, err)
		}
	}
}

// checkMP4 checks what ffprobe says of a segment of TestMP4Segments.
func checkMP4(t *testing.T, r Result, src media.Source, i int) {
	t.Helper()
	out := probeMedia(t, r.Path)
	want := map[string]string{"title": "Whole", "artist": "One", "album": "Set", "genre": "Jazz", "mood": "calm", "track": fmt.Sprintf("%d/3", i+1)}
	if i == 1 {
		want["title"] = "Zwei ☃"
	}
	for key, value := range want {
		if src.Tags[key] == "" && slices.Contains([]string{"title", "artist", "album"}, key) && i != 1 {
			continue
		}
		if out.Tags[key] != value && (src.Tags[key] != "" || key != "artist" && key != "album") {
			t.Errorf("segment %d: %s is %q, not %q", i, key, out.Tags[key], value)
		}
	}
	if out.Cover != src.Cover || len(out.Warnings) > 0 {
		t.Errorf("segment %d: cover %v, %q", i, out.Cover, out.Warnings)
	}
	var got []string
	for _, c := range out.Chapters {
		got = append(got, fmt.Sprintf("%s %.3f", c.Title, c.Start.Float()))
	}
	chapters := [][]string{nil, {"Früh 0.000", "Spät 0.732"}, {"Spät 0.000"}}[i]
	if len(src.Chapters) > 0 && strings.Join(got, ",") != strings.Join(chapters, ",") {
		t.Errorf("segment %d: chapters %q", i, got)
	}
}

// The sizer knows the size of each segment, cover and tables included.
func TestMP4Sizes(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.m4a", 20*44100, 44100, 2, "-c:a", "aac"))
	sizer := sizerOf(t, src, Output{})
	p := parts(src, evenly(src.Samples, 7)...)
	for i, r := range write(t, task(t, src, p, Output{})) {
		s := p.Segments[i]
		n, err := sizer.Size(s.Start, s.End)
		if err != nil || n < r.Size || n > r.Size+2*reserve {
			t.Errorf("segment %d has %d bytes, not %d; %v", i, r.Size, n, err)
		}
	}
	if _, err := sizer.Size(0, src.Samples+timeline.Position(1)); err == nil {
		t.Error("there is audio behind the end")
	}
}
