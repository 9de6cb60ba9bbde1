package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Encode returns v as JavaScript's JSON.stringify would write it: no line feed,
// no HTML escapes, U+2028 and U+2029 as they are, and U+FFFD in place of bytes
// that are not UTF-8. It panics on what JSON cannot hold: v is a value of the
// caller's own types, not data.
func Encode(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("wire: " + err.Error())
	}
	return unescape(bytes.TrimSuffix(buf.Bytes(), []byte("\n")))
}

// raw are the escapes of encoding/json that JSON.stringify does not use.
var raw = map[string]string{`\u2028`: "\u2028", `\u2029`: "\u2029", `\ufffd`: "\ufffd"}

func unescape(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); {
		if body[i] != '\\' {
			out = append(out, body[i])
			i++
			continue
		}
		if i+6 <= len(body) {
			if plain, ok := raw[string(body[i:i+6])]; ok {
				out = append(out, plain...)
				i += 6
				continue
			}
		}
		out = append(out, body[i], body[i+1])
		i += 2
	}
	return out
}

// A Number is a number JavaScript writes the same way: finite, never -0, and
// rounded to six decimals, which in seconds is finer than a sample.
type Number float64

// MarshalJSON writes n.
func (n Number) MarshalJSON() ([]byte, error) {
	f := math.Round(float64(n)*1e6) / 1e6
	if f == 0 || math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("0"), nil
	}
	return json.Marshal(f)
}

// A Map is an object in the order JavaScript gives its keys: those that
// look like array indexes first, in numeric order, then the rest.
type Map map[string]string

// MarshalJSON writes m.
func (m Map) MarshalJSON() ([]byte, error) {
	valid := make(map[string]string, len(m))
	for key, value := range m {
		valid[strings.ToValidUTF8(key, "\ufffd")] = strings.ToValidUTF8(value, "\ufffd")
	}
	keys := make([]string, 0, len(valid))
	for key := range valid {
		if key != "__proto__" { // JavaScript would not give this one back
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(byIndex(a, b), strings.Compare(a, b)) })
	var buf bytes.Buffer
	buf.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			buf.WriteByte(',')
		}
		buf.Write(Encode(key))
		buf.WriteByte(':')
		buf.Write(Encode(valid[key]))
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

// arrayIndex returns the value of a key that ECMAScript (6.1.7) treats as an
// array index: 0 to 2^32-2, written without leading zeros.
func arrayIndex(key string) (int64, bool) {
	n, err := strconv.ParseUint(key, 10, 32)
	if err != nil || n == math.MaxUint32 || strconv.FormatUint(n, 10) != key {
		return 0, false
	}
	return int64(n), true
}
