package notifier

import (
	"net/http"
	"time"

	"audiospliter/engine"
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
	Converso     Format = "converso"     // JSON, one event per file
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
	Part        string // distinguishes the messages of one attempt at a job; "" for the only one of an event
	Method      string // "" for POST
	Path        string // appended to the endpoint's URL, escaped, with a ?query if need be; {id} becomes the delivery's id
	ContentType string // "" for application/json
	Body        []byte // at most wire.MaxBody
}

// A formatSpec is what a format does. It keeps nothing between calls; its
// functions may be called from any goroutine.
type formatSpec struct {
	title string // as people know it

	// messages returns what the endpoint is to get of the event, in order;
	// none if the format has no message for it. Whether the endpoint wants the
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

var (
	usualEvents = []engine.Kind{engine.JobCompleted, engine.JobFailed, engine.BatchCompleted}
	jobEvents   = []engine.Kind{engine.JobCompleted, engine.JobFailed}
	titleEvents = []engine.Kind{engine.JobCompleted, engine.JobFailed, engine.SegmentWritten, engine.StateChanged}
)

// specs are those of all formats.
var specs map[Format]formatSpec

// Formats are the names of all formats, in the order they are offered in.
var Formats = []Format{
	AudioSpliter, Standard, GitHub, Template, Auphonic, Converso, Audiorista,
	Slack, Discord, Teams, Mattermost, GoogleChat, Ntfy, Matrix, Telegram,
}

func init() { // a map literal would refer to itself through Validate
	specs = map[Format]formatSpec{
		AudioSpliter: {title: "AudioSpliter", messages: native, sign: signNative, events: usualEvents, secret: needed},
		Standard:     {title: "Standard Webhooks", messages: native, sign: signBoth, events: usualEvents, secret: needed},
		GitHub:       {title: "GitHub", messages: native, sign: signGitHub, events: usualEvents, secret: needed},
		Template:     {title: "JSON template", messages: fromTemplate, sign: signNative, events: usualEvents, secret: optional},
		Auphonic:     {title: "Auphonic", messages: auphonic, again: asMultipart, events: jobEvents},
		Converso:     {title: "Converso", messages: converso, sign: keyConverso, events: jobEvents, secret: optional},
		Audiorista:   {title: "Audiorista", messages: audiorista, sign: keyAudiorista, events: titleEvents, secret: optional},

		// The gaps are what the services ask of those who write to one room.
		Slack:      {title: "Slack", messages: chatMessages(chat.Slack), events: usualEvents, secretURL: true, gap: time.Second},
		Discord:    {title: "Discord", messages: chatMessages(chat.Discord), events: usualEvents, secretURL: true, gap: 500 * time.Millisecond},
		Teams:      {title: "Microsoft Teams", messages: chatMessages(chat.Teams), events: usualEvents, secretURL: true, gap: 500 * time.Millisecond},
		Mattermost: {title: "Mattermost", messages: chatMessages(chat.Mattermost), events: usualEvents, secretURL: true},
		GoogleChat: {title: "Google Chat", messages: chatMessages(chat.GoogleChat), events: usualEvents, secretURL: true, gap: time.Second},
		Ntfy:       {title: "ntfy", messages: chatMessages(chat.Ntfy), sign: bearer, events: usualEvents, secret: optional, to: "topic"},
		Matrix:     {title: "Matrix", messages: chatMessages(chat.Matrix), sign: bearer, events: usualEvents, secret: needed, to: "room"},
		Telegram:   {title: "Telegram", messages: chatMessages(chat.Telegram), events: usualEvents, to: "chat", secretURL: true, gap: 3 * time.Second},
	}
}

// Title returns the format's name as people know it.
func (f Format) Title() string { return specs[f].title }

// SecretURL reports whether who knows the URL of an endpoint can write to it:
// it is then shown to nobody.
func (f Format) SecretURL() bool { return specs[f].secretURL }

// TakesSecret reports whether an endpoint of this format may have a secret,
// and whether it must have one.
func (f Format) TakesSecret() (may, must bool) {
	return specs[f].secret != without, specs[f].secret == needed
}

// Recipient returns what Endpoint.To is called, "" if the format has none.
func (f Format) Recipient() string { return specs[f].to }

// DefaultEvents returns the events that an endpoint of this format gets where
// its user chooses none.
func (f Format) DefaultEvents() []engine.Kind { return specs[f].events }

// Supports reports whether the format has a message for events of the kind.
func (f Format) Supports(k engine.Kind) bool {
	messages, err := specs[f].messages(Sample(k), Endpoint{Format: f})
	return err != nil || len(messages) > 0 // an error is the template's
}
