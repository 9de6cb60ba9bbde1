package id3

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// tagged returns a short MP3 whose tag ffmpeg wrote, in version 3 or 4.
func tagged(t testing.TB, version int, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.mp3")
	all := append([]string{"-i", mediatest.Music, "-t", "0.5"}, args...)
	mediatest.FFmpeg(t, append(all, "-id3v2_version", fmt.Sprint(version), path)...)
	return mediatest.Read(t, path)
}

// read reads the tag in front of a file.
func read(t testing.TB, file []byte) *Tag {
	t.Helper()
	tag, err := Read(bytes.NewReader(file), 0, int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return tag
}

// bytesOf returns a tag as it is written.
func bytesOf(t testing.TB, tag *Tag) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := tag.WriteTo(&b)
	if err != nil || n != tag.Size() || n != int64(b.Len()) {
		t.Fatalf("wrote %d of %d bytes, Size says %d: %v", n, b.Len(), tag.Size(), err)
	}
	return b.Bytes()
}

type probed struct {
	Format struct {
		Tags map[string]string `json:"tags"`
	} `json:"format"`
	Chapters []struct {
		Start, End int64
		Tags       map[string]string
	}
	Streams []struct {
		CodecName string `json:"codec_name"`
	}
}

// probe shows what ffprobe reads of tag in front of audio.
func probe(t testing.TB, tag *Tag, audio []byte) probed {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.mp3")
	if err := os.WriteFile(path, append(bytesOf(t, tag), audio...), 0o600); err != nil {
		t.Fatal(err)
	}
	var p probed
	out := mediatest.Run(t, "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters", path)
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

var fields = map[string]string{
	"title": "Größe", "artist": "Ελλάδα", "album": "plain", "album_artist": "𝄞 clef", "composer": "c",
	"genre": "Jazz", "track": "3/9", "disc": "1/2", "copyright": "©", "publisher": "p", "encoded_by": "e",
	"performer": "f", "language": "deu", "own key": "own välue",
}

func TestFieldsAsFFprobeReadsThem(t *testing.T) {
	t.Parallel()
	audio := tagged(t, 0)
	for _, version := range []int{3, 4} {
		tag := &Tag{Version: version}
		for name, value := range fields {
			tag.Set(name, "to be replaced")
			tag.Set(name, value)
			if got := tag.Get(name); got != value {
				t.Errorf("2.%d: Get(%s) = %q, want %q", version, name, got, value)
			}
		}
		tag.Set("date", "2024-05-17")
		got := probe(t, tag, audio).Format.Tags
		for name, value := range fields {
			if got[name] != value {
				t.Errorf("2.%d: ffprobe reads %s = %q, want %q", version, name, got[name], value)
			}
		}
		if want := map[int]string{3: "2024-05-17", 4: "2024-05-17"}[version]; got["date"] != want {
			t.Errorf("2.%d: ffprobe reads the date %q, want %q", version, got["date"], want)
		}
		for name := range fields {
			tag.Set(name, "")
		}
		tag.Set("date", "")
		if len(tag.Frames) != 0 || tag.Size() != 0 || len(bytesOf(t, tag)) != 0 {
			t.Errorf("2.%d: %v is left", version, tag.Frames)
		}
	}
}

func TestReadsWhatFFmpegWrites(t *testing.T) {
	t.Parallel()
	var args []string
	for name, value := range fields {
		args = append(args, "-metadata", name+"="+value)
	}
	args = append(args, "-metadata", "date=2024-05-17")
	for _, version := range []int{3, 4} {
		file := tagged(t, version, args...)
		tag := read(t, file)
		if tag.Version != version {
			t.Errorf("version %d, want %d", tag.Version, version)
		}
		for name, value := range fields {
			if got := tag.Get(name); got != value {
				t.Errorf("2.%d: %s = %q, want %q", version, name, got, value)
			}
		}
		other := 7 - version
		tag.Convert(other)
		converted := read(t, bytesOf(t, tag))
		if converted.Version != other {
			t.Errorf("converted to %d, want %d", converted.Version, other)
		}
		got := probe(t, converted, tagged(t, 0)).Format.Tags
		for name, value := range fields {
			if got[name] != value {
				t.Errorf("2.%d as 2.%d: ffprobe reads %s = %q, want %q", version, other, name, got[name], value)
			}
		}
		if got["date"] != "2024-05-17" {
			t.Errorf("2.%d as 2.%d: ffprobe reads the date %q", version, other, got["date"])
		}
	}
}

func TestChapters(t *testing.T) {
	t.Parallel()
	for _, version := range []int{3, 4} {
		tag := &Tag{Version: version}
		tag.SetChapters([]Chapter{{timeline.Millis(1), timeline.Millis(2), "replaced"}})
		tag.SetChapters([]Chapter{
			{timeline.Seconds(0), timeline.Millis(250), "one"},
			{timeline.Millis(250), timeline.Millis(500), "zwölf"},
		})
		p := probe(t, tag, tagged(t, 0))
		if len(p.Chapters) != 2 || p.Chapters[1].Tags["title"] != "zwölf" || p.Chapters[1].Start != 250 || p.Chapters[1].End != 500 {
			t.Errorf("2.%d: ffprobe reads %+v", version, p.Chapters)
		}
	}
	many := &Tag{Version: 4}
	many.SetChapters(make([]Chapter, 300))
	if len(many.Frames) != 301 || many.Frames[0].Body[5] != 255 {
		t.Errorf("300 chapters are %d frames, the first %v", len(many.Frames), many.Frames[0])
	}
}

func TestForPart(t *testing.T) {
	t.Parallel()
	tag := &Tag{Version: 4}
	for _, name := range []string{"replaygain_track_gain", "REPLAYGAIN_ALBUM_PEAK", "MP3GAIN_UNDO", "CUESHEET", "R128_TRACK_GAIN"} {
		tag.Set(name, "1")
	}
	for _, id := range []string{"RVA2", "SYLT", "MLLT", "CHAP", "CTOC", "ETCO"} {
		tag.Frames = append(tag.Frames, Frame{ID: id, Body: []byte{1}})
	}
	for _, d := range []string{"iTunNORM", "iTunSMPB", "kept"} {
		tag.Frames = append(tag.Frames, Frame{ID: "COMM", Body: pairBody(4, "eng", d, "x")})
	}
	tag.Frames = append(tag.Frames, Frame{ID: "PRIV", Body: []byte("AverageLevel\x00abcd")})
	tag.Frames = append(tag.Frames, Frame{ID: "ZZZ9", Flags: 0x4000, Body: []byte("unknown")})
	tag.Frames = append(tag.Frames, Frame{ID: "TLEN", Body: textBody(4, "999999")})
	tag.Set("title", "kept")
	tag.ForPart(timeline.Millis(1500))
	var ids []string
	for _, f := range tag.Frames {
		ids = append(ids, f.ID)
	}
	if want := []string{"COMM", "ZZZ9", "TIT2", "TLEN"}; !slices.Equal(ids, want) {
		t.Errorf("%v is left, want %v", ids, want)
	}
	if got := tag.text("TLEN"); got != "1500" {
		t.Errorf("TLEN is %q", got)
	}
}

// frame23 lays out a frame of 2.3.
func frame23(id string, body string) string {
	return id + string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + "\x00\x00" + body
}

func TestReadOddTags(t *testing.T) {
	t.Parallel()
	head := func(version, flags byte, body string) string {
		return "ID3" + string([]byte{version, 0, flags}) + string(syncsafe(int64(len(body)))) + body
	}
	long := strings.Repeat("long ", 50)
	plain := frame23("TIT2", "\x00"+long) + frame23("TPE1", "\x00who")
	tests := []struct {
		name, tag   string
		title, from string
	}{
		{"2.2", head(2, 0, "TT2\x00\x00\x05\x00nameTP1\x00\x00\x04\x00who"), "name", "who"},
		{"2.3", head(3, 0, plain), long, "who"},
		{"2.3 with padding", head(3, 0, plain+strings.Repeat("\x00", 40)), long, "who"},
		{"2.3 with an extended header", head(3, 0x40, "\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00"+plain), long, "who"},
		{"2.3 unsynchronised", head(3, 0x80, frame23("TIT2", "\x01\xFF\x00\xFEa\x00")[:10]+"\x01\xFF\x00\xFEa\x00"), "", ""},
		{"2.4 with plain sizes, as iTunes wrote", head(4, 0, plain), long, "who"},
		{"2.4 with an extended header", head(4, 0x40, "\x00\x00\x00\x06\x01\x00TIT2\x00\x00\x00\x02\x00\x00\x03x"), "x", ""},
		{"a list", head(4, 0, "TIT2\x00\x00\x00\x06\x00\x00\x03a\x00b\x00\x00"), "a / b", ""},
		{"utf-16 big endian", head(3, 0, frame23("TIT2", "\x01\xFE\xFF\x00a\x20\xAC")), "a€", ""},
		{"latin-1", head(3, 0, frame23("TIT2", "\x00\xFCber")), "über", ""},
		{"a size beyond the end", head(3, 0, frame23("TPE1", "\x00who")+"TIT2\xFF\xFF\xFF\xFF\x00\x00\x00x"), "", "who"},
		{"an empty frame", head(3, 0, "TIT2\x00\x00\x00\x00\x00\x00"+frame23("TPE1", "\x00who")), "", "who"},
	}
	for _, test := range tests {
		if test.name == "2.3 unsynchronised" {
			// The size in the frame is that of the text before unsynchronisation.
			test.tag = head(3, 0x80, "TIT2\x00\x00\x00\x05\x00\x00\x01\xFF\x00\xFEa\x00"+frame23("TPE1", "\x00who"))
			test.title, test.from = "a", "who"
		}
		tag := read(t, []byte(test.tag))
		if got := tag.Get("title"); got != test.title {
			t.Errorf("%s: title %q, want %q", test.name, got, test.title)
		}
		if got := tag.Get("artist"); got != test.from {
			t.Errorf("%s: artist %q, want %q", test.name, got, test.from)
		}
		if tag.Version != max(3, int(test.tag[3])) {
			t.Errorf("%s: version %d", test.name, tag.Version)
		}
	}
}

func TestForeignTags(t *testing.T) {
	t.Parallel()
	item := func(flags byte, key, value string) string {
		return string(binary.LittleEndian.AppendUint32(nil, uint32(len(value)))) + string([]byte{flags, 0, 0, 0}) + key + "\x00" + value
	}
	png := "\x89PNG\r\n\x1a\nrest"
	ape := item(0, "Title", "name") + item(0, "Artist", "a\x00b") + item(0, "Year", "1999") +
		item(0, "Own", "värd") + item(2, "Cover Art (Front)", "x.png\x00"+png) + "\xFF\xFF\xFF\x7F\x00\x00\x00\x00Broken\x00"
	tag, err := ReadAPE(strings.NewReader(ape), 0, int64(len(ape)))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"title": "name", "artist": "a/b", "date": "1999", "own": "värd"} {
		if got := tag.Get(name); got != want {
			t.Errorf("APE %s = %q, want %q", name, got, want)
		}
	}
	if p := probe(t, tag, tagged(t, 0)); len(tag.Frames) != 5 || !strings.HasSuffix(string(tag.Frames[4].Body), png) || len(p.Streams) != 2 || p.Streams[1].CodecName != "png" {
		t.Errorf("the cover is %+v, ffprobe sees %+v", tag.Frames, p.Streams)
	}
	v1 := make([]byte, 128)
	copy(v1, "TAGname")
	copy(v1[33:], "who\x00rubbish")
	v1[126], v1[127] = 7, 8
	old := FromID3v1(v1)
	for name, want := range map[string]string{"title": "name", "artist": "who", "track": "7", "genre": "(8)"} {
		if got := old.Get(name); got != want {
			t.Errorf("ID3v1 %s = %q, want %q", name, got, want)
		}
	}
	if got := FromID3v1(v1[1:]); len(got.Frames) != 0 {
		t.Errorf("no tag gives %v", got.Frames)
	}
}

// TestHugeCoverIsLeftOut reads a tag of 60 MB without holding it.
func TestHugeCoverIsLeftOut(t *testing.T) {
	t.Parallel()
	size := int64(60 << 20)
	head := "ID3\x03\x00\x00" + string(syncsafe(size)) + frame23("TIT2", "\x00name") + "APIC" +
		string(binary.BigEndian.AppendUint32(nil, uint32(size-35))) + "\x00\x00"
	tag, err := Read(padded(head), 0, size+10)
	if err != nil || tag.Dropped != 1 || tag.Get("title") != "name" || len(tag.Frames) != 1 {
		t.Errorf("%+v, %v", tag, err)
	}
}

// padded is a file of zeros behind its text.
type padded string

func (p padded) ReadAt(b []byte, off int64) (int, error) {
	clear(b)
	if off < int64(len(p)) {
		copy(b, p[off:])
	}
	return len(b), nil
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"ID3\x04\x00\x00\x00\x00\x00\x0CTIT2\x00\x00\x00\x02\x00\x00\x03x",
		"ID3\x03\x00\x80\x00\x00\x00\x20TIT2\x00\x00\x00\x05\x00\x00\x01\xFF\x00\xFEa\x00APIC\x00\x00\x00\x09\x00\x00\x01a\x00\x03",
		"ID3\x02\x00\x00\x00\x00\x00\x20PIC\x00\x00\x08\x00PNG\x03\x00xxCOM\x00\x00\x05\x00eng\x00",
		"ID3\x04\x00\x40\x00\x00\x00\x40\x00\x00\x00\x06\x01\x00COMM\x00\x00\x00\x08\x00\x03\x01eng\xFF\xFE\x00\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		ReadAPE(bytes.NewReader(b), 0, int64(len(b)))
		FromID3v1(b)
		tag, err := Read(bytes.NewReader(b), 0, int64(len(b)))
		if err != nil {
			return
		}
		if tag.Size() > 0 { // what is written is read alike
			again := read(t, append(bytesOf(t, tag), "behind"...))
			if !reflect.DeepEqual(again.Frames, tag.Frames) {
				t.Fatalf("%v was written, %v read", tag.Frames, again.Frames)
			}
		}
		for range 2 {
			tag.ForPart(timeline.Seconds(1))
			tag.Set("title", "x")
			tag.SetChapters([]Chapter{{Title: "y"}})
			if tag.Get("title") != "x" {
				t.Fatalf("the title is %q", tag.Get("title"))
			}
			tag.Convert(7 - tag.Version)
			bytesOf(t, tag)
		}
	})
}
