package id3

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"audiospliter/engine/fault"
)

// apeNames are the fields of APE tags whose names differ from ffmpeg's.
var apeNames = map[string]string{"album artist": "album_artist", "year": "date", "discnumber": "disc"}

// ReadAPE reads the APEv2 tag that fills the n bytes of r from off on, with or
// without header and footer, as an ID3v2.3 tag. What is damaged ends it.
func ReadAPE(r io.ReaderAt, off, n int64) (*Tag, error) {
	b := make([]byte, min(n, maxKept))
	if _, err := io.ReadFull(io.NewSectionReader(r, off, n), b); err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fault.Of(err)
	}
	t := &Tag{Version: 3}
	if len(b) >= 32 && string(b[:8]) == "APETAGEX" {
		b = b[32:]
	}
	for range 1000 {
		if len(b) < 8 || string(b[:8]) == "APETAGEX" {
			break
		}
		size, flags := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
		key, rest, ok := bytes.Cut(b[8:], []byte{0})
		if !ok || int64(size) > int64(len(rest)) || len(key) > 255 || !utf8.Valid(key) {
			break
		}
		t.addAPE(string(key), rest[:size], flags>>1&3 == 0)
		b = rest[size:]
	}
	return t, nil
}

func (t *Tag) addAPE(key string, value []byte, isText bool) {
	name := strings.ToLower(key)
	if !isText {
		if strings.HasPrefix(name, "cover art (front)") {
			if _, picture, ok := bytes.Cut(value, []byte{0}); ok { // a file name in front
				t.addPicture(picture)
			}
		}
		return
	}
	if known := apeNames[name]; known != "" {
		name = known
	}
	t.Set(name, strings.ReplaceAll(strings.ToValidUTF8(string(value), "\uFFFD"), "\x00", "/"))
}

// addPicture adds a front cover.
func (t *Tag) addPicture(data []byte) {
	body := append([]byte{latin1}, http.DetectContentType(data)...)
	body = append(body, 0, 3, 0) // front cover, without a description
	t.Frames = append(t.Frames, Frame{ID: "APIC", Body: append(body, data...)})
}

// FromID3v1 returns an ID3v1 tag of 128 bytes as an ID3v2.3 tag; one without
// frames if b is none.
func FromID3v1(b []byte) *Tag {
	t := &Tag{Version: 3}
	if len(b) != 128 || string(b[:3]) != "TAG" {
		return t
	}
	field := func(from, to int) string {
		text, _ := split(latin1, b[from:to])
		if utf8.Valid(text) {
			return strings.TrimSpace(string(text))
		}
		return strings.TrimSpace(decode(latin1, text))
	}
	t.Set("title", field(3, 33))
	t.Set("artist", field(33, 63))
	t.Set("album", field(63, 93))
	t.Set("date", field(93, 97))
	t.Set("comment", field(97, 127))
	if b[125] == 0 && b[126] != 0 {
		t.Set("track", strconv.Itoa(int(b[126])))
	}
	if b[127] < 192 {
		t.Set("genre", "("+strconv.Itoa(int(b[127]))+")")
	}
	return t
}
