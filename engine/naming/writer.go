package naming

import (
	"sort"
	"strings"
)

// defaultTemplate is Default, parsed.
var defaultTemplate = Template{[][]part{{{field: "name"}, {literal: "_"}, {field: "index", width: 3}}}}

// A writer fills in a template for the segments of one run.
type writer struct {
	template Template
	ext      string
	widths   map[string]int // of the largest value of each number
}

func newWriter(t Template, all []Fields, ext string) writer {
	w := writer{t, ext, map[string]int{}}
	for _, field := range numbers {
		for i := range all {
			if v := all[i].value(field, ext); isNumber(v) && len(v) <= maxWidth {
				w.widths[field] = max(w.widths[field], len(v))
			}
		}
	}
	return w
}

// path returns the path of a segment without its extension, with the suffix
// behind the file's name.
func (w writer) path(f *Fields, suffix string) string {
	var path strings.Builder
	last := len(w.template.components) - 1
	for _, parts := range w.template.components[:last] {
		folder := w.component(f, parts, maxBytes)
		if folder == "" {
			folder = "Unknown"
		}
		path.WriteString(folder)
		path.WriteByte('/')
	}
	room := maxBytes - len(suffix) - len(".") - len(w.ext)
	file := w.component(f, w.template.components[last], room)
	if file == "" {
		file = w.component(f, defaultTemplate.components[0], room)
	}
	path.WriteString(file)
	path.WriteString(suffix)
	return path.String()
}

// component returns a safe name of at most room bytes; "" where nothing is left
// of it. Where it would be longer, each text in it is cut to the largest length
// at which the name fits, so that numbers survive.
func (w writer) component(f *Fields, parts []part, room int) string {
	values := make([]string, len(parts))
	for i, p := range parts {
		switch {
		case p.field == "":
			values[i] = p.literal
		case p.width > 0:
			values[i] = pad(f.value(p.field, w.ext), max(p.width, w.widths[p.field]))
		default:
			values[i] = f.value(p.field, w.ext)
		}
		values[i] = harmless(values[i])
	}
	var name string
	fits := func(cut int) bool { // texts have room-cut bytes each
		short := make([]string, len(values))
		for i, v := range values {
			short[i] = shorten(v, room-cut)
		}
		name = safe(strings.Join(short, ""))
		return len(name) <= room
	}
	if cut := sort.Search(room, fits); !fits(cut) {
		return ""
	}
	return name
}
