package field

import (
	"encoding/json"
	"slices"
	"strings"

	"audiospliter/engine/fault"
)

// A Kind says what the text of a value means. It stands for the value in the
// command line's help.
type Kind string

// The kinds.
const (
	KindSwitch  Kind = "bool"
	KindText    Kind = "text"
	KindChoice  Kind = "choice"
	KindTime    Kind = "time"
	KindTimes   Kind = "times"
	KindSize    Kind = "size"
	KindCount   Kind = "count"
	KindCounts  Kind = "counts"
	KindNumber  Kind = "number"
	KindLevel   Kind = "level"
	KindBitrate Kind = "bitrate"
	KindTags    Kind = "tags"
	KindJSON    Kind = "json" // no one types it
)

// A Value reads and writes one variable as text. A text that String returned
// sets the variable to what it was.
type Value struct {
	Kind    Kind
	Choices []string // worth offering; nil for none

	get func() string
	set func(string) error
	add func(string) error // nil unless it is a list of what is given
}

// String returns the text of the variable; "" where it is at its zero value,
// for most kinds.
func (v Value) String() string { return v.get() }

// Set reads a text. The variable is not changed where that fails; the error
// says what to write.
func (v Value) Set(text string) error { return v.set(text) }

// SetAll reads texts that follow one another: a list gets all of them, any
// other value the last.
func (v Value) SetAll(texts []string) error {
	if v.add == nil {
		return v.set(texts[len(texts)-1])
	}
	if err := v.set(""); err != nil {
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
func of[T any](kind Kind, p *T, parse func(string) (T, error), print func(T) string) Value {
	return Value{
		Kind: kind,
		get:  func() string { return print(*p) },
		set: func(text string) error {
			v, err := parse(text)
			if err == nil {
				*p = v
			}
			return err
		},
	}
}

// optional makes the functions of a kind those of a pointer, which is nil for "".
func optional[T any](kind Kind, p **T, parse func(string) (T, error), print func(T) string) Value {
	return of(kind, p, func(text string) (*T, error) {
		if strings.TrimSpace(text) == "" {
			return nil, nil
		}
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
	return of(KindText, p, func(s string) (string, error) { return s, nil }, func(s string) string { return s })
}

// Choice is one of a few words, which are read in any case. Another word is
// read, too: the field says what is wrong with it.
func Choice[T ~string](p *T, choices []T) Value {
	v := of(KindChoice, p, func(s string) (T, error) {
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

// Switch is on or off.
func Switch(p *bool) Value {
	return of(KindSwitch, p, parseSwitch, func(on bool) string {
		if on {
			return Yes
		}
		return ""
	})
}

// Either is a switch with a word for off and one for on.
func Either(p *bool, off, on string) Value {
	v := Switch(p)
	v.Choices = []string{off, on}
	v.set = func(s string) (err error) {
		switch strings.ToLower(strings.TrimSpace(s)) {
		case off:
			*p = false
		case on:
			*p = true
		default:
			return Switch(p).Set(s)
		}
		return nil
	}
	return v
}

func parseSwitch(s string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case Yes, "y", "true", "t", "on", "1":
		return true, nil
	case "", "no", "n", "false", "f", "off", "0":
		return false, nil
	}
	return false, fault.New(fault.InvalidParams, "Write yes or no.")
}

// JSON is anything, as JSON has it; "" is its zero value.
func JSON[T any](p *T) Value {
	return of(KindJSON, p, func(s string) (v T, err error) {
		if s != "" {
			err = json.Unmarshal([]byte(s), &v)
		}
		return v, err
	}, func(v T) string {
		text, err := json.Marshal(v)
		if err != nil || string(text) == "null" {
			return ""
		}
		return string(text)
	})
}
