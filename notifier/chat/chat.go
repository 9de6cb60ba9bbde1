package chat

import "audiospliter/engine"

// A Request is what a service is sent: the body, in JSON, of a request to the
// endpoint's URL.
type Request struct {
	Method string // "" for POST
	Path   string // appended to the URL, escaped; {id} stands for the delivery's id
	Body   []byte
}

// A Service is one way to write a message.
type Service func(n note, o Options) Request

// The services.
var (
	Slack      Service = slack
	Discord    Service = discord
	Teams      Service = teams
	Mattermost Service = mattermost
	GoogleChat Service = googleChat
	Ntfy       Service = ntfy
	Matrix     Service = matrix
	Telegram   Service = telegram
)

// Write returns the message about the event, and whether there is one.
func (s Service) Write(e engine.Event, o Options) (Request, bool) {
	n, ok := newNote(e, o)
	if !ok {
		return Request{}, false
	}
	return s(n, o), true
}
