package media

import (
	"bytes"
	"io"
	"strings"
)

// headSize is how much of a file's beginning tells its kind.
const headSize = 64

// head returns the beginning of f, filled up with zeros.
func head(f io.ReaderAt) []byte {
	b := make([]byte, headSize)
	_, _ = f.ReadAt(b, 0) // what cannot be read is of no known kind
	return b
}

// looksLikeMedia reports whether f begins like a file of audio or video.
func looksLikeMedia(f io.ReaderAt) bool {
	b := head(f)
	if string(b[4:8]) == "ftyp" || string(b[4:8]) == "moov" || string(b[4:8]) == "mdat" {
		return true
	}
	for _, magic := range []string{
		"RIFF", "RF64", "BW64", "riff\x2e\x91", "FORM", "caff", "fLaC", "OggS", "ID3",
		"\x1a\x45\xdf\xa3", "\x30\x26\xb2\x75", "wvpk", "MAC ", "TTA1", ".snd", "#!AMR",
	} {
		if bytes.HasPrefix(b, []byte(magic)) {
			return true
		}
	}
	return false
}

// container returns the name of the container. Where ffmpeg has one name for a
// family of them, its codec or the file's own words decide.
func (p *prober) container() string {
	name, _, _ := strings.Cut(p.doc.Format.Name, ",")
	brand := p.doc.Format.Tags["major_brand"]
	switch name {
	case "mov":
		switch {
		case strings.HasPrefix(brand, "qt"):
			return "mov"
		case strings.HasPrefix(brand, "3g"):
			return "3gp"
		case p.Video:
			return "mp4"
		}
		return "m4a"
	case "matroska":
		if bytes.Contains(head(p.file), []byte("webm")) {
			return "webm"
		}
	case "mp3":
		return p.audio.Codec // layers I and II too
	case "wav":
		if b := head(p.file); b[0] != 'R' || b[1] != 'I' {
			return "rf64" // and BW64
		}
	}
	return name
}
