package naming

import (
	"slices"
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
	w := writer{t.without("." + ext), ext, map[string]int{}}
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

// without returns t without an ending that it spells out, which is added anyway.
func (t Template) without(ending string) Template {
	components := slices.Clone(t.components)
	file := slices.Clone(components[len(components)-1])
	last := &file[len(file)-1]
	if n := len(last.literal) - len(ending); n >= 0 && strings.EqualFold(last.literal[n:], ending) && (n > 0 || len(file) > 1) {
		last.literal = last.literal[:n]
	}
	components[len(components)-1] = file
	return Template{components}
}

// dropSeparators empties what separates a field without a value from those around it:
// no title leaves no dash.
func dropSeparators(parts []part, values []string) {
	separates := func(i int) bool {
		return i >= 0 && i < len(parts) && parts[i].field == "" && strings.Trim(values[i], " -_.,;:–—|~") == ""
	}
	for i, p := range parts {
		switch {
		case p.field == "" || values[i] != "":
		case separates(i-1) && (i == len(parts)-1 || separates(i+1)):
			values[i-1] = ""
		case i == 0 && separates(1):
			values[1] = ""
		}
	}
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
	dropSeparators(parts, values)
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
