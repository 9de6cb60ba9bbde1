package media

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/id3"
)

// encoders make MP3 files; those that are named plain are read without ffprobe.
var encoders = map[string]string{
	"plain cbr":     "lame --quiet -b 128 music.wav out",
	"plain vbr":     "lame --quiet -V 4 music.wav out",
	"plain abr":     "lame --quiet --abr 160 music.wav out",
	"plain mono":    "lame --quiet -m m -b 64 music.wav out",
	"plain lsf":     "lame --quiet --resample 22.05 -b 48 music.wav out",
	"plain 2.5":     "lame --quiet --resample 11.025 -m m -b 16 music.wav out",
	"plain bare":    "lame --quiet -t -b 192 music.wav out",
	"plain crc":     "lame --quiet -p music.wav out",
	"plain tags":    "lame --quiet --add-id3v2 --id3v2-only --tt Title --ta Artist --tl Album --ty 1999 --tn 3/9 --tg Folk --tv TPE2=All --tv TXXX=source=tape music.wav out",
	"plain both":    "lame --quiet --add-id3v2 --tt Title --ta Artist music.wav out",
	"plain utf16":   "lame --quiet --id3v2-only --id3v2-utf16 --tt Größe --ta 日本 music.wav out",
	"plain latin1":  "lame --quiet --id3v2-only --id3v2-latin1 --tt Größe music.wav out",
	"plain cover":   "lame --quiet --id3v2-only --tt Title --ti cover.jpg music.wav out",
	"plain padded":  "lame --quiet --id3v2-only --pad-id3v2-size 5000 --tt Title music.wav out",
	"plain speech":  "lame --quiet -V 9 speech.wav out",
	"plain Lavf":    "ffmpeg -v error -i music.wav -metadata title=Title -metadata date=2001-02-03 -metadata publisher=P -metadata mood_of=calm -metadata comment=Said -f mp3 out",
	"plain Lavf3":   "ffmpeg -v error -i music.wav -id3v2_version 3 -metadata title=Größe -metadata composer=One -f mp3 out",
	"plain no Xing": "ffmpeg -v error -i music.wav -write_xing 0 -b:a 96k -metadata title=Title -f mp3 out",
	"plain no tag":  "ffmpeg -v error -i music.wav -id3v2_version 0 -f mp3 out",
	"plain png":     "ffmpeg -v error -i music.wav -i cover.png -map 0 -map 1 -c:v copy -metadata title=Title -f mp3 out",
	"plain v1":      "ffmpeg -v error -i music.wav -write_id3v1 1 -metadata title=Title -f mp3 out",
	"v1 alone":      "lame --quiet --id3v1-only --tt Title music.wav out",
	"LAME comment":  "lame --quiet --id3v2-only --id3v2-utf16 --tt Title --tc Größe music.wav out",
	"number":        "lame --quiet --id3v2-only --tt Title --tv TCON=(17) music.wav out",
	"plain lyrics":  "ffmpeg -v error -i music.wav -metadata title=Title -metadata lyrics-eng=La -f mp3 out",
	"day":           "ffmpeg -v error -i music.wav -id3v2_version 3 -metadata date=2001-02-03 -f mp3 out",
	"other frames":  "lame --quiet --id3v2-only --tt Title --tv TBPM=120 music.wav out",
	"chapters":      "ffmpeg -v error -i music.wav -i chapters.txt -map_metadata 1 -f mp3 out",
	"layer II":      "ffmpeg -v error -i music.wav -c:a mp2 -f mp2 out",
}

// What is read of plain MP3 files without ffprobe is what ffprobe says of them,
// whoever encoded and tagged them.
func TestPlainMP3IsAsFFprobeSays(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	encode(t, dir, "-f lavfi -i testsrc2=s=64x64 -frames:v 1 cover.png")
	encode(t, dir, "-i cover.png cover.jpg")
	write(t, filepath.Join(dir, "chapters.txt"), []byte(";FFMETADATA1\ntitle=Title\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=One\n"))
	var paths, plains []string
	keep := func(name string, content []byte) {
		paths = append(paths, write(t, filepath.Join(dir, name+".mp3"), content))
		if strings.HasPrefix(name, "plain") {
			plains = append(plains, name+".mp3")
		}
	}
	for name, command := range encoders {
		words := strings.Fields(command)
		mediatest.RunIn(t, dir, words[0], words[1:]...)
		content := mediatest.Read(t, filepath.Join(dir, "out"))
		if err := os.Remove(filepath.Join(dir, "out")); err != nil {
			t.Fatal(err)
		}
		keep(name, content)
		switch name {
		case "plain cbr":
			keep("cut short", content[:len(content)-100])
			keep("junk behind", append(slices.Clone(content), "junk"...))
			keep("junk in front", append([]byte("junk"), content...))
			keep("of few frames", content[:20*417])
			if err := os.WriteFile(filepath.Join(dir, "other name.mpa"), content, 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, filepath.Join(dir, "other name.mpa"))
		case "plain tags":
			keep("tagged twice", append(slices.Clone(content[:bytes.Index(content, []byte("\xFF\xFB"))]), content...))
		}
	}
	found := asFFprobeSays(t, paths)
	slices.Sort(found)
	slices.Sort(plains)
	if !slices.Equal(found, plains) {
		t.Errorf("read without ffprobe are\n%q, not\n%q", found, plains)
	}
}

// Any tag in front is either left to ffprobe or read as it reads it.
func TestAnyTagIsAsFFprobeSays(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	mediatest.RunIn(t, dir, "lame", "--quiet", "-t", "-b", "64", "music.wav", "bare.mp3")
	audio := mediatest.Read(t, filepath.Join(dir, "bare.mp3"))
	text := rapid.OneOf(rapid.SampledFrom([]string{
		"Title", "(17)", "17", "(4)Rock", "Rock", "2001", "2001-02-03", "1", "3/9", "Größe", "日本", "a/b", "a; b", " padded ", "und", "eng", "{}\"\\", "&<>", "\u0085", "\u2028", "a\x00b", "", "😀",
	}), rapid.StringN(0, 8, -1))
	frame := rapid.SampledFrom([]string{
		"TALB", "TCOM", "TCON", "TCOP", "TENC", "TIT1", "TIT2", "TIT3", "TLAN", "TPE1", "TPE2", "TPE3", "TPE4", "TPOS", "TPUB",
		"TRCK", "TSSE", "TSOA", "TDRC", "TYER", "TDAT", "TDRL", "TBPM", "TXXX", "COMM", "USLT", "WXXX", "PRIV", "UFID",
	})
	read := 0
	rapid.Check(t, func(rt *rapid.T) {
		tag := &id3.Tag{Version: rapid.SampledFrom([]int{3, 4}).Draw(rt, "version")}
		for range rapid.IntRange(1, 4).Draw(rt, "frames") {
			f := id3.Frame{ID: frame.Draw(rt, "frame"), Flags: rapid.SampledFrom([]uint16{0, 0, 0, 0, 0x4000, 0x0002}).Draw(rt, "flags")}
			encoding := rapid.SampledFrom([]byte{0, 1, 2, 3, 3, 9}).Draw(rt, "encoding")
			f.Body = append(f.Body, encoding)
			if f.ID == "COMM" || f.ID == "USLT" {
				f.Body = append(f.Body, "eng"...)
			}
			if f.ID == "TXXX" || f.ID == "COMM" || f.ID == "USLT" || f.ID == "WXXX" {
				f.Body = append(f.Body, encodeText(encoding, rapid.SampledFrom([]string{"", "", "source", "mood", "Größe", "title", "own key", "TALB", "replaygain_x"}).Draw(rt, "description"), true)...)
			}
			f.Body = append(f.Body, encodeText(encoding, text.Draw(rt, "text"), rapid.Bool().Draw(rt, "ended"))...)
			tag.Frames = append(tag.Frames, f)
		}
		var file bytes.Buffer
		if err := tag.Fill(&file, tag.Size()+int64(rapid.SampledFrom([]int{0, 0, 10, 100}).Draw(rt, "padding"))); err != nil {
			rt.Fatal(err)
		}
		path := write(t, filepath.Join(dir, "tagged.mp3"), append(file.Bytes(), audio...))
		if failed := t.Failed(); !failed {
			read += len(asFFprobeSays(t, []string{path}))
			if t.Failed() {
				rt.Fatalf("%+v", tag.Frames)
			}
		}
	})
	if read == 0 {
		t.Error("no tag was read without ffprobe: the test shows nothing")
	}
}

// encodeText writes text in an encoding of ID3, with its terminator if it has
// one.
func encodeText(encoding byte, text string, ended bool) []byte {
	if ended {
		text += "\x00"
	}
	var b []byte
	switch encoding {
	case 1:
		b = []byte{0xFF, 0xFE}
	case 2:
	default:
		return []byte(text)
	}
	for _, r := range text {
		low, high := byte(r), byte(r>>8)
		if encoding == 2 {
			low, high = high, low
		}
		b = append(b, low, high)
	}
	return b
}

// A second tag is lost, which is said.
func TestSeveralID3Tags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i sine=d=2 -metadata title=One a.mp3")
	encode(t, dir, "-f lavfi -i sine=d=2 -metadata title=Two b.mp3")
	one, two := mediatest.Read(t, filepath.Join(dir, "a.mp3")), mediatest.Read(t, filepath.Join(dir, "b.mp3"))
	size := 10 + int(one[6])<<21 + int(one[7])<<14 + int(one[8])<<7 + int(one[9])
	path := write(t, filepath.Join(dir, "c.mp3"), append(one[:size:size], two...))
	if s := probed(t, path); s.Tags["title"] != "One" || len(s.Warnings) != 1 {
		t.Errorf("%v, %q", s.Tags, s.Warnings)
	}
}
