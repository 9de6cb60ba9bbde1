package naming

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// Default is the template used where none is given.
const Default = "{name}_{index:03}"

const (
	maxWidth    = 20   // digits of a number
	maxTemplate = 1000 // bytes: far more than a name can have
)

// A Template says how segments are named. The zero value is that of Default.
type Template struct {
	components [][]part // folders, then the file; none is empty
}

// A part is literal text, or a field if field is set.
type part struct {
	literal string
	field   string
	width   int
}

// Parse reads a template; "" stands for Default. It fails with INVALID_PARAMS,
// naming the character (from 1) at fault, where a field is unknown, a brace has
// no partner, or the template is too long or would lead out of the folder.
//
// The file's extension is added by Names; a template that ends in ".{ext}" means
// the same as one that does not.
func Parse(template string) (Template, error) {
	if template == "" {
		template = Default
	}
	var (
		t         Template
		component []part
		position  = 1
	)
	bad := func(format string, args ...any) (Template, error) {
		return Template{}, fault.New(fault.InvalidParams, "The name template is wrong at character %d: %s.", position, message.New(format, args...))
	}
	if !utf8.ValidString(template) {
		return bad("it is not UTF-8 text")
	}
	if len(template) > maxTemplate {
		return bad("it has more than %d bytes", maxTemplate)
	}
	literal := func(s string) {
		if n := len(component); n > 0 && component[n-1].field == "" {
			component[n-1].literal += s
		} else {
			component = append(component, part{literal: s})
		}
	}
	for text := strings.TrimSuffix(template, ".{ext}"); text != ""; {
		size := 1
		switch {
		case strings.HasPrefix(text, "{{"), strings.HasPrefix(text, "}}"):
			literal(text[:1])
			size = 2
		case text[0] == '}':
			return bad("a } without its {; write }} for a brace")
		case text[0] == '{':
			inside, _, ok := strings.Cut(text[1:], "}")
			if !ok {
				return bad("a { without its }; write {{ for a brace")
			}
			p, wrong := parseField(inside)
			if wrong != nil {
				return bad("%s", wrong)
			}
			component = append(component, p)
			size = len(inside) + 2
		case text[0] == '/':
			t.add(component)
			component = nil
		default:
			if size = strings.IndexAny(text, "{}/"); size < 0 {
				size = len(text)
			}
			literal(text[:size])
		}
		if len(component) == 1 && component[0].literal == ".." && (size == len(text) || text[size] == '/') {
			return bad("a name cannot leave the output folder")
		}
		position += utf8.RuneCountInString(text[:size])
		text = text[size:]
	}
	if len(component) == 0 {
		return bad("it ends without a file name")
	}
	t.components = append(t.components, component)
	return t, nil
}

// add ends a folder; those that mean nothing are left out.
func (t *Template) add(component []part) {
	if len(component) == 0 || len(component) == 1 && component[0].literal == "." {
		return
	}
	t.components = append(t.components, component)
}

// parseField reads what is inside of braces, or says what is wrong.
func parseField(s string) (part, message.Text) {
	name, width, hasWidth := strings.Cut(s, ":")
	p := part{field: name}
	switch {
	case slices.Contains(numbers, name):
	case slices.Contains(texts, name), strings.HasPrefix(name, "meta.") && name != "meta.":
		if hasWidth {
			return p, message.New("{%s} is no number and takes no width", name)
		}
	default:
		return p, message.New("there is no field {%s}; there are {%s} and {meta.KEY}", name, strings.Join(append(numbers[:len(numbers):len(numbers)], texts...), "} {"))
	}
	if hasWidth {
		n, err := strconv.ParseUint(width, 10, 8)
		if err != nil || n < 1 || n > maxWidth {
			return p, message.New("%q is no width from 1 to %d, such as the 03 of {index:03}", width, maxWidth)
		}
		p.width = int(n)
	}
	return p, nil
}
