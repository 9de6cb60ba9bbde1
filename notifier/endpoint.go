package notifier

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// An Endpoint is a URL that is notified, with how and of what. As JSON it has no
// secrets.
type Endpoint struct {
	ID       string        `json:"id"` // ep_ and 16 hexadecimal digits; the store gives it
	Name     string        `json:"name"`
	Format   Format        `json:"format"`
	ShownURL string        `json:"place"`           // the URL as it may be shown; the store sets it
	To       string        `json:"to,omitzero"`     // of chat services: ntfy's topic, Matrix's room, Telegram's chat
	Header   string        `json:"header,omitzero"` // of Converso: the header that carries the secret
	Events   []engine.Kind `json:"events"`
	Active   bool          `json:"active"`       // nothing is sent to it otherwise
	Off      string        `json:"off,omitzero"` // why the program switched it off, in English
	Always   bool          `json:"always"`       // it is notified of every job; otherwise of those that name it

	OffText message.Text `json:"offText,omitempty"` // Off in formats and arguments

	Local     bool   `json:"local,omitzero"`     // loopback and private addresses are allowed, and http:// to them
	NamesOnly bool   `json:"namesOnly,omitzero"` // no folder of this machine is sent
	BaseURL   string `json:"baseUrl,omitzero"`   // where the output folder can be fetched from; "" for file: links
	Template  string `json:"template,omitzero"`  // of the format Template: a text/template that gives JSON

	// Jobs are the ids of jobs that notify it beside those that name it: it was
	// added to them when they were waiting.
	Jobs []string `json:"jobs,omitempty"`

	// AdHoc says that it was made for one command: it is not for people to see,
	// and forgotten when its deliveries are over.
	AdHoc    bool      `json:"adHoc,omitzero"`
	Over     bool      `json:"over,omitzero"` // all jobs it was made for are
	Added    time.Time `json:"added"`
	Revision int       `json:"revision"` // grows with each change; the store's

	// What follows is secret: it is in no error and no log.

	URL           string            `json:"-"`
	Secret        string            `json:"-"` // signs every body, or is the key or the token that the format sends
	Headers       map[string]string `json:"-"` // sent beside the format's own
	Previous      string            `json:"-"` // the secret before, which Standard Webhooks uses beside the new one
	PreviousUntil time.Time         `json:"-"` // until then
}

// maxName bounds an endpoint's name, in characters.
const maxName = 80

// Wants reports whether the endpoint gets events of this kind.
func (e Endpoint) Wants(k engine.Kind) bool { return slices.Contains(e.Events, k) }

// shownURL returns the URL as it may be shown: where it is a secret itself, or
// may hold one, only its host.
func (e Endpoint) shownURL() string {
	u, err := url.Parse(e.URL)
	if err != nil {
		return ""
	}
	if e.Format.SecretURL() || u.RawQuery != "" {
		return u.Scheme + "://" + u.Host + "/..."
	}
	return e.URL
}

// WithDefaults returns the endpoint with what a format sets where the user
// said nothing, without the spaces that were pasted around it, and with host
// names as DNS knows them.
func (e Endpoint) WithDefaults() Endpoint {
	e.URL, e.BaseURL, e.To = asciiHost(strings.TrimSpace(e.URL)), asciiHost(strings.TrimSpace(e.BaseURL)), strings.TrimSpace(e.To)
	e.Format = cmp.Or(e.Format, AudioSpliter)
	if e.Format == Telegram {
		e.URL = strings.TrimSuffix(e.URL, "/sendMessage")
	}
	if len(e.Events) == 0 {
		e.Events = e.Format.DefaultEvents()
	}
	if e.Format == Converso && e.Header == "" {
		e.Header = headerConverso
	}
	return e
}

// Validate returns an INVALID_PARAMS or a PERMISSION_DENIED error if nothing
// could ever be delivered to the endpoint. Its Field is name, format, url, to,
// secret, header, headers, events, baseUrl or template. No error repeats the
// secret or the path of the URL.
func (e Endpoint) Validate() error {
	f, ok := specs[e.Format]
	if !ok {
		return fault.New(fault.InvalidParams, "There is no webhook format %q: there are %s.", e.Format, fault.List(Formats)).In("format")
	}
	if _, err := checkURL(e.URL, e.Local); err != nil {
		return err
	}
	if e.BaseURL != "" {
		if u, err := url.Parse(e.BaseURL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			return fault.New(fault.InvalidParams, "The base URL of links must begin with https:// or http://.").In("baseUrl")
		}
	}
	switch {
	case e.Secret == "" && f.secret == needed && f.to != "":
		return fault.New(fault.InvalidParams, "%s needs an access token as its secret.", f.title).In("secret")
	case e.Secret == "" && f.secret == needed:
		return fault.New(fault.InvalidParams, "A webhook needs a secret to be signed with.").In("secret")
	case e.To == "" && f.to != "":
		return fault.New(fault.InvalidParams, "%s needs the %s to send to.", f.title, f.to).In("to")
	case e.Format == Matrix && strings.HasPrefix(e.To, "#"):
		return fault.New(fault.InvalidParams, "Matrix needs the id of the room, which begins with !, not its alias.").In("to")
	case e.Template == "" && e.Format == Template:
		return fault.New(fault.InvalidParams, "This format needs a template.").In("template")
	}
	for _, k := range e.Events {
		if !slices.Contains(Kinds, k) {
			return fault.New(fault.InvalidParams, "There is no event %q: there are %s.", k, fault.List(Kinds)).In("events")
		}
	}
	if u, err := url.Parse(e.URL); err == nil && e.Format == Ntfy && strings.Trim(u.Path, "/") != "" {
		return fault.New(fault.InvalidParams, "The URL of ntfy is that of its server: leave the topic out of it.").In("url")
	}
	if err := e.checkHeaders(); err != nil {
		return err
	}
	if e.Format == Standard {
		for _, secret := range []string{e.Secret, cmp.Or(e.Previous, e.Secret)} {
			if _, err := standardKey(secret); err != nil {
				return err
			}
		}
	}
	if e.Format == Template {
		return checkTemplate(e)
	}
	return nil
}

// ownHeaders are those that the program sets itself.
var ownHeaders = []string{
	"Host", "Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "Trailer", "Te", "User-Agent",
	headerSignature, headerEvent, headerDelivery, headerID, headerTimestamp, headerStandard, headerGitHub,
}

func (e Endpoint) checkHeaders() error {
	names := slices.Collect(maps.Keys(e.Headers))
	if e.Header != "" {
		names = append(names, e.Header)
	}
	for _, name := range names {
		field := "headers"
		if _, extra := e.Headers[name]; !extra {
			field = "header"
		}
		isOwn := slices.ContainsFunc(ownHeaders, func(o string) bool { return strings.EqualFold(o, name) })
		if !httpguts.ValidHeaderFieldName(name) || isOwn {
			return fault.New(fault.InvalidParams, "%q cannot be the name of an extra header.", name).In(field)
		}
		if !httpguts.ValidHeaderFieldValue(e.Headers[name]) {
			return fault.New(fault.InvalidParams, "The value of the header %q has characters that no header can have.", name).In(field)
		}
	}
	// A secret that is sent as it is has to fit into a header.
	if !httpguts.ValidHeaderFieldValue(e.Secret) {
		return fault.New(fault.InvalidParams, "The secret has line breaks or control characters.").In("secret")
	}
	return nil
}

func checkName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return fault.New(fault.InvalidParams, "An endpoint needs a name.").In("name")
	case utf8.RuneCountInString(name) > maxName:
		return fault.New(fault.InvalidParams, "The name of an endpoint has at most %d characters.", maxName).In("name")
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fault.New(fault.InvalidParams, "The name of an endpoint has no line breaks or control characters.").In("name")
	}
	return nil
}
