// Package assets holds what the program carries inside it: its icon, a sample
// to try it with, glyphs for languages that Fyne's fonts cannot write, and the
// licences of what it is built from. It makes none of them: the icon is drawn in
// icon.svg (icon.png is that picture at 512 pixels), and gen makes the others.
package assets

import (
	"bytes"
	_ "embed"
	"io"
	"os"
	"path/filepath"

	"audiospliter/engine/atomicfile"
	"audiospliter/engine/fault"
)

//go:generate go run ./gen
//go:generate python3 gen/fonts.py
//go:generate sh -c "for os in linux windows darwin; do GOOS=$DOLLAR{os} CGO_ENABLED=1 go list -e -deps -tags migrated_fynedo -f '{{with .Module}}{{.Path}} {{.Version}} {{.Dir}}{{end}}' ..; done | sort -u | go run ./gen/licenses >licenses.txt.gz"

// SampleName is the file name of the sample.
const SampleName = "sample.mp3"

// Sample is an MP3 file of about a minute: five tunes, each a chapter, with a
// silence of more than a second between each two. It must not be changed.
//
//go:embed sample.mp3
var Sample []byte

// WriteSample writes the sample into the folder dir, which it makes if it is
// missing, and returns the path of the file. A file that holds the sample
// already is left as it is; any other of that name is replaced. The file
// appears complete or not at all. The error is a *fault.Error.
func WriteSample(dir string) (string, error) {
	path := filepath.Join(dir, SampleName)
	if err := writeSample(dir, path); err != nil {
		return "", fault.Wrap(err, fault.CodeOf(err), "The sample cannot be written to %s.", dir)
	}
	return path, nil
}

func writeSample(dir, path string) error {
	if held, err := os.ReadFile(path); err == nil && bytes.Equal(held, Sample) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return atomicfile.Write(path, 0o644, func(w io.Writer) error {
		_, err := w.Write(Sample)
		return err
	})
}
