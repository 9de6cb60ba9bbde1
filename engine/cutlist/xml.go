package cutlist

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Bounds on XML: how deep elements may lie, and how long one token may be. No
// chapters or feeds come near them.
const (
	maxDepth = 256
	maxToken = 1 << 20
)

// An xmlReader gives the tokens of a text.
type xmlReader struct {
	r     *reader
	d     *xml.Decoder
	in    *strings.Reader
	begin int64 // where the next token begins
	depth int
	line  int // where the last token ended
}

// Read feeds the decoder, but no token without end.
func (x *xmlReader) Read(p []byte) (int, error) {
	if x.in.Size()-int64(x.in.Len()) > x.begin+maxToken {
		return 0, errors.New("an element is over 1 MB")
	}
	return x.in.Read(p)
}

// newXML returns a reader of text that was decoded already, whatever charset
// its declaration names.
func newXML(r *reader) *xmlReader {
	x := &xmlReader{r: r, in: strings.NewReader(r.text)}
	x.d = xml.NewDecoder(x)
	x.d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	x.d.Entity = xml.HTMLEntity // feeds are full of them
	return x
}

// next returns the next token, nil at the end.
func (x *xmlReader) next() (xml.Token, error) {
	token, err := x.d.Token()
	x.line, _ = x.d.InputPos()
	x.begin = x.d.InputOffset()
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		return nil, x.r.fail(x.line, "it is no proper XML: %s", short(err.Error()))
	}
	switch token.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxDepth {
			return nil, x.r.fail(x.line, "its elements lie over %d deep", maxDepth)
		}
	case xml.EndElement:
		x.depth--
	}
	return token, nil
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
