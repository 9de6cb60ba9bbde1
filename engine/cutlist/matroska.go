package cutlist

import (
	"encoding/xml"
	"strings"
)

// A matroskaReader walks the elements of a chapters file.
type matroskaReader struct {
	*reader
	editions, depth int // EditionEntry so far; ChapterAtoms open
	line            int
	track           Track
	hasStart        bool
	hidden          bool
	nested          bool // one warning is enough
}

// readMatroska reads the chapters of mkvmerge and mkvextract. Atoms within
// atoms are left out, as are hidden and disabled ones and all editions but the
// first.
func readMatroska(r *reader) error {
	x := newXML(r)
	m := &matroskaReader{reader: r}
	var text strings.Builder
	for {
		token, err := x.next()
		if token == nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			text.Reset()
			m.open(e.Name.Local, x.line)
		case xml.CharData:
			text.Write(e)
		case xml.EndElement:
			if err := m.close(e.Name.Local, x.line, strings.TrimSpace(text.String())); err != nil {
				return err
			}
			text.Reset()
		}
	}
}

func (m *matroskaReader) open(name string, line int) {
	switch name {
	case "EditionEntry":
		if m.editions++; m.editions == 2 {
			m.warn(line, "it begins a second edition of the chapters, which was left out")
		}
	case "ChapterAtom":
		if m.depth++; m.depth == 1 {
			m.track, m.line = Track{}, line
			m.hasStart, m.hidden = false, false
		} else if !m.nested {
			m.nested = true
			m.warn(line, "it begins a chapter within a chapter; all such were left out")
		}
	}
}

func (m *matroskaReader) close(name string, line int, text string) error {
	if name == "ChapterAtom" && m.depth > 0 {
		m.depth--
		if m.depth == 0 && m.editions <= 1 {
			return m.end()
		}
		return nil
	}
	if m.depth != 1 {
		return nil
	}
	var err error
	switch name {
	case "ChapterTimeStart":
		m.track.Start, err = m.time(line, text)
		m.hasStart = true
	case "ChapterTimeEnd":
		m.track.End, err = m.time(line, text)
		m.track.HasEnd = true
	case "ChapterString":
		if m.track.Title == "" { // the first of several languages
			m.track.Title = text
		}
	case "ChapterFlagHidden":
		m.hidden = m.hidden || text == "1"
	case "ChapterFlagEnabled":
		m.hidden = m.hidden || text == "0"
	}
	return err
}

func (m *matroskaReader) end() error {
	if m.hidden {
		m.warn(m.line, "the chapter is hidden or disabled, and was left out")
		return nil
	}
	if !m.hasStart {
		return m.fail(m.line, "the chapter has no ChapterTimeStart")
	}
	return m.add(m.line, m.track)
}

func writeMatroska(p *printer, l *List) {
	p.f("%s<!DOCTYPE Chapters SYSTEM \"matroskachapters.dtd\">\n<Chapters>\n  <EditionEntry>\n", xml.Header)
	for _, t := range l.Tracks {
		p.f("    <ChapterAtom>\n      <ChapterTimeStart>%s</ChapterTimeStart>\n", clock(t.Start, 9, "."))
		if t.HasEnd {
			p.f("      <ChapterTimeEnd>%s</ChapterTimeEnd>\n", clock(t.End, 9, "."))
		}
		p.f("      <ChapterDisplay>\n        <ChapterString>%s</ChapterString>\n", escapeXML(t.Title))
		p.f("        <ChapterLanguage>und</ChapterLanguage>\n      </ChapterDisplay>\n    </ChapterAtom>\n")
	}
	p.f("  </EditionEntry>\n</Chapters>\n")
}
