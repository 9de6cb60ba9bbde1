// Package presets keeps named recipes: those that come with the program and
// those of the user, a JSON file each in the configuration folder.
//
// It knows nothing of windows or commands, and a preset holds no secrets:
// endpoints to notify are kept by name.
package presets

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// schema is the version of the JSON that this program writes. It reads all
// versions up to it.
const schema = 1

// maxFile bounds a preset file, in bytes; real ones are below 10 kB.
const maxFile = 1 << 20

// maxName bounds a preset's name, in characters.
const maxName = 80

// A Preset is a recipe with a name.
type Preset struct {
	Schema      int           `json:"schema"`
	Name        string        `json:"name"`
	Description string        `json:"description,omitzero"` // a sentence: what it is for
	Recipe      engine.Recipe `json:"recipe"`
	Notify      []string      `json:"notify,omitempty"` // names of endpoints notified of its jobs

	BuiltIn bool `json:"-"` // it comes with the program and cannot be changed

	file string // where it was read from; "" if it was not
}

// validate checks what a file or a person gave.
func (p Preset) validate() error {
	switch {
	case strings.TrimSpace(p.Name) == "":
		return fault.New(fault.InvalidParams, "A preset needs a name.")
	case utf8.RuneCountInString(p.Name) > maxName:
		return fault.New(fault.InvalidParams, "The name of a preset has at most %d characters.", maxName)
	case strings.ContainsFunc(p.Name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fault.New(fault.InvalidParams, "The name of a preset has no line breaks or control characters.")
	}
	if err := p.Recipe.Validate(); err != nil {
		return fmt.Errorf("preset %q: %w", p.Name, err)
	}
	return nil
}

// read reads a preset from JSON. A newer schema is refused rather than guessed at.
func read(r io.Reader) (Preset, error) {
	var p Preset
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return p, fault.Of(err)
	}
	if len(text) > maxFile {
		return p, fault.New(fault.InvalidParams, "This is not a preset: it is larger than any preset.")
	}
	var head struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal(text, &head); err != nil || head.Schema < 1 {
		return p, fault.New(fault.InvalidParams, "This is not a preset of AudioSpliter.").WithDetails(detail(err))
	}
	if head.Schema > schema {
		return p, fault.New(fault.InvalidParams, "This preset was made by a newer AudioSpliter: update to use it.")
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fault.New(fault.InvalidParams, "This preset is damaged.").WithDetails(err.Error())
	}
	return p, p.validate()
}

func detail(err error) string {
	if err == nil {
		return "it has no schema number"
	}
	return err.Error()
}

// write writes p as JSON that a person can read.
func write(w io.Writer, p Preset) error {
	p.Schema = schema
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(p)
}
