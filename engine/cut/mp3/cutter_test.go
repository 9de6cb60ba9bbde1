package mp3

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/timeline"
)

// TestWholeIsWhatLAMEWrote cuts the whole of a file: LAME's own header is the
// oracle for ours, checksums included.
func TestWholeIsWhatLAMEWrote(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:4] {
		path := k.make(t)
		s, c := open(t, path)
		want := mediatest.Read(t, path)
		got := mediatest.Read(t, write(t, c, t.TempDir(), 0, Part{End: s.Samples}))
		at := s.Start - int64(len(want)) + int64(len(got)) // ours begins its frames here
		if !bytes.Equal(got[at:], want[s.Start:]) {
			t.Errorf("%s: the frames differ", k.name)
		}
		mine, err := mp3.Index(context.Background(), bytes.NewReader(got), int64(len(got)))
		if err != nil {
			t.Fatal(err)
		}
		a, b := mine.Info, s.Info
		if a.Kind != b.Kind || a.Frames != b.Frames || a.Delay != b.Delay || a.Padding != b.Padding || a.Quality != b.Quality {
			t.Errorf("%s: %+v, want %+v", k.name, a, b)
		}
		music := func(i *mp3.Info) uint16 { return binary.BigEndian.Uint16(i.LAME[32:]) }
		if music(a) != music(b) {
			t.Errorf("%s: the music's checksum is %04X, LAME's %04X", k.name, music(a), music(b))
		}
		if int(a.Bytes) != len(got) {
			t.Errorf("%s: %d bytes, the header says %d", k.name, len(got), a.Bytes)
		}
	}
}

// TestPartOfAPart cuts what was cut: its delay spans frames.
func TestPartOfAPart(t *testing.T) {
	t.Parallel()
	for _, name := range []int{3, 13, 15} {
		k := kinds[name]
		s, c := open(t, k.make(t))
		part := write(t, c, t.TempDir(), 0, Part{Start: s.Samples / 5, End: s.Samples * 4 / 5})
		s, c = open(t, part)
		points := mediatest.Even(s.Samples, 9)
		parts := writeAll(t, c, points, Tags{})
		compareFFmpeg(t, part, parts, points, s.Channels)
		compareMpg123(t, part, parts, s.Channels == 2 && !s.Header.LSF())
	}
}

func TestContentsLeadThere(t *testing.T) {
	t.Parallel()
	_, c := open(t, kinds[4].make(t)) // V2
	l, err := c.layout(context.Background(), 100_000, 450_000)
	if err != nil {
		t.Fatal(err)
	}
	frame := c.infoFrame(l, 0)
	_, at := l.header.WithBitrate(32000).SideInfo()
	toc := frame[at+16 : at+116]
	if !slices.IsSorted(toc) || toc[0] != 0 {
		t.Fatalf("the table does not ascend: %v", toc)
	}
	for i := 1; i < 100; i++ {
		off, err := c.stream.Offset(context.Background(), l.first-1+l.count()*int64(i)/100)
		if err != nil {
			t.Fatal(err)
		}
		first, _ := c.stream.Offset(context.Background(), l.first)
		want := 256 * (off - first + int64(l.infoLen+len(l.reservoir))) / l.size()
		if d := int64(toc[i]) - want; d < -4 || d > 4 {
			t.Errorf("at %d %%: %d, want %d", i, toc[i], want)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s, c := open(t, kinds[0].make(t))
	dst, err := os.Create(filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer dst.Close()
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		ctx        context.Context
		start, end timeline.Position
		want       fault.Code
	}{
		{context.Background(), -1, 5000, fault.InvalidParams},
		{context.Background(), 5000, 5000, fault.InvalidParams},
		{context.Background(), 9000, 5000, fault.InvalidParams},
		{context.Background(), 0, s.Samples + 1, fault.InvalidParams},
		{context.Background(), 0, MinPart - 1, fault.DurationTooShort},
		{canceled, 0, s.Samples, fault.Canceled},
	}
	for _, test := range tests {
		if _, err := c.Write(test.ctx, dst, Part{Start: test.start, End: test.end}, func(timeline.Position) {}); fault.CodeOf(err) != test.want {
			t.Errorf("[%d, %d): %v, want %s", test.start, test.end, err, test.want)
		}
		if _, err := c.Size(test.ctx, Part{Start: test.start, End: test.end}); fault.CodeOf(err) != test.want {
			t.Errorf("size of [%d, %d): %v, want %s", test.start, test.end, err, test.want)
		}
	}
}

func TestSourceThatShrinks(t *testing.T) {
	t.Parallel()
	path := kinds[0].make(t)
	s, c := open(t, path)
	if err := os.Truncate(path, s.End/2); err != nil {
		t.Fatal(err)
	}
	dst, err := os.Create(filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer dst.Close()
	if _, err := c.Write(context.Background(), dst, Part{End: s.Samples}, func(timeline.Position) {}); fault.CodeOf(err) != fault.CorruptFile {
		t.Errorf("%v, want CORRUPT_FILE", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s, c := open(t, kinds[4].make(t))
	one := writeAll(t, c, mediatest.Even(s.Samples, 16), Tags{Title: "x"})
	dir := t.TempDir()
	points := mediatest.Even(s.Samples, 16)
	var wg sync.WaitGroup
	for i := range one {
		wg.Go(func() {
			path := filepath.Join(dir, filepath.Base(one[i]))
			f, err := os.Create(path)
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			if _, err := c.Write(context.Background(), f, Part{Start: points[i], End: points[i+1], Tags: Tags{Title: "x"}}, func(timeline.Position) {}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, path := range one {
		want, _ := os.ReadFile(path)
		got, _ := os.ReadFile(filepath.Join(dir, filepath.Base(path)))
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs when parts are written at the same time", filepath.Base(path))
		}
	}
}

// probe is what ffprobe reads of a file.
func probe(t *testing.T, path string) (p struct {
	Format   struct{ Tags map[string]string }
	Chapters []struct {
		Start, End int64
		Tags       map[string]string
	}
	Streams []struct {
		CodecName string `json:"codec_name"`
	}
},
) {
	t.Helper()
	out := mediatest.Run(t, "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters", path)
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cover, source := filepath.Join(dir, "cover.png"), filepath.Join(dir, "source.mp3")
	// Noise does not compress: the cover is larger than a part.
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "nullsrc=s=300x300,geq=random(1)*255:128:128", "-frames:v", "1", cover)
	mediatest.FFmpeg(t, "-i", speech(t), "-i", cover, "-map", "0", "-map", "1", "-c:v", "copy",
		"-b:a", "64k", "-id3v2_version", "3", "-write_id3v1", "1", "-metadata", "title=Whole", "-metadata", "artist=Ähm",
		"-metadata", "replaygain_track_gain=-3 dB", "-metadata", "TLEN=25000", "-metadata", "own=kept", source)
	s, c := open(t, source)
	points := mediatest.Even(s.Samples, 4)
	tags := Tags{
		Title: "Zwei", Track: 2, Tracks: 4, Fields: map[string]string{"album": "Set", "own": ""},
		Chapters: []id3.Chapter{{Start: timeline.Seconds(0), End: timeline.Seconds(1), Title: "c"}},
	}
	parts := writeAll(t, c, points, tags)
	compareFFmpeg(t, source, parts, points, 1)
	compareMpg123(t, source, parts, false)
	p := probe(t, parts[1])
	got := p.Format.Tags
	for name, want := range map[string]string{
		"title": "Zwei", "artist": "Ähm", "album": "Set", "track": "2/4", "TLEN": "6250", "own": "", "replaygain_track_gain": "",
	} {
		if got[name] != want {
			t.Errorf("%s = %q, want %q", name, got[name], want)
		}
	}
	if len(p.Chapters) != 1 || p.Chapters[0].Tags["title"] != "c" {
		t.Errorf("chapters %+v", p.Chapters)
	}
	if len(p.Streams) != 2 || p.Streams[1].CodecName != "png" {
		t.Errorf("the cover is lost: %+v", p.Streams)
	}
	b := mediatest.Read(t, parts[0])
	if b[3] != 3 || strings.HasPrefix(string(b[len(b)-128:]), "TAG") {
		t.Errorf("the tag is of version 2.%d, or an ID3v1 tag follows", b[3])
	}
	tags.ID3 = "2.4"
	if b = mediatest.Read(t, write(t, c, t.TempDir(), 0, Part{End: s.Samples, Tags: tags})); b[3] != 4 {
		t.Errorf("the tag is of version 2.%d", b[3])
	}
}

func TestTagsOfOtherKinds(t *testing.T) {
	t.Parallel()
	file := mediatest.Read(t, kinds[12].make(t))
	v1 := append([]byte("TAGOld name"), make([]byte, 117)...)
	item := "\x05\x00\x00\x00\x00\x00\x00\x00Title\x00Newer"
	end := func(flags byte) string {
		return "APETAGEX\xD0\x07\x00\x00" + string([]byte{byte(len(item) + 32), 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, flags}) + "\x00\x00\x00\x00\x00\x00\x00\x00"
	}
	ape := []byte(end(0xA0) + item + end(0x80))
	for _, test := range []struct {
		name, want string
		file       []byte
	}{
		{"ID3v1", "Old name", slices.Concat(file, v1)},
		{"APE before ID3v1", "Newer", slices.Concat(file, ape, v1)},
		{"ID3v2 before APE", "First", slices.Concat([]byte("ID3\x04\x00\x00\x00\x00\x00\x10TIT2\x00\x00\x00\x06\x00\x00\x03First"), file, ape, v1)},
		{"none", "", file},
	} {
		s, c := open(t, mediatest.Save(t, "x.mp3", test.file))
		path := write(t, c, t.TempDir(), 0, Part{Start: 5000, End: s.Samples})
		if got := probe(t, path).Format.Tags["title"]; got != test.want {
			t.Errorf("%s: title %q, want %q", test.name, got, test.want)
		}
	}
}

func FuzzCut(f *testing.F) {
	for _, args := range [][]string{{"-b", "64"}, {"-V5", "-p"}, {"--resample", "8", "-b", "8"}, {"-t", "--resample", "16", "-V9"}} {
		out := filepath.Join(f.TempDir(), "x.mp3")
		wav := filepath.Join(f.TempDir(), "x.wav")
		mediatest.FFmpeg(f, "-ss", "25", "-i", mediatest.Music, "-af", "asetrate=44100", "-t", "0.3", wav)
		mediatest.Run(f, "lame", append(append([]string{"--quiet"}, args...), wav, out)...)
		b := mediatest.Read(f, out)
		f.Add(b, uint32(3000), uint32(9000))
		f.Add(slices.Concat([]byte("ID3\x03\x00\x00\x00\x00\x00\x10TIT2\x00\x00\x00\x06\x00\x00\x00First"), b[500:]), uint32(0), uint32(5000))
	}
	dst, err := os.Create(filepath.Join(f.TempDir(), "part"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { dst.Close() })
	f.Fuzz(func(t *testing.T, file []byte, from, length uint32) {
		ctx := context.Background()
		r := bytes.NewReader(file)
		s, err := mp3.Index(ctx, r, int64(len(file)))
		if err != nil {
			return
		}
		c, err := New(r, s)
		if err != nil {
			t.Fatal(err)
		}
		p := Part{Start: timeline.Position(from), End: timeline.Position(from) + timeline.Position(length), Tags: Tags{Title: "x"}}
		if err := dst.Truncate(0); err != nil {
			t.Fatal(err)
		}
		n, err := c.Write(ctx, dst, p, func(timeline.Position) {})
		if err != nil {
			var known *fault.Error
			if known = fault.Of(err); known.Code != fault.InvalidParams && known.Code != fault.DurationTooShort {
				t.Fatalf("%s: %v", known.Code, err)
			}
			return
		}
		part, err := mp3.Index(ctx, dst, n)
		if err != nil {
			t.Fatalf("the part is no MP3: %v", err)
		}
		if part.Samples != p.End-p.Start || part.DamageCount > 0 && part.Damage[0].Kind != mp3.Chopped {
			t.Fatalf("the part has %d samples, want %d; damage %v", part.Samples, p.End-p.Start, part.Damage)
		}
	})
}
