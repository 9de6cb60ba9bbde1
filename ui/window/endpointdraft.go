package window

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/notifier"
)

// The fields of an endpoint.
const (
	fieldEndName     field = "endpoint.name"
	fieldEndURL      field = "endpoint.url"
	fieldEndTo       field = "endpoint.to"
	fieldEndSecret   field = "endpoint.secret"
	fieldEndUntil    field = "endpoint.until"
	fieldEndHeader   field = "endpoint.header"
	fieldEndHeaders  field = "endpoint.headers"
	fieldEndEvents   field = "endpoint.events"
	fieldEndBase     field = "endpoint.baseUrl"
	fieldEndTemplate field = "endpoint.template"
)

// masked stands for a value that is not shown.
const masked = "••••••"

// rotation is for how long an old secret stays valid beside a new one.
const rotation = 7 * day

// A draft is an endpoint that is being edited. It has no widgets.
type draft struct {
	was      notifier.Endpoint // the endpoint before, with its secrets
	format   notifier.Format
	text     map[field]string
	previous string // the secret before the present one
	events   map[engine.Kind]bool

	local, namesOnly, always, active bool
}

// newDraft returns a draft of a new endpoint.
func newDraft() draft {
	return draftOf(notifier.Endpoint{Active: true, Always: true, Secret: notifier.NewSecret()}.WithDefaults())
}

// draftOf returns the draft that shows an endpoint.
func draftOf(e notifier.Endpoint) draft {
	d := draft{
		was: e, format: e.Format, previous: e.Previous, events: map[engine.Kind]bool{},
		local: e.Local, namesOnly: e.NamesOnly, always: e.Always, active: e.Active,
		text: map[field]string{
			fieldEndName: e.Name, fieldEndURL: e.URL, fieldEndTo: e.To, fieldEndSecret: e.Secret,
			fieldEndHeader: e.Header, fieldEndBase: e.BaseURL, fieldEndTemplate: e.Template,
		},
	}
	for _, k := range e.Events {
		d.events[k] = true
	}
	if !e.PreviousUntil.IsZero() {
		d.text[fieldEndUntil] = e.PreviousUntil.Local().AddDate(0, 0, -1).Format(time.DateOnly)
	}
	var headers []string
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		headers = append(headers, name+": "+masked)
	}
	d.text[fieldEndHeaders] = strings.Join(headers, "\n")
	return d
}

// fields returns the fields of the format, in order.
func (d draft) fields() []field {
	fields := []field{fieldEndName, fieldEndURL}
	if d.format.Recipient() != "" {
		fields = append(fields, fieldEndTo)
	}
	if may, _ := d.format.TakesSecret(); may {
		fields = append(fields, fieldEndSecret)
	}
	if d.format == notifier.Standard && d.previous != "" {
		fields = append(fields, fieldEndUntil)
	}
	if d.format == notifier.Converso {
		fields = append(fields, fieldEndHeader)
	}
	if d.format == notifier.Template {
		fields = append(fields, fieldEndTemplate)
	}
	return append(fields, fieldEndEvents, fieldEndBase, fieldEndHeaders)
}

// generates reports whether the program can generate the secret. Otherwise it is a
// key that the service gives.
func (d draft) generates() bool {
	switch d.format {
	case notifier.AudioSpliter, notifier.Standard, notifier.GitHub, notifier.Template, notifier.Converso:
		return true
	}
	return false
}

// setFormat changes the format. The events change to its default ones if they are
// those of the format before.
func (d *draft) setFormat(f notifier.Format) {
	if slices.Equal(d.chosenEvents(), inOrder(d.format.DefaultEvents())) {
		d.events = map[engine.Kind]bool{}
		for _, k := range f.DefaultEvents() {
			d.events[k] = true
		}
	}
	d.format = f
	switch _, must := f.TakesSecret(); {
	case !d.generates() && strings.HasPrefix(d.text[fieldEndSecret], "whsec_"):
		d.text[fieldEndSecret] = "" // it was generated here, not by the service
	case must && d.generates() && d.text[fieldEndSecret] == "":
		d.text[fieldEndSecret] = notifier.NewSecret()
	}
	if f == notifier.Template && d.text[fieldEndTemplate] == "" {
		d.text[fieldEndTemplate] = firstTemplate
	}
	if f == notifier.Converso && d.text[fieldEndHeader] == "" {
		d.text[fieldEndHeader] = notifier.Endpoint{Format: f}.WithDefaults().Header
	}
}

// firstTemplate is the template of a new endpoint: it is short, and shows how to
// write values.
const firstTemplate = `{
  "event": {{json .event}},
  "file": {{json .data.sourceFileName}},
  "status": {{json .data.status}}
}`

// rotate generates a new secret. Where the format can use two, the old one stays
// valid for a while.
func (d *draft) rotate(now time.Time) {
	if old := d.was.Secret; d.format == notifier.Standard && old != "" && d.was.ID != "" {
		d.previous = old
		d.text[fieldEndUntil] = now.Add(rotation).Local().Format(time.DateOnly)
	}
	d.text[fieldEndSecret] = notifier.NewSecret()
}

// chosenEvents returns the chosen events, in order.
func (d draft) chosenEvents() []engine.Kind {
	var kinds []engine.Kind
	for _, k := range notifier.Kinds {
		if d.events[k] {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// inOrder returns kinds in the order of notifier.Kinds.
func inOrder(kinds []engine.Kind) []engine.Kind {
	return slices.DeleteFunc(slices.Clone(notifier.Kinds), func(k engine.Kind) bool { return !slices.Contains(kinds, k) })
}

// endpoint reads the draft. The map has a sentence for each field that is wrong.
func (d draft) endpoint() (notifier.Endpoint, map[field]string) {
	e, wrong := d.was, map[field]string{}
	at := func(name field) string {
		if !slices.Contains(d.fields(), name) {
			return ""
		}
		return strings.TrimSpace(d.text[name])
	}
	e.Format, e.Events = d.format, d.chosenEvents()
	e.Local, e.NamesOnly, e.Always, e.Active = d.local, d.namesOnly, d.always, d.active
	e.Name, e.URL, e.To, e.Secret = at(fieldEndName), at(fieldEndURL), at(fieldEndTo), at(fieldEndSecret)
	e.Header, e.BaseURL, e.Template = at(fieldEndHeader), at(fieldEndBase), at(fieldEndTemplate)
	if e.Name == "" {
		wrong[fieldEndName] = tr("Give it a name, such as the place where the messages arrive.")
	}
	if e.URL == "" {
		wrong[fieldEndURL] = tr("Write the address that the messages go to.")
	}
	if len(e.Events) == 0 {
		wrong[fieldEndEvents] = tr("Choose at least one event.")
	}
	e.Previous, e.PreviousUntil = "", time.Time{}
	if until := at(fieldEndUntil); until != "" {
		end, err := time.ParseInLocation(time.DateOnly, until, time.Local)
		if err != nil {
			wrong[fieldEndUntil] = tr("Write a date, such as 2026-12-31.")
		}
		e.Previous, e.PreviousUntil = d.previous, end.AddDate(0, 0, 1) // that day included
	}
	headers, err := d.headers(at(fieldEndHeaders))
	if err != nil {
		wrong[fieldEndHeaders] = err.Error()
	}
	e.Headers = headers
	if len(wrong) == 0 {
		if err := e.Validate(); err != nil {
			wrong[cmp.Or(fieldAtFault(err), fieldEndName)] = sentence(err)
		}
	}
	return e, wrong
}

// headers reads lines of a name and a value. A masked value stays as it was.
func (d draft) headers(text string) (map[string]string, error) {
	headers := map[string]string{}
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || name == "" {
			return nil, errors.New(tr("Write a name, a colon and a value in each line."))
		}
		if value == masked {
			value = d.was.Headers[name]
		}
		headers[name] = value
	}
	if len(headers) == 0 {
		return nil, nil
	}
	return headers, nil
}

// fieldAtFault returns the field that an error of the notifier is about, or "".
func fieldAtFault(err error) field {
	if f := fault.Of(err); f != nil && f.Field != "" {
		return field("endpoint." + f.Field)
	}
	return ""
}
