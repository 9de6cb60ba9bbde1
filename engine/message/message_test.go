package message

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"
)

type named string

// The oracle is fmt with the arguments as they were given.
func TestTextPrintsAsFmtDoesAlsoAfterJSON(t *testing.T) {
	for _, test := range []struct {
		format string
		args   []any
	}{
		{"Nothing is filled in, 100 percent.", nil},
		{"All of it: 100 %%.", nil},
		{"No silence below %d dB.", []any{-40}},
		{"%.1f s of %g at %v", []any{3.0, 2.0, float32(1.5)}},
		{"%d of %d bytes", []any{uint8(7), uint64(math.MaxUint64)}},
		{"%s and %q and %v", []any{"a\nb", named("c\"d"), "e"}},
		{"after %v: %v", []any{90 * time.Second, errors.New("gone")}},
		{"%t", []any{true}},
		{"%v", []any{math.Inf(-1)}},
		{"%5d|%-5s|%05.2f", []any{42, "x", math.Pi}},
	} {
		want := fmt.Sprintf(test.format, test.args...)
		text := New(test.format, test.args...)
		if got := text.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		encoded, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var again Text
		if err := json.Unmarshal(encoded, &again); err != nil {
			t.Fatalf("%s: %v", encoded, err)
		}
		if got := again.String(); got != want {
			t.Errorf("after %s: %q, want %q", encoded, got, want)
		}
	}
}

func TestTextsNestAndFollowOneAnother(t *testing.T) {
	inner := New("%d segments", 3)
	text := Join(New("Of %s none is left.", inner), nil, Literal("50% off"), New("Enough."))
	const want = "Of 3 segments none is left. 50% off Enough."
	if got := text.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	encoded, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	var again Text
	if err := json.Unmarshal(encoded, &again); err != nil {
		t.Fatal(err)
	}
	if got := again.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if nested, ok := again[0].Args[0].(Text); !ok || nested[0].Format != "%d segments" {
		t.Errorf("the nested text came back as %#v", again[0].Args[0])
	}
}

func TestThingsAreCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 files", 1: "1 file", 2: "2 files"} {
		text := New("There are %s.", Count(n, "%d file", "%d files"))
		want = "There are " + want + "."
		encoded, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var again Text
		if err := json.Unmarshal(encoded, &again); err != nil {
			t.Fatalf("%s: %v", encoded, err)
		}
		if got := text.String(); got != want || again.String() != want {
			t.Errorf("%q, %q after %s, want %q", got, again, encoded, want)
		}
	}
}

func TestTextsAreListed(t *testing.T) {
	for want, list := range map[string][]Text{"": nil, "a": {New("a")}, "a, b%, 1 c": {New("a"), Literal("b%"), Count(1, "%d c", "%d cs")}} {
		if got := List(list...).String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAnErrorSaysItsText(t *testing.T) {
	err := fmt.Errorf("reading: %w", Errorf("%s is no number", "x"))
	var found *Error
	if !errors.As(err, &found) || found.Text[0].Format != "%s is no number" || err.Error() != "reading: x is no number" {
		t.Errorf("%v, %v", err, found)
	}
}

func TestAPlainStringIsRead(t *testing.T) {
	var text Text
	if err := json.Unmarshal([]byte(`"It was 100% so."`), &text); err != nil {
		t.Fatal(err)
	}
	if got := text.String(); got != "It was 100% so." {
		t.Errorf("%q", got)
	}
	if err := json.Unmarshal([]byte(`""`), &text); err != nil || len(text) != 0 {
		t.Errorf("%v, %v", text, err)
	}
	for _, bad := range []string{`{`, `7`, `[{"format":7}]`, `[{"format":"%d","args":[null]}]`, `[{"format":"%d","args":[{}]}]`, `[{"one":7}]`} {
		if err := json.Unmarshal([]byte(bad), &text); err == nil {
			t.Errorf("%s was read as %v", bad, text)
		}
	}
}
