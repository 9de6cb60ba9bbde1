package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
)

// maxDepth is how deep Canonical lets arrays and objects lie in one another.
const maxDepth = 500

// Canonical returns a JSON text as JavaScript writes what it reads there: keys
// that look like array indexes first, of equal keys the last value, numbers in
// their shortest form, no white space. It fails on what is not one JSON value.
func Canonical(text []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	var buf bytes.Buffer
	if err := canonical(dec, &buf, 0); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("more follows after the JSON value")
	}
	return buf.Bytes(), nil
}

func canonical(dec *json.Decoder, out *bytes.Buffer, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	switch v := token.(type) {
	case json.Delim:
		if depth == maxDepth {
			return errors.New("the JSON is nested too deep")
		}
		if v == '[' {
			err = array(dec, out, depth+1)
		} else {
			err = object(dec, out, depth+1)
		}
		if err != nil {
			return err
		}
		_, err = dec.Token() // the closing one
		return err
	case float64:
		out.Write(Encode(v + 0)) // -0 is written 0
	default:
		out.Write(Encode(v))
	}
	return nil
}

func array(dec *json.Decoder, out *bytes.Buffer, depth int) error {
	out.WriteByte('[')
	for first := true; dec.More(); first = false {
		if !first {
			out.WriteByte(',')
		}
		if err := canonical(dec, out, depth); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return nil
}

func object(dec *json.Decoder, out *bytes.Buffer, depth int) error {
	var keys []string
	values := map[string][]byte{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		key := token.(string) // Token fails where it is not
		var value bytes.Buffer
		if err := canonical(dec, &value, depth); err != nil {
			return err
		}
		if _, again := values[key]; !again && key != "__proto__" {
			keys = append(keys, key)
		}
		values[key] = value.Bytes()
	}
	slices.SortStableFunc(keys, byIndex)
	out.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(Encode(key))
		out.WriteByte(':')
		out.Write(values[key])
	}
	out.WriteByte('}')
	return nil
}

// byIndex orders keys as JavaScript does, as far as it does not keep the order
// they were written in.
func byIndex(a, b string) int {
	i, aIndex := arrayIndex(a)
	j, bIndex := arrayIndex(b)
	switch {
	case aIndex && bIndex:
		return int(i - j)
	case aIndex:
		return -1
	case bIndex:
		return 1
	}
	return 0
}
