package id3

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The encodings of text, by their first byte.
const (
	latin1  = 0
	utf16le = 1 // with a byte order mark, either order when read
	utf16be = 2
	utf8enc = 3
)

// decode returns text of an encoding, up to its end, terminators included.
func decode(enc byte, b []byte) string {
	switch enc {
	case utf8enc:
		return strings.ToValidUTF8(string(b), "\uFFFD")
	case utf16le, utf16be:
		var order binary.ByteOrder = binary.BigEndian
		if enc == utf16le {
			order = binary.LittleEndian
		}
		units := make([]uint16, 0, len(b)/2)
		for ; len(b) >= 2; b = b[2:] {
			u := order.Uint16(b)
			switch {
			case enc == utf16le && u == 0xFFFE: // each string of a list has a mark
				if order == binary.LittleEndian {
					order = binary.BigEndian
				} else {
					order = binary.LittleEndian
				}
			case enc == utf16le && u == 0xFEFF:
			default:
				units = append(units, u)
			}
		}
		return string(utf16.Decode(units))
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// encoding returns the encoding that version writes s in.
func encoding(version int, texts ...string) byte {
	for _, s := range texts {
		for i := range len(s) {
			if s[i] >= utf8.RuneSelf {
				if version == 4 {
					return utf8enc
				}
				return utf16le
			}
		}
	}
	return latin1 // which is ASCII here: readers take the upper half for their own code page
}

// encode returns s in one of the encodings that are written.
func encode(enc byte, s string) []byte {
	if enc != utf16le {
		return []byte(s)
	}
	b := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// end returns the terminator of text in an encoding.
func end(enc byte) []byte {
	if enc == utf16le || enc == utf16be {
		return []byte{0, 0}
	}
	return []byte{0}
}

// split returns what stands before the terminator, and behind it. Text without
// one is all before it.
func split(enc byte, b []byte) (text, rest []byte) {
	if enc != utf16le && enc != utf16be {
		text, rest, _ = bytes.Cut(b, []byte{0})
		return text, rest
	}
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return b[:i], b[i+2:]
		}
	}
	return b, nil
}

// textBody returns the body of a text frame.
func textBody(version int, s string) []byte {
	enc := encoding(version, s)
	return append([]byte{enc}, encode(enc, s)...)
}

// pairBody returns the body of a frame of a description and a text, behind a
// language where the frame has one.
func pairBody(version int, language, description, text string) []byte {
	enc := encoding(version, description, text)
	b := append([]byte{enc}, language...)
	b = append(b, encode(enc, description)...)
	b = append(b, end(enc)...)
	return append(b, encode(enc, text)...)
}

// text returns the text of a text frame; the strings of a list are joined by
// " / ".
func (f Frame) text() string {
	if len(f.Body) == 0 {
		return ""
	}
	s := strings.TrimRight(decode(f.Body[0], f.Body[1:]), "\x00")
	return strings.ReplaceAll(s, "\x00", " / ")
}

// Texts returns the strings of a text frame, and of TXXX and COMM: those have a
// description, then a text. It is nil where that is not certain: in encodings
// that programs read in several ways, or with bytes that are no text.
func (f Frame) Texts() []string {
	skip := 1
	if f.ID == "COMM" {
		skip = 4
	}
	if len(f.Body) <= skip {
		return nil
	}
	enc, rest := f.Body[0], f.Body[skip:]
	if enc > utf8enc || enc == utf16be || enc == utf16le && len(rest)%2 != 0 {
		return nil
	}
	var texts []string
	for len(rest) > 0 {
		var text []byte
		text, rest = split(enc, rest)
		if enc == utf16le && !bytes.HasPrefix(text, []byte{0xFF, 0xFE}) && !bytes.HasPrefix(text, []byte{0xFE, 0xFF}) {
			return nil
		}
		s := decode(enc, text)
		if strings.ContainsRune(s, utf8.RuneError) {
			return nil
		}
		texts = append(texts, s)
	}
	return texts
}

// pair returns the description and the text of a TXXX, COMM or USLT frame.
func (f Frame) pair() (description, text string) {
	b := f.Body
	skip := 1
	if f.ID == "COMM" || f.ID == "USLT" {
		skip = 4
	}
	if len(b) < skip {
		return "", ""
	}
	d, rest := split(b[0], b[skip:])
	return decode(b[0], d), strings.TrimRight(decode(b[0], rest), "\x00")
}
