package notifier

import (
	"net/http"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/notifier/chat"
)

// A Format is what a receiver expects: a body, and how it is signed.
type Format string

// The formats.
const (
	AudioSpliter Format = "audiospliter" // the native body and headers
	Standard     Format = "standard"     // signed as Standard Webhooks, too
	GitHub       Format = "github"       // signed as GitHub does, too
	Template     Format = "template"     // JSON as the user's template says
	Auphonic     Format = "auphonic"     // form fields
	Converso     Format = "converso"     // JSON, one event a file
	Audiorista   Format = "audiorista"   // JSON, titles and assets

	Slack      Format = "slack"
	Discord    Format = "discord"
	Teams      Format = "teams" // Microsoft Teams, through a workflow
	Mattermost Format = "mattermost"
	GoogleChat Format = "googlechat"
	Ntfy       Format = "ntfy"
	Matrix     Format = "matrix"
	Telegram   Format = "telegram"
)

// Kinds are the events an endpoint can want.
var Kinds = []engine.Kind{
	engine.JobCompleted, engine.JobFailed, engine.BatchCompleted, engine.JobProgress, engine.SegmentWritten, engine.StateChanged,
}

// A Message is what a format makes of an event when it happens. It is stored,
// and every attempt to deliver it sends the same bytes.
type Message struct {
	Part        string // tells the messages of one attempt at a job apart; "" for the one of an event
	Method      string // "" for POST
	Path        string // appended to the endpoint's URL, escaped, with a ?query if need be; {id} becomes the delivery's id
	ContentType string // "" for application/json
	Body        []byte // at most engine.MaxBody
}

// A form is what a format does. Forms keep nothing between calls; their
// functions may be called from any goroutine.
type form struct {
	title string // as people know it

	// messages returns what the endpoint is to get of the event, in order;
	// none if the format has no words for it. Whether the endpoint wants the
	// event is judged before.
	messages func(e engine.Event, to Endpoint) ([]Message, error)

	// sign sets the headers of one attempt, made now, beside Content-Type and
	// User-Agent: signatures, keys, names of events. It may be nil.
	sign func(h http.Header, d Delivery, to Endpoint, now time.Time) error

	// again returns what is sent in the same attempt if the receiver has
	// refused the delivery with 4xx or 5xx. It may be nil.
	again func(d Delivery) Delivery

	events    []engine.Kind // those that an endpoint wants where its user says nothing
	secret    need
	to        string        // what Endpoint.To is, for people; "" if there is none
	secretURL bool          // who knows the URL can write to it
	gap       time.Duration // between two attempts; several run at once where it is 0
}

// A need is whether a format takes a secret.
type need int

const (
	without need = iota
	optional
	needed
)

func (f form) lacksSecret() *fault.Error {
	if f.to != "" {
		return fault.New(fault.InvalidParams, "%s needs an access token as its secret.", f.title)
	}
	return fault.New(fault.InvalidParams, "A webhook needs a secret to be signed with.")
}

var (
	usual   = []engine.Kind{engine.JobCompleted, engine.JobFailed, engine.BatchCompleted}
	ofAJob  = []engine.Kind{engine.JobCompleted, engine.JobFailed}
	ofTitle = []engine.Kind{engine.JobCompleted, engine.JobFailed, engine.SegmentWritten, engine.StateChanged}
)

// forms are all formats.
var forms map[Format]form

// Formats are the names of all formats, in the order they are offered in.
var Formats = []Format{
	AudioSpliter, Standard, GitHub, Template, Auphonic, Converso, Audiorista,
	Slack, Discord, Teams, Mattermost, GoogleChat, Ntfy, Matrix, Telegram,
}

func init() { // a map literal would refer to itself, through Validate
	forms = map[Format]form{
		AudioSpliter: {title: "AudioSpliter", messages: native, sign: signNative, events: usual, secret: needed},
		Standard:     {title: "Standard Webhooks", messages: native, sign: signBoth, events: usual, secret: needed},
		GitHub:       {title: "GitHub", messages: native, sign: signGitHub, events: usual, secret: needed},
		Template:     {title: "JSON template", messages: fromTemplate, sign: signNative, events: usual, secret: optional},
		Auphonic:     {title: "Auphonic", messages: auphonic, again: asMultipart, events: ofAJob},
		Converso:     {title: "Converso", messages: converso, sign: keyConverso, events: ofAJob, secret: optional},
		Audiorista:   {title: "Audiorista", messages: audiorista, sign: keyAudiorista, events: ofTitle, secret: optional},

		// The gaps are what the services ask of those who write to one room.
		Slack:      {title: "Slack", messages: say(chat.Slack), events: usual, secretURL: true, gap: time.Second},
		Discord:    {title: "Discord", messages: say(chat.Discord), events: usual, secretURL: true, gap: 500 * time.Millisecond},
		Teams:      {title: "Microsoft Teams", messages: say(chat.Teams), events: usual, secretURL: true, gap: 500 * time.Millisecond},
		Mattermost: {title: "Mattermost", messages: say(chat.Mattermost), events: usual, secretURL: true},
		GoogleChat: {title: "Google Chat", messages: say(chat.GoogleChat), events: usual, secretURL: true, gap: time.Second},
		Ntfy:       {title: "ntfy", messages: say(chat.Ntfy), sign: bearer, events: usual, secret: optional, to: "topic"},
		Matrix:     {title: "Matrix", messages: say(chat.Matrix), sign: bearer, events: usual, secret: needed, to: "room"},
		Telegram:   {title: "Telegram", messages: say(chat.Telegram), events: usual, to: "chat", secretURL: true, gap: 3 * time.Second},
	}
}

// Title returns the format's name as people know it.
func (f Format) Title() string { return forms[f].title }

// SecretURL reports whether who knows the URL of an endpoint can write to it:
// it is then shown to nobody.
func (f Format) SecretURL() bool { return forms[f].secretURL }

// TakesSecret reports whether an endpoint of this format may have a secret,
// and whether it must have one.
func (f Format) TakesSecret() (may, must bool) {
	return forms[f].secret != without, forms[f].secret == needed
}

// Recipient returns what Endpoint.To is called, "" if the format has none.
func (f Format) Recipient() string { return forms[f].to }

// DefaultEvents returns the events that an endpoint of this format is told of
// where its user chooses none.
func (f Format) DefaultEvents() []engine.Kind { return forms[f].events }

// Tells reports whether the format has words for events of the kind.
func (f Format) Tells(k engine.Kind) bool {
	messages, err := forms[f].messages(Sample(k), Endpoint{Format: f})
	return err != nil || len(messages) > 0 // an error is the template's
}
