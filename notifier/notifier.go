// Package notifier tells other programs and people what happened to jobs: it
// turns the engine's events into signed HTTP requests and chat messages, keeps
// them until they have arrived, and tries again where one fails.
//
// It is optional: with no endpoint that wants an event nothing is stored and
// nothing is sent. Nothing here speaks to a person; presets and settings are
// for whoever makes the Notifier to read.
package notifier

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/notifier/outbox"
	"audiospliter/notifier/secrets"
)

// Options are what a Notifier is made from.
type Options struct {
	Config   string           // the folder of the endpoints
	Data     string           // the folder of the outbox
	Keychain secrets.Keychain // nil keeps secrets in a file of the folder Config

	// Attempted is called after each attempt, on a goroutine of the notifier,
	// with the delivery as it then is, without its body. It may be nil.
	Attempted func(Delivery)

	// Told is called with what people should know: an endpoint was switched
	// off, the outbox cannot be used. It may be called from any goroutine, and
	// may be nil.
	Told func(Notice)
}

// A Notice is something people should know.
type Notice struct {
	Endpoint string // its name; "" if it is about none
	Err      error  // a *fault.Error: what happened, and what to do about it
}

// A Notifier delivers events to endpoints. It touches no file before it has
// something to do with it. Its methods may be called from any goroutine; they
// wait for the disk, those of Endpoints for the keychain too.
type Notifier struct {
	Endpoints *Endpoints

	options Options
	path    string // of the outbox
	now     func() time.Time

	lease     time.Duration
	poll      time.Duration
	transport http.RoundTripper // in tests: in place of each sender's own

	order sync.Mutex // held while an event is recorded

	mu      sync.Mutex
	box     *outbox.Outbox // nil until it is needed
	reached map[string]int // by job that runs: the last milestone it passed, over once its end is recorded
	sending *dispatcher    // nil until Start
	closed  bool

	subscribers broadcast
}

// New returns a notifier that records events and sends nothing until Start.
func New(o Options) *Notifier {
	return &Notifier{
		Endpoints: newEndpoints(o.Config, o.Keychain),
		options:   o,
		path:      filepath.Join(o.Data, "outbox.db"),
		now:       time.Now,
		lease:     defaultLease,
		poll:      defaultPoll,
		reached:   map[string]int{},
	}
}

// over is what a job has reached that has ended.
const over = 100

// Record keeps what the event has to tell, and returns when it is on the disk.
// It is meant for engine.Options.Record: an event that is told again makes no
// second delivery.
func (n *Notifier) Record(e engine.Event) {
	n.order.Lock()
	defer n.order.Unlock()
	if e.Kind == engine.JobCompleted || e.Kind == engine.JobFailed {
		n.reach(e.Job.ID, over)
	}
	n.keep(e)
}

// Handle keeps what the events have to tell that Record does not get: progress,
// states and single segments. It is a handler for Engine.Subscribe. Subscribers
// hear of things later than Record: how a job was on its way to an end that is
// recorded is old, and not told any more.
func (n *Notifier) Handle(e engine.Event) {
	n.order.Lock()
	defer n.order.Unlock()
	switch e.Kind {
	case engine.JobCompleted, engine.JobFailed:
		n.mu.Lock()
		delete(n.reached, e.Job.ID)
		n.mu.Unlock()
	case engine.JobProgress:
		// The highest of 25, 50 and 75 percent, if that is news.
		milestone := min(int(e.Job.Progress*4), 3) * 25
		if n.reach(e.Job.ID, milestone) < milestone {
			e.Job.Progress = float64(milestone) / 100
			n.keep(e)
		}
	case engine.SegmentWritten, engine.StateChanged:
		if n.reach(e.Job.ID, 0) < over {
			n.keep(e)
		}
	}
}

// reach returns what the job had reached before, and notes what it has now.
func (n *Notifier) reach(id string, now int) (before int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	before = n.reached[id]
	if now > before {
		n.reached[id] = now
	}
	return before
}

// keep is record, and tells what went wrong. The mutex order is held.
func (n *Notifier) keep(e engine.Event) {
	if err := n.record(e); err != nil {
		n.tell(Notice{Err: err})
	}
}

func (n *Notifier) record(e engine.Event) error {
	named, err := n.named(e)
	if err != nil {
		return err
	}
	now := n.now()
	var all []Delivery
	for _, to := range named {
		if to.Active && to.Wants(e.Kind) {
			all = append(all, deliveries(e, to, now)...)
		}
	}
	if len(all) > 0 {
		box, err := n.outbox(true)
		if err != nil {
			return err
		}
		if _, err := box.Add(all...); err != nil {
			return err
		}
		n.changed()
	}
	if e.Kind != engine.BatchCompleted {
		return nil
	}
	// Now, and not before, nothing is lost if an endpoint is forgotten.
	for _, to := range named {
		if to.AdHoc {
			if err := n.Endpoints.end(to.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// named returns the endpoints that are told of the jobs of an event.
func (n *Notifier) named(e engine.Event) ([]Endpoint, error) {
	named := e.Job.Notify
	for _, j := range e.Batch.Jobs {
		named = append(named[:len(named):len(named)], j.Notify...)
	}
	all, err := n.Endpoints.all()
	return slices.DeleteFunc(all, func(to Endpoint) bool {
		return !to.Always && !slices.ContainsFunc(named, func(name string) bool {
			return name == to.ID || !to.AdHoc && strings.EqualFold(name, to.Name)
		})
	}), err
}

// deliveries returns what the endpoint is to get of the event. Where its
// format can make nothing of it, that is recorded as a failure.
func deliveries(e engine.Event, to Endpoint, now time.Time) []Delivery {
	d := Delivery{
		Endpoint: to.ID, Name: to.Name, Subject: e.Job.ID, Title: message.Literal(filepath.Base(e.Job.Path)), Event: string(e.Kind),
		State: outbox.Pending, Created: now, Due: now,
	}
	if e.Kind == engine.BatchCompleted {
		d.Subject, d.Title = e.Batch.ID, message.Count(len(e.Batch.Jobs), "%d file", "%d files")
		if len(e.Batch.Jobs) == 1 {
			d.Title = message.Literal(filepath.Base(e.Batch.Jobs[0].Path))
		}
	}
	messages, err := forms[to.Format].messages(e, to)
	if err != nil {
		d.ID, d.State, d.Reason = deliveryID(key(e, ""), to), outbox.Failed, fault.Of(err).Message
		return []Delivery{d}
	}
	all := make([]Delivery, len(messages))
	for i, m := range messages {
		all[i] = d
		all[i].ID = deliveryID(key(e, m.Part), to)
		all[i].Method, all[i].Path, all[i].ContentType, all[i].Body = m.Method, m.Path, m.ContentType, m.Body
	}
	return all
}

// key tells a message apart from all others, and is the same when its event is
// told again.
func key(e engine.Event, part string) string {
	switch {
	case part != "":
		return fmt.Sprintf("%s/%d/%s", e.Job.ID, e.Job.Attempt, part)
	case e.Key != "":
		return e.Key
	}
	return fmt.Sprintf("%s/%d/%s/%g", e.Job.ID, e.Job.Attempt, e.Kind, e.Job.Progress)
}

func deliveryID(key string, to Endpoint) string {
	sum := sha256.Sum256([]byte(key + "\n" + to.ID))
	return "dlv_" + hex.EncodeToString(sum[:16])
}

// outbox returns the outbox, opened when it is first needed. Without create it
// is nil if there is no file.
func (n *Notifier) outbox(create bool) (*outbox.Outbox, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case n.box != nil:
		return n.box, nil
	case n.closed:
		return nil, fault.New(fault.Canceled, "The program is ending.")
	}
	if !create {
		if _, err := os.Stat(n.path); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	}
	box, aside, err := outbox.Open(n.path)
	if aside != "" {
		n.tell(Notice{Err: fault.New(fault.IOFailed, "The outbox was damaged: a fresh one is begun, and what was still to be sent is not sent. The old one is %s.", aside)})
	}
	n.box = box
	return box, err
}

func (n *Notifier) tell(notice Notice) {
	if n.options.Told != nil {
		n.options.Told(notice)
	}
}

// Close ends sending: attempts under way are waited for until ctx ends, then
// broken off. What has not arrived stays in the outbox.
func (n *Notifier) Close(ctx context.Context) {
	n.mu.Lock()
	sending := n.sending
	n.sending = nil
	n.mu.Unlock()
	if sending != nil {
		sending.close(ctx)
		n.forgetAdHoc()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	if n.box != nil {
		_ = n.box.Close() // its last writes were checked
		n.box = nil
	}
}
