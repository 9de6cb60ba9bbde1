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

// masked stands for a value that is kept and not shown.
const masked = "••••••"

// rotation is for how long an old secret is used beside a new one.
const rotation = 7 * day

// A draft is an endpoint as it is typed. It knows no widget.
type draft struct {
	was      notifier.Endpoint // what it was made from, with its secrets
	format   notifier.Format
	text     map[field]string
	previous string // the secret before
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

// fields are those that the format asks for, in order.
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

// generates reports whether the secret is one that the program can make up: it
// signs, and is no key that a service has given.
func (d draft) generates() bool {
	switch d.format {
	case notifier.AudioSpliter, notifier.Standard, notifier.GitHub, notifier.Template, notifier.Converso:
		return true
	}
	return false
}

// setFormat changes the format, and the events with it as long as they are
// those that the format before has by itself.
func (d *draft) setFormat(f notifier.Format) {
	if slices.Equal(d.wanted(), ordered(d.format.DefaultEvents())) {
		d.events = map[engine.Kind]bool{}
		for _, k := range f.DefaultEvents() {
			d.events[k] = true
		}
	}
	d.format = f
	switch _, must := f.TakesSecret(); {
	case !d.generates() && strings.HasPrefix(d.text[fieldEndSecret], "whsec_"):
		d.text[fieldEndSecret] = "" // no service has given that
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

// firstTemplate is what a template begins with: it is shorter than the native
// body, and shows how to write values.
const firstTemplate = `{
  "event": {{json .event}},
  "file": {{json .data.sourceFileName}},
  "status": {{json .data.status}}
}`

// rotate makes a new secret. Where the format can use two for a while, the one
// before is used beside it.
func (d *draft) rotate(now time.Time) {
	if old := d.was.Secret; d.format == notifier.Standard && old != "" && d.was.ID != "" {
		d.previous = old
		d.text[fieldEndUntil] = now.Add(rotation).Local().Format(time.DateOnly)
	}
	d.text[fieldEndSecret] = notifier.NewSecret()
}

// wanted are the events that are chosen.
func (d draft) wanted() []engine.Kind {
	var kinds []engine.Kind
	for _, k := range notifier.Kinds {
		if d.events[k] {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// ordered returns kinds in the order they are offered in.
func ordered(kinds []engine.Kind) []engine.Kind {
	return slices.DeleteFunc(slices.Clone(notifier.Kinds), func(k engine.Kind) bool { return !slices.Contains(kinds, k) })
}

// endpoint reads the draft. What is wrong is in the map, a sentence a field.
func (d draft) endpoint() (notifier.Endpoint, map[field]string) {
	e, wrong := d.was, map[field]string{}
	at := func(name field) string {
		if !slices.Contains(d.fields(), name) {
			return ""
		}
		return strings.TrimSpace(d.text[name])
	}
	e.Format, e.Events = d.format, d.wanted()
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

// headers reads lines of a name and a value; a value that is not shown is what
// it was.
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

// fieldAtFault returns the field that an error of the notifier is about; "" if
// it is about none.
func fieldAtFault(err error) field {
	if f := fault.Of(err); f != nil && f.Field != "" {
		return field("endpoint." + f.Field)
	}
	return ""
}
