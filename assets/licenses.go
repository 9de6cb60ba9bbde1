package assets

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
)

//go:embed licenses.txt.gz
var licenses []byte

// Licenses returns the licences of the modules and fonts that the program is
// built from, each text after a line that names its kind and what it is for.
func Licenses() (string, error) {
	in, err := gzip.NewReader(bytes.NewReader(licenses))
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(in)
	return string(text), err
}
