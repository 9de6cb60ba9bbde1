package cutlist

import (
	"encoding/xml"
	"io"
	"strings"
)

// newXML returns a decoder of text that was decoded already, whatever charset
// its declaration names.
func newXML(text string) *xml.Decoder {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	d.Entity = xml.HTMLEntity // feeds are full of them
	d.Strict = true
	return d
}

// attribute returns the attribute with a local name, "" if there is none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return a.Value
		}
	}
	return ""
}

// escapeXML returns s as the text of an element or an attribute.
func escapeXML(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}
