package message

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

type jsonSentence struct {
	Format string            `json:"format"`
	Args   []json.RawMessage `json:"args,omitempty"`
	One    string            `json:"one,omitempty"`
}

// Encode returns a text as JSON, which Decode reads; "" where its English says all.
func Encode(t Text) string {
	if reflect.DeepEqual(t, Literal(t.String())) {
		return ""
	}
	encoded, err := json.Marshal(t)
	if err != nil {
		return ""
	}
	return string(encoded)
}

// Decode returns the text that JSON holds. Where that is of no use, as in a row that an
// older program wrote, it is the English.
func Decode(encoded, english string) Text {
	var t Text
	if json.Unmarshal([]byte(encoded), &t) != nil {
		return Literal(english)
	}
	return t
}

// MarshalJSON writes an object of format and arguments. A number that is no
// integer always has a point or an exponent, so that it is read as one.
func (s Sentence) MarshalJSON() ([]byte, error) {
	out := jsonSentence{Format: s.Format, One: s.One}
	for _, arg := range s.Args {
		encoded, err := encodeArg(arg)
		if err != nil {
			return nil, err
		}
		out.Args = append(out.Args, encoded)
	}
	return json.Marshal(out)
}

func encodeArg(arg any) (json.RawMessage, error) {
	f, ok := arg.(float64)
	if !ok {
		return json.Marshal(arg)
	}
	if math.IsNaN(f) || math.IsInf(f, 0) { // JSON has no word for these
		return json.Marshal(fmt.Sprint(f))
	}
	number := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(number, ".e") {
		number += ".0"
	}
	return json.RawMessage(number), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Sentence) UnmarshalJSON(b []byte) error {
	var in jsonSentence
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*s = Sentence{Format: in.Format, One: in.One}
	for _, raw := range in.Args {
		arg, err := decodeArg(raw)
		if err != nil {
			return err
		}
		s.Args = append(s.Args, arg)
	}
	return nil
}

func decodeArg(raw json.RawMessage) (any, error) {
	raw = bytes.TrimSpace(raw)
	switch {
	case bytes.HasPrefix(raw, []byte("[")):
		var t Text
		err := json.Unmarshal(raw, &t)
		return t, err
	case bytes.ContainsAny(raw[:1], `"tf`):
		var v any
		err := json.Unmarshal(raw, &v)
		return v, err
	case bytes.ContainsAny(raw, ".eE"):
		return strconv.ParseFloat(string(raw), 64)
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return n, nil
	}
	return strconv.ParseUint(string(raw), 10, 64)
}

// UnmarshalJSON reads an array of sentences, or a plain string, which becomes a
// Literal.
func (t *Text) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); bytes.HasPrefix(b, []byte(`"`)) {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = Literal(s)
		return nil
	}
	return json.Unmarshal(b, (*[]Sentence)(t))
}
