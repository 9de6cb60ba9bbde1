package wire

import (
	"math"
	"testing"
)

func TestEncode(t *testing.T) {
	tests := []struct {
		value any
		want  string
	}{
		{"<a & b>", `"<a & b>"`},
		{"\u2028\u2029", "\"\u2028\u2029\""},
		{`\u2028`, `"\\u2028"`},
		{"a\xffb", "\"a\ufffdb\""},
		{"\b\f\n\x01", `"\b\f\n\u0001"`},
		{Number(math.Copysign(0, -1)), "0"},
		{Number(math.NaN()), "0"},
		{Number(1e21), "1e+21"},
		{Number(0.1 + 0.2), "0.3"},
		{Number(1380), "1380"},
		{Map{"b": "1", "42": "2", "7": "3", "007": "4", "a\xff": "5"}, "{\"7\":\"3\",\"42\":\"2\",\"007\":\"4\",\"a\ufffd\":\"5\",\"b\":\"1\"}"},
		{Map{"__proto__": "x"}, "{}"},
	}
	for _, test := range tests {
		if got := string(Encode(test.value)); got != test.want {
			t.Errorf("%#v is written %s, want %s", test.value, got, test.want)
		}
	}
}
