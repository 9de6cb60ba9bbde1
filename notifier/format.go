package notifier

import (
	"net/http"
	"time"

	"audiospliter/engine"
)

// A Message is what a format makes of an event when it happens. It is stored,
// and every attempt to deliver it sends the same bytes.
type Message struct {
	Part        string // tells the messages that one event makes apart; "" where it makes one
	Method      string // "" for POST
	Path        string // appended to the endpoint's URL, escaped, with a ?query if need be; {id} becomes the delivery's id
	ContentType string // "" for application/json
	Body        []byte // at most engine.MaxBody
}

// A form is what a format does. Forms keep nothing between calls; their
// methods may be called from any goroutine.
type form interface {
	// messages returns what the endpoint is to get of the event, in order;
	// none if the format has no words for it. Whether the endpoint wants the
	// event is judged before.
	messages(e engine.Event, to Endpoint) ([]Message, error)

	// sign sets the headers of one attempt, made now, beside Content-Type and
	// User-Agent: signatures, keys, names of events.
	sign(h http.Header, d Delivery, to Endpoint, now time.Time) error
}

// Chat services are the package chat, which imports nothing of this one. Its
// one entry is
//
//	chat.Make(s chat.Service, e engine.Event, o chat.Options) (chat.Message, bool)
//
// a pure function: false where a service has no message for the kind of event.
// chat.Message has the fields Method, Path, ContentType and Body above.
// chat.Options has To (ntfy's topic, Matrix's room, Telegram's chat; "" for
// the rest) and Folder (whether the message may name the output folder).
// chat.Services lists the services: slack, discord, teams, mattermost,
// google-chat, ntfy, matrix, telegram. A secret of a chat endpoint is sent as
// "Authorization: Bearer" (ntfy, Matrix); the URLs of the others are secrets
// themselves: for Telegram https://api.telegram.org/bot<token>, with the Path
// /sendMessage; for Matrix the server, with the Path of section 4.
