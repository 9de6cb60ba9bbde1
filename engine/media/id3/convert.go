package id3

import (
	"slices"
	"strings"
)

// Convert turns the tag into version 3 or 4. Dates and lists of people change
// their frames; text gets an encoding the version knows. Frames that both have
// keep their bodies; compressed or encrypted ones cannot be carried over.
func (t *Tag) Convert(version int) {
	if version == t.Version || version != 3 && version != 4 {
		return
	}
	date := t.Get("date")
	if t.Version == 3 {
		if day := t.text("TDAT"); len(day) == 4 && len(date) == 4 {
			date += "-" + day[2:] + "-" + day[:2]
		}
	}
	t.Version = version
	t.remove(func(f Frame) bool { return f.Flags&0xFF != 0 })
	t.setDate(date)
	renamed := map[string]string{"TORY": "TDOR", "IPLS": "TIPL"}
	if version == 3 {
		renamed = map[string]string{"TDOR": "TORY", "TIPL": "IPLS", "TMCL": "IPLS"}
	}
	for i := range t.Frames {
		f := &t.Frames[i]
		f.Flags = 0
		if id := renamed[f.ID]; id != "" {
			f.ID = id
		}
		if version == 3 {
			f.Body = body23(*f)
		}
	}
	if year := t.text("TORY"); len(year) > 4 {
		t.setText("TORY", year[:4])
	}
}

// body23 returns a body with its text in an encoding of 2.3, and lists in its
// manner.
func body23(f Frame) []byte {
	if len(f.Body) == 0 {
		return f.Body
	}
	enc := f.Body[0]
	switch {
	case f.ID == "TXXX" || f.ID == "COMM" || f.ID == "USLT":
		language := ""
		if f.ID != "TXXX" && len(f.Body) >= 4 {
			language = string(f.Body[1:4])
		}
		d, text := f.pair()
		return pairBody(3, language, d, text)
	case f.ID == "IPLS":
		return textBody(3, decode(enc, f.Body[1:])) // the zeros part the list
	case f.ID[0] == 'T':
		text := strings.TrimRight(decode(enc, f.Body[1:]), "\x00")
		return textBody(3, strings.ReplaceAll(text, "\x00", "/"))
	case enc != utf16be && enc != utf8enc:
		return f.Body
	case f.ID == "WXXX":
		d, url := split(enc, f.Body[1:])
		return described(decode(enc, d), nil, url)
	case f.ID == "APIC":
		mime, rest := split(latin1, f.Body[1:])
		if len(rest) == 0 {
			return f.Body
		}
		d, picture := split(enc, rest[1:])
		return described(decode(enc, d), slices.Concat(mime, []byte{0}, rest[:1]), picture)
	}
	return f.Body
}

// described returns encoding, what stands before the description, it, and the
// data behind.
func described(description string, before, data []byte) []byte {
	enc := encoding(3, description)
	return slices.Concat([]byte{enc}, before, encode(enc, description), end(enc), data)
}
