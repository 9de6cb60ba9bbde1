package cutlist

import (
	"encoding/xml"
	"strings"
)

const pscNamespace = "http://podlove.org/simple-chapters"

// readPSC reads Podlove simple chapters (podlove.org/simple-chapters), as a
// document of their own or within a feed. A feed with the chapters of several
// episodes is refused: nothing says which one the audio is.
func readPSC(r *reader) error {
	x := newXML(r)
	lists := 0
	for {
		token, err := x.next()
		if token == nil {
			return err
		}
		e, ok := token.(xml.StartElement)
		if !ok || !isPSC(e.Name) {
			continue
		}
		switch e.Name.Local {
		case "chapters":
			if lists++; lists > 1 && len(r.list.Tracks) > 0 {
				return r.fail(x.line, "it holds the chapters of another episode; save those of one episode alone")
			}
		case "chapter":
			start, err := r.time(x.line, attribute(e, "start"))
			if err != nil {
				return err
			}
			t := Track{Start: start, Title: attribute(e, "title")}
			t.tag("url", attribute(e, "href"))
			t.tag("img", attribute(e, "image"))
			if err := r.add(x.line, t); err != nil {
				return err
			}
		}
	}
}

// isPSC reports whether a name is Podlove's; snippets that were cut from a feed
// have the prefix and lack its declaration.
func isPSC(n xml.Name) bool {
	return n.Space == "psc" || n.Space == "" || strings.TrimSuffix(n.Space, "/") == pscNamespace
}

func writePSC(p *printer, l *List) {
	p.f("%s<psc:chapters version=\"1.2\" xmlns:psc=\"%s\">\n", xml.Header, pscNamespace)
	for _, t := range l.Tracks {
		p.f("  <psc:chapter start=\"%s\" title=\"%s\"", clock(t.Start, 3, "."), escapeXML(t.Title))
		if url := t.Tags["url"]; url != "" {
			p.f(" href=\"%s\"", escapeXML(url))
		}
		if img := t.Tags["img"]; img != "" {
			p.f(" image=\"%s\"", escapeXML(img))
		}
		p.f("/>\n")
	}
	p.f("</psc:chapters>\n")
}
