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
	for _, bad := range []string{`{`, `7`, `[{"format":7}]`, `[{"format":"%d","args":[null]}]`, `[{"format":"%d","args":[{}]}]`} {
		if err := json.Unmarshal([]byte(bad), &text); err == nil {
			t.Errorf("%s was read as %v", bad, text)
		}
	}
}
