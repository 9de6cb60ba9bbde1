package mp3

import (
	"bytes"
	"encoding/binary"
	"io"
	"strconv"
)

// A Span is a range of bytes of the file. A Span without bytes is none.
type Span struct {
	Offset, Len int64
}

// Tags are where the tags around the audio stand.
type Tags struct {
	ID3v2 Span // the first one in front
	More  int  // other ID3v2 tags behind that
	APE   Span // the one nearest to the audio, with header and footer
	ID3v1 Span // the 128 bytes at the end
}

// FindTags returns where the tags around the audio of an MP3 stand, without
// looking at the audio.
func FindTags(r io.ReaderAt, size int64) (Tags, error) {
	var tags Tags
	start, err := leadingTags(r, size, &tags)
	if err == nil {
		_, err = trailingTags(r, start, size, &tags)
	}
	return tags, err
}

// reads up to n bytes at off; fewer at the end of the file.
func readAt(r io.ReaderAt, off int64, n int) ([]byte, error) {
	b := make([]byte, n)
	got, err := r.ReadAt(b, off)
	if err == io.EOF || got == n {
		err = nil
	}
	return b[:got], err
}

// id3v2Len returns the length of the ID3v2 tag that begins with b; 0 for none.
func id3v2Len(b []byte) int64 {
	if len(b) < 10 || string(b[:3]) != "ID3" || b[3] == 0xFF || b[4] == 0xFF || (b[6]|b[7]|b[8]|b[9])&0x80 != 0 {
		return 0
	}
	n := 10 + int64(b[6])<<21 + int64(b[7])<<14 + int64(b[8])<<7 + int64(b[9])
	if b[5]&0x10 != 0 {
		n += 10
	}
	return n
}

// leadingTags returns where the tags in front end.
func leadingTags(r io.ReaderAt, size int64, tags *Tags) (int64, error) {
	var at int64
	for range 64 { // more tags in a row are junk
		b, err := readAt(r, at, 32)
		if err != nil {
			return 0, err
		}
		n := tagLen(b)
		if n == 0 || n > size-at {
			break
		}
		switch {
		case b[0] == 'I' && tags.ID3v2.Len == 0:
			tags.ID3v2 = Span{at, n}
		case b[0] == 'I':
			tags.More++
		}
		if tags.APE.Len == 0 && b[0] == 'A' {
			tags.APE = Span{at, n}
		}
		at += n
	}
	return at, nil
}

// tagLen returns the length of a tag that b, the first bytes of it, begins.
func tagLen(b []byte) int64 {
	if len(b) >= 32 && string(b[:8]) == "APETAGEX" && b[23]&0x20 != 0 { // a header, no footer
		return 32 + int64(binary.LittleEndian.Uint32(b[12:]))
	}
	return id3v2Len(b)
}

// trailingTags returns where the tags behind begin, no lower than start.
func trailingTags(r io.ReaderAt, start, size int64, tags *Tags) (int64, error) {
	end := size
	for range 16 {
		const tail = 128 + 32
		from := max(start, end-tail)
		b, err := readAt(r, from, int(end-from))
		if err != nil {
			return 0, err
		}
		n := trailerLen(r, b, end)
		if n == 0 || n > end-start {
			break
		}
		switch {
		case bytes.HasPrefix(b[max(0, len(b)-32):], []byte("APETAGEX")):
			tags.APE = Span{end - n, n}
		case n == 128 && tags.ID3v1.Len == 0 && bytes.HasPrefix(b[max(0, len(b)-128):], []byte("TAG")):
			tags.ID3v1 = Span{end - n, n}
		}
		end -= n
	}
	return end, nil
}

// trailerLen returns the length of the tag that ends at end; b holds the last
// bytes of it.
func trailerLen(r io.ReaderAt, b []byte, end int64) int64 {
	last := func(n int) []byte { return b[max(0, len(b)-n):] }
	if t := last(128); len(t) == 128 && string(t[:3]) == "TAG" {
		return 128
	}
	if t := last(32); len(t) == 32 && string(t[:8]) == "APETAGEX" {
		n := int64(binary.LittleEndian.Uint32(t[12:]))
		if t[23]&0x80 != 0 {
			n += 32
		}
		return max(n, 32)
	}
	if t := last(10); len(t) == 10 && string(t[:3]) == "3DI" {
		footer := append([]byte("ID3"), t[3:]...)
		return id3v2Len(footer)
	}
	if t := last(15); len(t) == 15 && string(t[6:]) == "LYRICS200" {
		if n, err := strconv.ParseUint(string(t[:6]), 10, 32); err == nil {
			return int64(n) + 15
		}
	}
	if string(last(9)) == "LYRICSEND" {
		const longest = 5100 + 20 // of Lyrics3 v1, which tells no length
		text, err := readAt(r, max(0, end-longest), int(min(end, longest)))
		if begin := bytes.LastIndex(text, []byte("LYRICSBEGIN")); err == nil && begin >= 0 {
			return int64(len(text) - begin)
		}
	}
	return 0
}
