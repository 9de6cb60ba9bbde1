package media

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/internal/mediatest"
)

// sources writes music.wav, 5.123 s of stereo at 44.1 kHz, and speech.wav, mono
// at 8 kHz, into a new folder.
func sources(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	encode(t, dir, "-ss 20 -t 5.123 -i "+mediatest.Long+" -ar 44100 -ac 2 music.wav")
	encode(t, dir, "-i "+mediatest.Prompt("vm-intro")+" speech.wav")
	return dir
}

// encode runs ffmpeg in dir with these words as arguments.
func encode(t testing.TB, dir, words string) {
	t.Helper()
	mediatest.RunIn(t, dir, "ffmpeg", append(strings.Fields("-nostdin -v error -y"), strings.Fields(words)...)...)
}

// decoded returns the samples that ffmpeg decodes from the audio stream n: the
// truth about a length.
func decoded(t testing.TB, path, n string, channels int) int64 {
	t.Helper()
	out := mediatest.Run(t, "ffmpeg", "-nostdin", "-v", "quiet", "-i", ffmpeg.File(path), "-map", "0:a:"+n, "-f", "s16le", "-")
	return int64(len(out) / 2 / channels)
}

func probed(t testing.TB, path string) Source {
	t.Helper()
	s, err := Probe(t.Context(), mediatest.Tools(t), path)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return s
}

func write(t testing.TB, path string, content []byte) string {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// wantCode probes path and checks the code and words of the refusal.
func wantCode(t *testing.T, path string, code fault.Code, words string) {
	t.Helper()
	s, err := Probe(t.Context(), mediatest.Tools(t), path)
	if err == nil {
		t.Fatalf("%q was taken for %s", path, s.Codec)
	}
	if e := fault.Of(err); e.Code != code || !strings.Contains(e.Message.String(), words) {
		t.Errorf("%q: %s %q, want %s ... %q ...", path, e.Code, e.Message, code, words)
	}
}

func TestTagsChaptersAndCover(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	write(t, filepath.Join(dir, "meta"), []byte(";FFMETADATA1\nTITLE=A = \\; title\nartist=Ünïcode\n"+
		"[CHAPTER]\nTIMEBASE=1/75\nSTART=0\nEND=150\ntitle=One\n[CHAPTER]\nTIMEBASE=1/75\nSTART=150\nEND=375\ntitle=Two\n"))
	encode(t, dir, "-f lavfi -i color=red:s=32x32 -frames:v 1 cover.png")
	for name, codec := range map[string]string{
		"x.mp3":  "-c:a libmp3lame -c:v copy -disposition:v attached_pic",
		"x.m4a":  "-c:a aac -c:v copy -disposition:v attached_pic",
		"x.flac": "-c:a flac -c:v copy -disposition:v attached_pic",
	} {
		encode(t, dir, "-i music.wav -i meta -i cover.png -map 0:a -map 2:v -map_metadata 1 -map_chapters 1 "+codec+" "+name)
		s := probed(t, filepath.Join(dir, name))
		if s.Tags["title"] != "A = ; title" || s.Tags["artist"] != "Ünïcode" {
			t.Errorf("%s: tags %v", name, s.Tags)
		}
		if s.Tags["major_brand"] != "" || !s.Cover || s.Video {
			t.Errorf("%s: tags %v, cover %v, video %v", name, s.Tags, s.Cover, s.Video)
		}
		if want := decoded(t, s.Path, "0", s.Channels); int64(s.Samples) != want || !s.Exact {
			t.Errorf("%s: %d samples, exact %v, want %d", name, s.Samples, s.Exact, want)
		}
		if name == "x.flac" {
			continue // ffmpeg writes no chapters into FLAC
		}
		if len(s.Chapters) != 2 || s.Chapters[0].Title != "One" || s.Chapters[1].Title != "Two" || s.Chapters[1].Start.String() != "2" {
			t.Errorf("%s: chapters %v", name, s.Chapters)
		}
	}
}

func TestPictureInVorbisComment(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	encode(t, dir, "-f lavfi -i color=red:s=32x32 -frames:v 1 cover.png")
	mediatest.RunIn(t, dir, "opusenc", "--quiet", "--picture", "cover.png", "music.wav", "x.opus")
	s := probed(t, filepath.Join(dir, "x.opus"))
	if !s.Cover || s.Tags["metadata_block_picture"] != "" || s.Video {
		t.Errorf("cover %v, video %v, tags %v", s.Cover, s.Video, s.Tags)
	}
}

func TestSeveralStreams(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	encode(t, dir, "-i music.wav -i speech.wav -map 0 -map 1 -c:a aac -disposition:a:0 0 -disposition:a:1 default x.mka")
	path := filepath.Join(dir, "x.mka")
	s := probed(t, path)
	if s.Stream != 1 || s.Streams != 2 || s.Rate != 8000 || s.Channels != 1 {
		t.Errorf("the default stream is 1, at 8 kHz: got %+v", s)
	}
	if want := decoded(t, path, "1", 1); int64(s.Samples) != want || !s.Exact {
		t.Errorf("%d samples, exact %v, want %d", s.Samples, s.Exact, want)
	}
	encode(t, dir, "-i x.mka -map 0:a -c copy -disposition:a 0 none.mka")
	if s := probed(t, filepath.Join(dir, "none.mka")); s.Stream != 0 || s.Streams != 2 || s.Rate != 44100 || s.Channels != 2 {
		t.Errorf("no stream is the default, so the first is: got %+v", s)
	}
}

func TestVideo(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	encode(t, dir, "-f lavfi -i testsrc=s=64x64:r=10 -i music.wav -t 3 -c:v mpeg4 -c:a aac both.mp4")
	encode(t, dir, "-f lavfi -i testsrc=s=64x64:r=10 -t 1 -c:v mpeg4 silent.mp4")
	s := probed(t, filepath.Join(dir, "both.mp4"))
	if !s.Video || s.Codec != "aac" || s.Container != "mp4" || s.Cover {
		t.Errorf("got %+v", s)
	}
	if want := decoded(t, s.Path, "0", 2); int64(s.Samples) != want || !s.Exact {
		t.Errorf("%d samples, exact %v, want %d", s.Samples, s.Exact, want)
	}
	wantCode(t, filepath.Join(dir, "silent.mp4"), fault.UnsupportedFormat, "no audio in this file, only pictures")
}

func TestContentNotName(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	for name, words := range map[string]string{
		"mp3 called.wav":  "-c:a libmp3lame -f mp3",
		"wav called.mp3":  "-c:a pcm_s16le -f wav",
		"flac called.txt": "-c:a flac -f flac",
		"m4a":             "-c:a aac -f ipod",
	} {
		encode(t, dir, "-i music.wav "+words+" out")
		path := filepath.Join(dir, name)
		if err := os.Rename(filepath.Join(dir, "out"), path); err != nil {
			t.Fatal(err)
		}
		want, _, _ := strings.Cut(name, " ")
		if s := probed(t, path); s.Container != want || !s.Exact {
			t.Errorf("%q is %s, exact %v", name, s.Container, s.Exact)
		}
	}
}

func TestHostileNames(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	encode(t, dir, "-i music.wav -c:a libmp3lame x.mp3")
	content := mediatest.Read(t, filepath.Join(dir, "x.mp3"))
	want := probed(t, filepath.Join(dir, "x.mp3")).Samples
	for _, name := range []string{
		"-x.mp3", "new\nline.mp3", `quo"te'.mp3`, "%d.mp3", "%03d.mp3", "http:", "http:x.mp3", "concat:a|b.mp3",
		"\xff\xfe.mp3", " .mp3", "$(true) `true` ;&.mp3", "*?[a].mp3", "日本.mp3", `back\slash.mp3`, "a:b,c=d.mp3",
	} {
		path := write(t, filepath.Join(dir, name), content)
		if s := probed(t, path); s.Samples != want || s.Path != path {
			t.Errorf("%q: %d samples, want %d", name, s.Samples, want)
		}
	}
}
