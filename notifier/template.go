package notifier

import (
	"encoding/json"
	"errors"
	"strings"
	"text/template"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/wire"
)

// fromTemplate fills the user's template with the native body. What comes out
// is written again as JavaScript would write it.
func fromTemplate(e engine.Event, to Endpoint) ([]Message, error) {
	messages, err := native(e, to)
	if err != nil || messages == nil {
		return nil, err
	}
	t, err := parseTemplate(to.Template)
	if err != nil {
		return nil, err
	}
	var data map[string]any
	if err := json.Unmarshal(messages[0].Body, &data); err != nil {
		return nil, fault.Of(err)
	}
	text := &bounded{left: wire.MaxBody}
	if err := t.Execute(text, data); err != nil {
		return nil, fault.New(fault.InvalidParams, "The template cannot be filled for %s.", e.Kind).WithDetails(err.Error())
	}
	body, err := wire.Canonical([]byte(text.String()))
	if err != nil {
		return nil, fault.New(fault.InvalidParams, "The template gives no JSON for %s: write names as {{json .data.sourceFileName}}.", e.Kind).WithDetails(err.Error())
	}
	return []Message{{Body: body}}, nil
}

func parseTemplate(text string) (*template.Template, error) {
	t, err := template.New("template").Funcs(template.FuncMap{
		"json": func(v any) string { return string(wire.Encode(v)) },
	}).Parse(text)
	if err != nil {
		return nil, fault.New(fault.InvalidParams, "The template cannot be read.").WithDetails(err.Error())
	}
	return t, nil
}

// checkTemplate tries the template with each event that the endpoint wants.
func checkTemplate(to Endpoint) error {
	for _, k := range to.Events {
		if _, err := fromTemplate(Sample(k), to); err != nil {
			return fault.Of(err).In("template")
		}
	}
	return nil
}

// bounded takes so many bytes.
type bounded struct {
	strings.Builder
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errors.New("it writes more than a body may have")
	}
	return b.Builder.Write(p)
}
