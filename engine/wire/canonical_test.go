package wire

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

var canonicals = []struct{ text, want string }{
	{` {"b": 1.0, "a" : [1E5, -0, 1e-7, 12345678901234567890], "7":null,"0":true} `, `{"0":true,"7":null,"b":1,"a":[100000,0,1e-7,12345678901234567000]}`},
	{`{"a":1,"b":2,"a":3}`, `{"a":3,"b":2}`},
	{`{"__proto__":{"x":1},"y":2}`, `{"y":2}`},
	{`"\u2028\u003c\ud83d\ude00\/"`, "\"\u2028<\U0001f600/\""},
	{`[]`, `[]`},
	{`{}`, `{}`},
	{`{"a":{"1":[{"2":{}}]}}`, `{"a":{"1":[{"2":{}}]}}`},
	{``, ""},
	{`{} {}`, ""},
	{`{"a"}`, ""},
	{`{1:2}`, ""},
	{`[1,]`, ""},
	{`1e999`, ""},
	{`[`, ""},
	{`{"a":1`, ""},
	{`nul`, ""},
	{strings.Repeat("[", 600) + strings.Repeat("]", 600), ""},
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, test := range canonicals {
		got, err := Canonical([]byte(test.text))
		if string(got) != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%.60s: %s, %v", test.text, got, err)
		}
	}
}

// What Node's JSON.stringify(JSON.parse(text)) gives is the oracle.
func TestCanonicalIsWhatNodeWrites(t *testing.T) {
	t.Parallel()
	for _, test := range canonicals {
		if test.want == "" || strings.Contains(test.text, "__proto__") {
			continue
		}
		node := exec.CommandContext(t.Context(), "node", "-e", `process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0,'utf8'))))`)
		node.Stdin = strings.NewReader(test.text)
		if out, err := node.Output(); err != nil || string(out) != test.want {
			t.Errorf("Node writes %s, %v; want %s", out, err, test.want)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, test := range canonicals {
		f.Add([]byte(test.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		once, err := Canonical(text)
		if err != nil {
			return
		}
		if !json.Valid(once) {
			t.Fatalf("%q is no JSON", once)
		}
		if twice, err := Canonical(once); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%q becomes %q, %v", once, twice, err)
		}
	})
}
