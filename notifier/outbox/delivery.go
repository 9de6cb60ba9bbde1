package outbox

import (
	"time"

	"audiospliter/engine/message"
)

// A State is where a delivery is in its life.
type State string

// The states. The last two are final.
const (
	Pending   State = "pending"   // to be tried, now or later
	Delivered State = "delivered" // the receiver answered 2xx
	Failed    State = "failed"    // given up
)

// States are all states, for messages and completion.
var States = []State{Pending, Delivered, Failed}

// A Delivery is one message on its way to one endpoint. What is sent never
// changes; the rest says how far it has come.
type Delivery struct {
	ID       string       // the same in all attempts
	Endpoint string       // the endpoint's id
	Name     string       // of the endpoint, as it was called then
	Subject  string       // the id of the job or the batch: deliveries of one subject go out in order
	Title    message.Text // what it is about, for people: the file's name
	Event    string

	Method      string
	Path        string
	ContentType string
	Body        []byte // left out by List

	State    State
	Created  time.Time
	Due      time.Time    // of the next attempt, while pending
	Attempts int          // made so far
	Last     Attempt      // the last of them; zero before
	Reason   message.Text // why it was given up before its time; empty otherwise
	Again    string       // the id under which Resend added it once more, or ""
}

// An Attempt is one try of a delivery.
type Attempt struct {
	Number   int // from 1
	At       time.Time
	Duration time.Duration
	Status   int          // 0 if there was no answer
	Answer   string       // its first 1 KiB
	Error    message.Text // empty for success
}

// A Filter chooses deliveries; its zero value chooses all.
type Filter struct {
	ID       string // whole, or how it begins
	Endpoint string // the endpoint's id, or its name
	Subject  string // the id of a job or of a batch
	Event    string
	State    State
	Since    time.Time // created then or later
	Tried    time.Time // created or last tried then or later
	Limit    int       // at most so many, the newest; 0 for 1000
}
