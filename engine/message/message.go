// Package message holds what the program tells people as values: English
// formats with their arguments, rather than finished strings. The command line,
// events and logs print the English; the window translates the format and fills
// in the same arguments. A Text survives JSON, so that the journal and the outbox
// can be shown in any language later.
package message

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A Text is sentences that follow one another. The zero value says nothing.
type Text []Sentence

// A Sentence is a format in the syntax of package fmt with its arguments.
type Sentence struct {
	Format string
	Args   []any  // each a string, int64, uint64, float64, bool or Text
	One    string // in place of Format where the first argument is the number 1; "" where nothing is counted
}

// New returns a text of one sentence. Numbers, strings and texts among the
// arguments stay what they are; an error or anything else becomes the string
// that fmt would print for %v.
func New(format string, args ...any) Text {
	if false {
		_ = fmt.Sprintf(format, args...) // has vet check the callers' formats
	}
	values := make([]any, len(args))
	for i, arg := range args {
		values[i] = value(arg)
	}
	return Text{{Format: format, Args: values}}
}

// Count returns a number of things, such as Count(n, "%d file", "%d files"). A
// language may have more forms than these two, or fewer: they are found by many.
func Count[N ~int | ~int64](n N, one, many string) Text {
	return Text{{Format: many, Args: []any{int64(n)}, One: one}}
}

// List returns texts with commas between them. It is empty for none.
func List(texts ...Text) Text {
	if len(texts) == 0 {
		return nil
	}
	args := make([]any, len(texts))
	for i, t := range texts {
		args[i] = t
	}
	return Text{{Format: strings.TrimSuffix(strings.Repeat("%s, ", len(texts)), ", "), Args: args}}
}

// Literal returns a text that no language has another form of, such as what
// another program said. It is empty for "".
func Literal(s string) Text {
	if s == "" {
		return nil
	}
	return Text{{Format: "%s", Args: []any{s}}}
}

// Join returns the texts as one.
func Join(texts ...Text) Text { return slices.Concat(texts...) }

// String returns the English, with a space between sentences.
func (t Text) String() string {
	sentences := make([]string, len(t))
	for i, s := range t {
		sentences[i] = s.String()
	}
	return strings.Join(sentences, " ")
}

// String returns the English.
func (s Sentence) String() string {
	if len(s.Args) == 0 && !strings.Contains(s.Format, "%") {
		return s.Format
	}
	if s.One != "" && len(s.Args) > 0 && s.Args[0] == int64(1) {
		return fmt.Sprintf(s.One, s.Args...)
	}
	return fmt.Sprintf(s.Format, s.Args...)
}

// value returns an argument as one of the types that a Sentence holds.
func value(arg any) any {
	switch arg := arg.(type) {
	case Text:
		return arg
	case Sentence:
		return Text{arg}
	case error, fmt.Stringer:
		return fmt.Sprint(arg)
	}
	switch v := reflect.ValueOf(arg); {
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Bool:
		return v.Bool()
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return v.Uint()
	case v.CanFloat():
		return v.Float()
	}
	return fmt.Sprint(arg)
}

// Strings returns the English of each text; it is never nil.
func Strings(texts []Text) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = t.String()
	}
	return all
}
