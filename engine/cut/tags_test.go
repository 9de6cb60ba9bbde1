package cut

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// tagsIn returns a file's tags as ffprobe reads them, keys in lower case.
func tagsIn(t *testing.T, path string) map[string]string {
	t.Helper()
	var found struct {
		Format  struct{ Tags map[string]string }
		Streams []struct {
			Type string `json:"codec_type"`
			Tags map[string]string
		}
	}
	if err := json.Unmarshal(mediatest.Run(t, "ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", "file:"+path), &found); err != nil {
		t.Fatal(err)
	}
	tags := map[string]string{}
	for _, s := range found.Streams {
		for k, v := range s.Tags {
			if s.Type == "audio" {
				tags[strings.ToLower(k)] = v
			}
		}
	}
	for k, v := range found.Format.Tags {
		tags[strings.ToLower(k)] = v
	}
	// Vorbis comments have number and total apart.
	for key, total := range map[string]string{"track": tags["tracktotal"], "disc": tags["disctotal"]} {
		if total != "" {
			tags[key] += "/" + total
		}
	}
	return tags
}

// coverIn returns the bytes of a file's picture.
func coverIn(t *testing.T, path string) []byte {
	t.Helper()
	return mediatest.FFmpeg(t, "-i", "file:"+path, "-map", "0:v", "-c", "copy", "-f", "image2pipe", "pipe:1")
}

// What is too large of a tag to be carried over is said of the segments, whether they
// are copied or encoded.
func TestWhatTagsLoseIsSaid(t *testing.T) {
	t.Parallel()
	const size = 25 << 20
	syncsafe := func(n int) []byte {
		return []byte{byte(n >> 21), byte(n >> 14 & 0x7F), byte(n >> 7 & 0x7F), byte(n & 0x7F)}
	}
	tag := append([]byte("ID3\x03\x00\x00"), syncsafe(10+size)...)
	tag = binary.BigEndian.AppendUint32(append(tag, "APIC"...), size)
	tag = append(tag, make([]byte, 2+size)...)
	frames := mediatest.Read(t, makeMedia(t, "a.mp3", 3*44100, 44100, 2, "-id3v2_version", "0"))
	src := probeMedia(t, mediatest.Save(t, "tagged.mp3", append(tag, frames...)))
	for _, o := range []Output{{}, {Bitrate: 64_000}} {
		for _, r := range write(t, task(t, src, parts(src, 44_100), o)) {
			if !strings.HasPrefix(r.Note.String(), "1 pictures or other large parts of the source's tag are left out") || r.Size > 1<<20 {
				t.Errorf("%s: %d bytes, %q", r.Method, r.Size, r.Note)
			}
		}
	}
}

// Segments carry the source's tags and cover and their own title, track and
// chapters, in every format that can hold them; what is true of the whole only
// is gone.
func TestSegmentsCarryTheirOwnTags(t *testing.T) {
	t.Parallel()
	picture := filepath.Join(t.TempDir(), "cover.png")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", picture)
	meta := filepath.Join(t.TempDir(), "meta")
	if err := os.WriteFile(meta, []byte(";FFMETADATA1\ntitle=Whole\nartist=Bänd \\=\\; \\#1\nalbum=Old\nlyrics=a\\\nb\nREPLAYGAIN_TRACK_GAIN=-7.1 dB\n"+
		"[CHAPTER]\nTIMEBASE=1/10\nSTART=0\nEND=10\ntitle=One\n[CHAPTER]\nTIMEBASE=1/10\nSTART=10\nEND=20\ntitle=Two\n[CHAPTER]\nTIMEBASE=1/10\nSTART=20\nEND=30\ntitle=Three\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wav := makeMedia(t, "a.wav", 3*44100, 44100, 2)
	source := func(name string) media.Source {
		path := filepath.Join(t.TempDir(), name)
		mediatest.FFmpeg(t, "-i", wav, "-i", meta, "-i", picture, "-map", "0:a", "-map", "2:v", "-c:v", "copy",
			"-disposition:v", "attached_pic", "-map_metadata", "1", "-map_chapters", "1", "file:"+path)
		return probeMedia(t, path)
	}
	for _, test := range []struct {
		source   string
		format   Format
		cover    bool
		chapters bool
	}{
		{"a.mp3", Keep, true, true},
		{"b.flac", Keep, true, false},
		{"c.mp3", FLAC, true, false},
		{"d.mp3", M4A, true, true},
		{"e.mp3", Opus, true, true},
		{"f.mp3", Ogg, true, false},
		{"g.m4a", Keep, true, true},
		{"h.m4a", MP3, true, true},
		{"i.m4a", ALAC, true, true},
		{"j.mp3", WAV, false, false},
	} {
		t.Run(test.source+string(test.format), func(t *testing.T) {
			t.Parallel()
			src := source(test.source)
			p := parts(src, 44100/2*3)
			p.Album = map[string]string{"album": "New"}
			p.Segments[0].Title = "First; half = \\ #\n☃"
			o := Output{Format: test.format, KeepTime: true, Tags: map[string]string{"Genre": "Jazz"}}
			results := write(t, task(t, src, p, o))
			tags := tagsIn(t, results[0].Path)
			want := map[string]string{"title": p.Segments[0].Title, "artist": "Bänd =; #1", "album": "New", "genre": "Jazz", "track": "1/2"}
			for key, value := range want {
				if got := tags[key]; got != value && !(key == "track" && tags["tracknumber"] == value) && !(key == "title" && got == strings.ReplaceAll(value, "\n", " ")) {
					t.Errorf("%s is %q, want %q", key, got, value)
				}
			}
			for key := range tags {
				if strings.HasPrefix(key, "replaygain") {
					t.Errorf("%s is kept", key)
				}
			}
			if got := tagsIn(t, results[1].Path); got["title"] != "Whole" || got["track"]+got["tracknumber"] != "2/2" {
				t.Errorf("the second segment has title %q, track %q", got["title"], got["track"])
			}
			data := mediatest.Read(t, picture)
			var outs []media.Source
			for i, r := range results {
				outs = append(outs, probeMedia(t, r.Path))
				if outs[i].Cover != test.cover || test.cover && !bytes.Equal(coverIn(t, r.Path), data) {
					t.Errorf("segment %d: the cover is not the source's", r.Segment.Index)
				}
				if info, err := os.Stat(r.Path); err != nil || !info.ModTime().Truncate(time.Second).Equal(src.ModTime.Truncate(time.Second)) {
					t.Errorf("the modification time is not the source's")
				}
			}
			if test.format == Ogg {
				comments := string(mediatest.Run(t, "vorbiscomment", "-R", "-l", results[1].Path))
				for _, want := range []string{"CHAPTER000=00:00:00.000\n", "CHAPTER000NAME=Two\n", "CHAPTER001=00:00:00.500\n", "CHAPTER001NAME=Three\n"} {
					if !strings.Contains(comments, want) {
						t.Errorf("%q is not among the comments", want)
					}
				}
			}
			if test.chapters {
				got := outs[1].Chapters
				if len(got) != 2 || got[0].Title != "Two" || got[1].Title != "Three" || got[1].Start.Cmp(timeline.Millis(500)) != 0 {
					t.Errorf("the second segment has the chapters %v", got)
				}
			}
		})
	}
}

// MP3 that is encoded again keeps the frames of its tag that nobody knows, and
// the tag's version, as MP3 that is copied does.
func TestEncodedMP3KeepsItsTag(t *testing.T) {
	t.Parallel()
	audio := mediatest.Read(t, makeMedia(t, "a.mp3", 90_000, 44100, 2, "-id3v2_version", "0", "-write_xing", "1"))
	for _, test := range []struct {
		version int
		setting string
		want    int
	}{{3, "", 3}, {4, "", 4}, {4, "2.3", 3}, {3, "2.4", 4}} {
		tag := &id3.Tag{Version: test.version, Frames: []id3.Frame{
			{ID: "XYZW", Body: []byte("nobody knows this")},
			{ID: "PRIV", Body: []byte("owner\x00data")},
			{ID: "RVA2", Body: []byte("all\x00\x01\x02\x00\x00")},
			{ID: "APIC", Body: []byte("\x00image/png\x00\x03\x00\x89PNG\r\n\x1a\n")},
		}}
		for name, value := range map[string]string{"title": "Whole", "artist": "Bänd", "encoder": "another", "replaygain_track_gain": "-3 dB", "TLEN": "2000"} {
			tag.Set(name, value)
		}
		var b bytes.Buffer
		if _, err := tag.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "tagged.mp3")
		if err := os.WriteFile(path, append(b.Bytes(), audio...), 0o600); err != nil {
			t.Fatal(err)
		}
		src := probeMedia(t, path)
		src.Chapters = []media.Chapter{{End: timeline.Seconds(1), Title: "One"}, {Start: timeline.Seconds(1), End: timeline.Seconds(2), Title: "Two"}}
		p := parts(src, 30_000)
		p.Segments[0].Title = "Piece"
		for _, o := range []Output{{ID3: test.setting, Channels: 1}, {ID3: test.setting}} {
			m, err := chosen(t, src, o)
			if err != nil {
				t.Fatal(err)
			}
			results := write(t, task(t, src, p, o))
			held := lengths(t, results, cmp.Or(o.Channels, 2))
			for i, r := range results {
				file, _ := mediatest.Open(t, r.Path)
				got, err := id3.Read(file, 0, r.Size)
				if err != nil {
					t.Fatal(err)
				}
				bodies := map[string]string{}
				for _, f := range got.Frames {
					bodies[f.ID] = string(f.Body)
				}
				if got.Version != test.want || bodies["XYZW"] != "nobody knows this" || bodies["PRIV"] != "owner\x00data" || !strings.HasSuffix(bodies["APIC"], "PNG\r\n\x1a\n") {
					t.Errorf("%s: version 2.%d, frames %q; want 2.%d and what was there", m.Method, got.Version, bodies, test.want)
				}
				if _, kept := bodies["RVA2"]; kept || got.Get("replaygain_track_gain") != "" {
					t.Errorf("%s: the levels of the whole are kept", m.Method)
				}
				if want := []string{"Piece", "Whole"}[i]; got.Get("title") != want || got.Get("artist") != "Bänd" || got.Get("track") != []string{"1/2", "2/2"}[i] {
					t.Errorf("%s: title %q, artist %q, track %q", m.Method, got.Get("title"), got.Get("artist"), got.Get("track"))
				}
				if encoder := got.Get("encoder"); (encoder == "another") == m.Reencodes {
					t.Errorf("%s: the encoder is %q", m.Method, encoder)
				}
				if again := probeMedia(t, r.Path); held[i] != r.Segment.Len() || len(again.Chapters) != 2*i {
					t.Errorf("%s: segment %d has %d samples and the chapters %v", m.Method, i, held[i], again.Chapters)
				}
			}
		}
	}
}

func TestChaptersFollowTheCut(t *testing.T) {
	t.Parallel()
	chapter := func(start, end int64, title string) media.Chapter {
		return media.Chapter{Start: timeline.Seconds(start), End: timeline.Seconds(end), Title: title}
	}
	src := media.Source{Rate: 1000, Chapters: []media.Chapter{chapter(0, 10, "a"), chapter(10, 20, "b"), chapter(20, 30, "c")}}
	audible := src.Chapters
	src.Chapters = slices.Insert(slices.Clone(src.Chapters), 1, chapter(10, 10, "nothing"))
	for _, test := range []struct {
		start, end timeline.Position
		want       []media.Chapter
	}{
		{5000, 15000, []media.Chapter{chapter(0, 5, "a"), chapter(5, 10, "b")}},
		{10000, 20000, nil}, // one chapter that is the whole segment
		{12000, 18000, nil},
		{0, 30000, audible},
		{30000, 40000, nil},
		{9988, 20012, nil}, // moved to where packets meet
		{9988, 30000, []media.Chapter{{End: timeline.Millis(10_012), Title: "b"}, {Start: timeline.Millis(10_012), End: timeline.Millis(20_012), Title: "c"}}},
		{10012, 20012, nil},
	} {
		got := chaptersIn(src, plan.Segment{Start: test.start, End: test.end})
		if len(got) != len(test.want) {
			t.Errorf("[%d, %d): %v, want %v", test.start, test.end, got, test.want)
			continue
		}
		for i := range got {
			if got[i].Start.Cmp(test.want[i].Start) != 0 || got[i].End.Cmp(test.want[i].End) != 0 || got[i].Title != test.want[i].Title {
				t.Errorf("[%d, %d): chapter %d is %v, want %v", test.start, test.end, i, got[i], test.want[i])
			}
		}
	}
}

func TestTagSetToNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	src := media.Source{Tags: map[string]string{"artist": "a", "comment": "b", "R128_TRACK_GAIN": "1", "isrc": "x"}}
	p := plan.Plan{Segments: []plan.Segment{{Index: 0, Tags: map[string]string{"ISRC": "y"}}, {Index: 1}}}
	got := tagsOf(src, p, Output{Tags: map[string]string{"Comment": ""}}, p.Segments[0])
	want := map[string]string{"artist": "a", "isrc": "y", "track": "1/2"}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s is %q, want %q", k, got[k], v)
		}
	}
}

// The ID3 tag in a chunk of WAV is kept on MP3 made of it, with what the other
// tags of the file say besides.
func TestMP3KeepsTheTagOfWAV(t *testing.T) {
	t.Parallel()
	tag := &id3.Tag{Version: 4, Frames: []id3.Frame{{ID: "XYZW", Body: []byte("nobody knows this")}}}
	tag.Set("artist", "Bänd")
	var b bytes.Buffer
	if _, err := tag.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len()%2 == 1 {
		b.WriteByte(0)
	}
	path := makeMedia(t, "a.wav", 60_000, 44100, 2, "-metadata", "album=Set")
	file := mediatest.Read(t, path)
	file = append(binary.LittleEndian.AppendUint32(append(file, "id3 "...), uint32(b.Len())), b.Bytes()...)
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, r := range write(t, task(t, probeMedia(t, path), parts(probeMedia(t, path), 30_000), Output{Format: MP3})) {
		f, _ := mediatest.Open(t, r.Path)
		got, err := id3.Read(f, 0, r.Size)
		if err != nil {
			t.Fatal(err)
		}
		known := slices.ContainsFunc(got.Frames, func(f id3.Frame) bool { return f.ID == "XYZW" && string(f.Body) == "nobody knows this" })
		if !known || got.Version != 4 || got.Get("artist") != "Bänd" || got.Get("album") != "Set" || got.Get("track") != []string{"1/2", "2/2"}[i] {
			t.Errorf("segment %d: version 2.%d, frames %v", i, got.Version, got.Frames)
		}
	}
}
