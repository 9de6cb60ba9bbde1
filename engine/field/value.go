package field

import (
	"encoding/json"
	"slices"
	"strings"
)

// A Value reads and writes one variable as text. What String returns, Set reads
// as what the variable was, and "" as its zero value. Set changes nothing where
// it fails; its error says what to write.
type Value struct {
	Kind    string   // stands for the value in the command line's help
	Choices []string // worth offering; nil for none
	String  func() string
	Set     func(text string) error

	add func(text string) error // nil unless it is a list of what is given
}

// SetAll reads texts that follow one another: a list gets all of them, any
// other value the last.
func (v Value) SetAll(texts []string) error {
	if v.add == nil {
		return v.Set(texts[len(texts)-1])
	}
	if err := v.Set(""); err != nil {
		return err
	}
	for _, text := range texts {
		if err := v.add(text); err != nil {
			return err
		}
	}
	return nil
}

// of binds a variable to the functions of a kind.
func of[T any](kind string, p *T, parse func(string) (T, error), print func(T) string) Value {
	return Value{Kind: kind, String: func() string { return print(*p) }, Set: func(text string) (err error) {
		var v T
		if strings.TrimSpace(text) != "" {
			v, err = parse(text)
		}
		if err == nil {
			*p = v
		}
		return err
	}}
}

// optional is of for a pointer, which is nil for "".
func optional[T any](kind string, p **T, parse func(string) (T, error), print func(T) string) Value {
	return of(kind, p, func(text string) (*T, error) {
		v, err := parse(text)
		return &v, err
	}, func(v *T) string {
		if v == nil {
			return ""
		}
		return print(*v)
	})
}

// Text is any text.
func Text(p *string) Value {
	return of("text", p, func(s string) (string, error) { return s, nil }, func(s string) string { return s })
}

// Choice is one of a few words, which are read in any case. Another word is
// read, too: the field says what is wrong with it.
func Choice[T ~string](p *T, choices []T) Value {
	v := of("choice", p, func(s string) (T, error) {
		s = strings.TrimSpace(s)
		if n := slices.IndexFunc(choices, func(c T) bool { return strings.EqualFold(string(c), s) }); n >= 0 {
			return choices[n], nil
		}
		return T(s), nil
	}, func(c T) string { return string(c) })
	for _, c := range choices {
		v.Choices = append(v.Choices, string(c))
	}
	return v
}

// Yes is the text of a switch that is on; that of one that is off is "".
const Yes = "yes"

// Switch is on or off. It may have a word for off and one for on.
func Switch(p *bool, words ...string) Value {
	v := of("bool", p, func(s string) (bool, error) {
		s = strings.ToLower(strings.TrimSpace(s))
		if n := slices.Index(words, s); n >= 0 {
			return n == 1, nil
		}
		on := slices.Contains([]string{Yes, "y", "true", "t", "on", "1"}, s)
		off := slices.Contains([]string{"no", "n", "false", "f", "off", "0"}, s)
		if len(words) == 2 {
			return on, Unless(on || off, "Write %s or %s.", words[0], words[1])
		}
		return on, Unless(on || off, "Write yes or no.")
	}, func(on bool) string {
		if on {
			return Yes
		}
		return ""
	})
	v.Choices = words
	return v
}

// JSON is anything, as JSON has it: no one types it.
func JSON[T any](p *T) Value {
	return of("json", p, func(s string) (v T, err error) { return v, json.Unmarshal([]byte(s), &v) }, func(v T) string {
		text, err := json.Marshal(v)
		if err != nil || string(text) == "null" {
			return ""
		}
		return string(text)
	})
}
