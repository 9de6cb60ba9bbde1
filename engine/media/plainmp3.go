package media

import (
	"context"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
)

// plainFrames is how many frames leave no doubt that a file is MP3.
const plainFrames = 32

// plainMP3 is plain for an MP3 that is sound from its first frame to its last,
// with an ID3v2 tag of plain fields in front or none. What it does not know for
// certain how ffmpeg shows is ffprobe's to say.
func plainMP3(ctx context.Context, path string, file io.ReaderAt, size int64) *document {
	if !strings.EqualFold(filepath.Ext(path), ".mp3") {
		return nil // the name decides for ffmpeg where two kinds are alike
	}
	tags, err := mp3.FindTags(file, size)
	if err != nil || tags.APE.Len > 0 || tags.ID3v2.Offset > 0 {
		return nil
	}
	d := &document{}
	d.Format.Name = "mp3"
	cover, ok := d.leadingID3(file, tags.ID3v2.Len)
	if !ok || tags.ID3v1.Len > 0 && len(d.Format.Tags) == 0 { // which is read where nothing is in front
		return nil
	}
	s, err := mp3.Index(ctx, file, size)
	if err != nil || s.DamageCount > 0 || s.Frames < plainFrames || s.End+s.Tags.ID3v1.Len != size {
		return nil
	}
	audio := stream{Type: "audio", Codec: "mp3", Format: "fltp", Rate: integer(s.Rate), Channels: s.Channels, Layout: "stereo"}
	if s.Channels == 1 {
		audio.Layout = "mono"
	}
	begin := s.Start
	if i := s.Info; i != nil {
		if i.LAME == nil || i.Frames == 0 || i.Bytes == 0 {
			return nil
		}
		encoder, _, _ := strings.Cut(string(i.LAME[:9]), "\x00")
		if !printable(encoder) {
			return nil
		}
		audio.Tags = map[string]string{"encoder": encoder}
		begin = i.Offset
	}
	if begin != tags.ID3v2.Len {
		return nil // there is more in front
	}
	d.mp3, d.Streams = s, []stream{audio}
	if cover {
		picture := stream{index: 1, Type: "video"}
		picture.Is.Picture = 1
		d.Streams = append(d.Streams, picture)
	}
	return d
}

// maxPlainTag bounds the tag that is read here: ffmpeg guesses what is behind one
// that is larger than what it probes.
const maxPlainTag = 512 << 10

// textNames are ffmpeg's names of text frames of ID3v2.
var textNames = map[string]string{
	"TALB": "album", "TCOM": "composer", "TCON": "genre", "TCOP": "copyright", "TENC": "encoded_by", "TIT2": "title",
	"TLAN": "language", "TPE1": "artist", "TPE2": "album_artist", "TPE3": "performer", "TPOS": "disc", "TPUB": "publisher",
	"TRCK": "track", "TSSE": "encoder", "TIT1": "grouping", "TSOA": "album-sort", "TSOP": "artist-sort", "TSOT": "title-sort",
	"TDRC": "date", "TYER": "date", "TCMP": "compilation", "TLEN": "tlen", "TXXX": "", "COMM": "comment",
}

// Texts whose meaning ffmpeg looks into: a number names a genre, and a year may
// be put together with a day.
var (
	numbered = regexp.MustCompile(`^[\s(]*[-+0-9]`)
	fullYear = regexp.MustCompile(`^[12][0-9]{3}$`)
)

// leadingID3 reads the n bytes of the ID3v2 tag that file begins with, and
// reports whether it holds a cover, and whether all of it is plain.
func (d *document) leadingID3(file io.ReaderAt, n int64) (cover, ok bool) {
	if n == 0 {
		return false, true
	}
	if n > maxPlainTag {
		return false, false
	}
	b := make([]byte, n)
	if _, err := file.ReadAt(b, 0); err != nil || b[3] < 3 || b[5] != 0 {
		return false, false // an old version, or bytes to be undone
	}
	tag, err := id3.Read(file, 0, n)
	if err != nil || tag.Dropped > 0 || len(tag.Frames) == 0 || strings.Trim(string(b[tag.Size():]), "\x00") != "" {
		return false, false
	}
	d.Format.Tags = map[string]string{}
	for _, f := range tag.Frames {
		if f.ID == "APIC" && f.Flags == 0 && !cover && plainCover(f.Body) {
			cover = true
			continue
		}
		name, text, plain := plainField(f)
		if _, twice := d.Format.Tags[name]; !plain || twice {
			return false, false
		}
		d.Format.Tags[name] = text
	}
	return cover, true
}

// plainField returns a field as ffmpeg shows it, if that is certain.
func plainField(f id3.Frame) (name, text string, ok bool) {
	name, known := textNames[f.ID]
	texts := f.Texts()
	if !known || f.Flags != 0 || len(texts) == 0 {
		return "", "", false
	}
	text = texts[len(texts)-1]
	switch f.ID {
	case "TXXX":
		// Four characters may be those of a frame.
		if name = strings.ToLower(texts[0]); len(texts) != 2 || len(name) < 5 || name != clean(name) {
			return "", "", false
		}
	case "COMM":
		if len(texts) != 2 || texts[0] != "" {
			return "", "", false // the description becomes the name
		}
	default:
		if len(texts) != 1 || f.ID == "TCON" && numbered.MatchString(text) || f.ID == "TYER" && !fullYear.MatchString(text) {
			return "", "", false
		}
	}
	return name, text, text != "" && printable(text)
}

// clean returns the name without what is not of ASCII.
func clean(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, name)
}

func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r >= 0x7F && r < 0xA0 || r == '\uFFFD' })
}

// plainCovers are, by their types, what pictures begin with.
var plainCovers = map[string]string{"image/jpeg": "\xFF\xD8\xFF", "image/png": "\x89PNG\r\n\x1A\n"}

// plainCover reports whether the body of an APIC frame is a picture for certain:
// the encoding, a type, one byte of kind, a description, and the picture.
func plainCover(body []byte) bool {
	if len(body) == 0 || body[0] != 0 && body[0] != 3 {
		return false
	}
	kind, rest, _ := strings.Cut(string(body[1:]), "\x00")
	magic := plainCovers[kind]
	if magic == "" || len(rest) == 0 {
		return false
	}
	_, picture, found := strings.Cut(rest[1:], "\x00")
	return found && strings.HasPrefix(picture, magic)
}
