package cutlist

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// oracleList has titles that mean something in some grammar, and cuts that no
// clock shows exactly.
func oracleList() *List {
	return &List{Album: map[string]string{"artist": "A=B; C", "album": `The "Album"`}, Tracks: []Track{
		{Start: timeline.Seconds(0), End: timeline.Millis(2500), HasEnd: true, Title: `One = "1"; #2 \ three`, File: "a.mp3"},
		{Start: timeline.Millis(2500), End: timeline.Ratio(61, 12), HasEnd: true, Title: "Two <b>bold</b> & more, 10:30", File: "a.mp3"},
		{Start: timeline.Ratio(61, 12), End: timeline.Ratio(100_003, 14_700), HasEnd: true, Title: "3", File: "a.mp3"},
		{Start: timeline.Ratio(100_003, 14_700), End: timeline.Seconds(9), HasEnd: true, Title: "Vier — ‘four’ 🎧", File: "a.mp3"},
	}}
}

func writeTo(t *testing.T, name string, f Format, l *List) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f, l); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func near(t *testing.T, what string, got float64, want timeline.Time, within float64) {
	t.Helper()
	if math.Abs(got-want.Float()) > within {
		t.Errorf("%s at %v, want %v", what, got, want.Float())
	}
}

func TestFFmpegReadsOurMetadata(t *testing.T) {
	t.Parallel()
	l := oracleList()
	out := string(mediatest.Run(t, "ffprobe", "-v", "error", "-f", "ffmetadata", "-show_chapters", "-show_format", "-of", "json", writeTo(t, "m", FFMetadata, l)))
	var got struct {
		Chapters []struct {
			Start string `json:"start_time"`
			End   string `json:"end_time"`
			Tags  map[string]string
		}
		Format struct{ Tags map[string]string }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Chapters) != len(l.Tracks) || fmt.Sprint(got.Format.Tags) != fmt.Sprint(l.Album) {
		t.Fatalf("ffprobe says %s", out)
	}
	for i, c := range got.Chapters {
		start, _ := strconv.ParseFloat(c.Start, 64)
		end, _ := strconv.ParseFloat(c.End, 64)
		near(t, "chapter", start, l.Tracks[i].Start, 1e-6)
		near(t, "end", end, l.Tracks[i].End, 1e-6)
		if c.Tags["title"] != l.Tracks[i].Title {
			t.Errorf("title %q, want %q", c.Tags["title"], l.Tracks[i].Title)
		}
	}
}

// TestWeReadFFmpegsMetadata has ffmpeg write what ffmpeg read.
func TestWeReadFFmpegsMetadata(t *testing.T) {
	t.Parallel()
	l := oracleList()
	path := filepath.Join(t.TempDir(), "again")
	mediatest.FFmpeg(t, "-f", "ffmetadata", "-i", writeTo(t, "m", FFMetadata, l), "-f", "ffmetadata", path)
	back, err := ReadFile(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, track := range back.Tracks {
		if track.Title != l.Tracks[i].Title || !sameTime(FFMetadata, FrameRate{}, track.Start, l.Tracks[i].Start) {
			t.Errorf("got %+v, want %+v", track, l.Tracks[i])
		}
	}
	if len(back.Tracks) != len(l.Tracks) || back.Album["artist"] != "A=B; C" {
		t.Errorf("got %+v", back)
	}
}

func TestFFmpegReadsOurSubtitles(t *testing.T) {
	t.Parallel()
	l := oracleList()
	for _, f := range []Format{SRT, VTT} {
		path := writeTo(t, "x"+f.Extension(), f, l)
		out := string(mediatest.Run(t, "ffprobe", "-v", "error", "-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0", path))
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || len(rows) != len(l.Tracks) {
			t.Fatalf("%s: %v\n%s", f, err, out)
		}
		for i, row := range rows {
			start, _ := strconv.ParseFloat(row[0], 64)
			length, _ := strconv.ParseFloat(row[1], 64)
			near(t, string(f), start, l.Tracks[i].Start, 0.0006)
			near(t, string(f)+" end", start+length, l.Tracks[i].End, 0.0011)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		// ffmpeg turns one into the other; its result has to read as ours does.
		other := filepath.Join(t.TempDir(), "other.srt")
		mediatest.FFmpeg(t, "-i", path, other)
		back, err := ReadFile(other, Options{})
		if err != nil || len(back.Tracks) != len(l.Tracks) {
			t.Fatalf("%s: %v\n%s", f, err, text)
		}
		for i, track := range back.Tracks {
			// SubRip cannot escape the tags that ffmpeg takes out of WebVTT.
			if want := srtMark.ReplaceAllString(l.Tracks[i].Title, ""); f == VTT && letters(track.Title) != letters(want) ||
				f == SRT && letters(track.Title) != letters(l.Tracks[i].Title) {
				t.Errorf("%s: title %q, want %q", f, track.Title, l.Tracks[i].Title)
			}
		}
	}
}

// TestMP3SpltReadsOurs has mp3splt cut by our labels and cue sheet, and name the
// files by the times it understood.
func TestMP3SpltReadsOurs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	audio := filepath.Join(dir, "a.mp3")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "sine=r=44100", "-t", "10", "-b:a", "128k", audio)
	l := oracleList()
	for option, f := range map[string]Format{"-A": Audacity, "-c": Cue} {
		out := filepath.Join(dir, string(f))
		mediatest.RunIn(t, t.TempDir(), "mp3splt", "-q", option, writeTo(t, "cuts"+f.Extension(), f, l), "-o", "@n @m:@s.@h", "-d", out, audio)
		entries, err := os.ReadDir(out)
		if err != nil {
			t.Fatal(err)
		}
		var names, want []string
		for _, e := range entries {
			names = append(names, strings.TrimSuffix(e.Name(), ".mp3"))
		}
		for i, track := range l.Tracks {
			hundredths := ticks(track.Start, 100)
			if f == Cue { // hundredths of what the frames say
				hundredths = ticks(timeline.Ratio(ticks(track.Start, 75), 75), 100)
			}
			want = append(want, fmt.Sprintf("%d %02d:%02d.%02d", i+1, hundredths/6000, hundredths/100%60, hundredths%100))
		}
		slices.Sort(names)
		if fmt.Sprint(names) != fmt.Sprint(want) {
			t.Errorf("%s: mp3splt cut %q, want %q", f, names, want)
		}
	}
}

func TestStandardParsersReadOurs(t *testing.T) {
	t.Parallel()
	l := oracleList()
	write := func(f Format) []byte {
		var b bytes.Buffer
		if err := Write(&b, f, l); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	same := func(f Format, i int, title string, at float64, within float64) {
		t.Helper()
		near(t, string(f), at, l.Tracks[i].Start, within)
		if title != l.Tracks[i].Title {
			t.Errorf("%s: title %q, want %q", f, title, l.Tracks[i].Title)
		}
	}

	rows, err := csv.NewReader(bytes.NewReader(write(CSV))).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("csv: %v, %v", rows, err)
	}
	for i, row := range rows[1:] {
		at, _ := strconv.ParseFloat(row[0], 64)
		same(CSV, i, row[2], at, 1e-9)
	}

	var podcast struct {
		Version  string
		Chapters []struct {
			StartTime, EndTime float64
			Title              string
		}
	}
	if err := json.Unmarshal(write(PodcastJSON), &podcast); err != nil || podcast.Version != "1.2.0" || len(podcast.Chapters) != 4 {
		t.Fatalf("podcast: %v, %v", podcast, err)
	}
	for i, c := range podcast.Chapters {
		same(PodcastJSON, i, c.Title, c.StartTime, 1e-6)
		near(t, "end", c.EndTime, l.Tracks[i].End, 1e-6)
	}

	var psc struct {
		XMLName xml.Name `xml:"http://podlove.org/simple-chapters chapters"`
		Chapter []struct {
			Start string `xml:"start,attr"`
			Title string `xml:"title,attr"`
		} `xml:"http://podlove.org/simple-chapters chapter"`
	}
	if err := xml.Unmarshal(write(PSC), &psc); err != nil || len(psc.Chapter) != 4 {
		t.Fatalf("psc: %v, %v", psc, err)
	}
	for i, c := range psc.Chapter {
		at, err := timeline.Parse(c.Start)
		if err != nil {
			t.Error(err)
		}
		same(PSC, i, c.Title, at.Float(), 0.0006)
	}

	var matroska struct {
		Atoms []struct {
			Start string `xml:"ChapterTimeStart"`
			Title string `xml:"ChapterDisplay>ChapterString"`
		} `xml:"EditionEntry>ChapterAtom"`
	}
	if err := xml.Unmarshal(write(Matroska), &matroska); err != nil || len(matroska.Atoms) != 4 {
		t.Fatalf("matroska: %v, %v", matroska, err)
	}
	for i, c := range matroska.Atoms {
		at, err := timeline.Parse(c.Start)
		if err != nil {
			t.Error(err)
		}
		same(Matroska, i, c.Title, at.Float(), 1e-9)
	}
}
