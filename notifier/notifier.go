// Package notifier sends the engine's events to other programs and to people:
// it turns them into signed HTTP requests and chat messages, stores these as
// deliveries, and retries those that fail.
//
// It is optional: with no endpoint that wants an event nothing is stored and
// nothing is sent. It reads no presets and no settings.
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
	"audiospliter/engine/sqlfile"
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

	// Notice is called with what people should know: an endpoint was switched
	// off, the outbox cannot be used. It may be called from any goroutine, and
	// may be nil.
	Notice func(Notice)
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

	recording chan struct{} // holds one: the event that is recorded now

	opening sync.Mutex     // of the outbox; it guards box and closed alone
	box     *outbox.Outbox // nil until it is needed
	closed  bool

	mu       sync.Mutex     // never held while a file is used
	progress map[string]int // by job that runs: the last milestone it passed in percent, ended once its end is recorded
	sending  *dispatcher    // nil until Start

	subscribers sync.Map // func(), by a key of each
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
		progress:  map[string]int{},
		recording: make(chan struct{}, 1),
	}
}

// ended is the progress of a job that has ended, in percent.
const ended = 100

// Record stores the deliveries of an event, and returns when they are on the
// disk. It is meant for engine.Options.Record: an event that is recorded again
// makes no second delivery.
func (n *Notifier) Record(e engine.Event) {
	defer n.inTurn()()
	if e.Kind == engine.JobCompleted || e.Kind == engine.JobFailed {
		n.advance(e.Job.ID, ended)
	}
	n.store(e)
}

// Handle stores the deliveries of events that Record does not get: progress,
// states and single segments. It is a handler for Engine.Subscribe. Subscribers
// get events later than Record: how a job was on its way to an end that is
// recorded is old, and not sent.
func (n *Notifier) Handle(e engine.Event) {
	defer n.inTurn()()
	switch e.Kind {
	case engine.JobCompleted, engine.JobFailed:
		n.mu.Lock()
		delete(n.progress, e.Job.ID)
		n.mu.Unlock()
	case engine.JobProgress:
		// The highest of 25, 50 and 75 percent, if that is news.
		milestone := min(int(e.Job.Progress*4), 3) * 25
		if n.advance(e.Job.ID, milestone) < milestone {
			e.Job.Progress = float64(milestone) / 100
			n.store(e)
		}
	case engine.SegmentWritten, engine.StateChanged:
		if n.advance(e.Job.ID, 0) < ended {
			n.store(e)
		}
	}
}

// inTurn waits until the events before are recorded. The function that it returns
// lets the next one be.
func (n *Notifier) inTurn() (done func()) {
	n.recording <- struct{}{} // which lets in who came first
	return func() { <-n.recording }
}

// advance returns the progress of the job before, and notes what it is now.
func (n *Notifier) advance(id string, percent int) (before int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	before = n.progress[id]
	if percent > before {
		n.progress[id] = percent
	}
	return before
}

// storeFor is how long an event that cannot be stored for now is tried again.
const storeFor = time.Minute

// store is record, with a notice of what went wrong.
func (n *Notifier) store(e engine.Event) {
	ctx, cancel := context.WithTimeout(context.Background(), storeFor)
	defer cancel()
	_ = n.persist(ctx, func() error { return n.record(e) }) // it has given notice
}

// persist calls write, again while the disk is full or another program holds the
// outbox, until ctx ends. It gives notice when write fails, and when it gives up.
func (n *Notifier) persist(ctx context.Context, write func() error) error {
	err := write()
	if err != nil {
		n.notice(Notice{Err: err})
	}
	for wait := time.Second; fault.CodeOf(err) == fault.DiskFull || sqlfile.Busy(err); wait = min(2*wait, time.Minute) {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			n.notice(Notice{Err: err})
			return err
		}
		err = write()
	}
	return err
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
		if to.AdHoc || len(to.Jobs) > 0 {
			if err := n.Endpoints.end(to.ID, e.Batch.Jobs); err != nil {
				return err
			}
		}
	}
	return nil
}

// named returns the endpoints that the jobs of an event notify.
func (n *Notifier) named(e engine.Event) ([]Endpoint, error) {
	jobs := append([]engine.Job{e.Job}, e.Batch.Jobs...)
	all, err := n.Endpoints.all()
	return slices.DeleteFunc(all, func(to Endpoint) bool {
		return !to.Always && !slices.ContainsFunc(jobs, to.isNamedBy)
	}), err
}

// isNamedBy reports whether the job notifies the endpoint.
func (e Endpoint) isNamedBy(j engine.Job) bool {
	return slices.Contains(e.Jobs, j.ID) || slices.ContainsFunc(j.Notify, func(name string) bool {
		return name == e.ID || !e.AdHoc && strings.EqualFold(name, e.Name)
	})
}

// deliveries returns those of the event to the endpoint. A message that its format
// cannot write is a failed delivery.
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
	messages, err := specs[to.Format].messages(e, to)
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

// key identifies a message. It is the same when its event is recorded again.
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
	box, aside, err := n.opened(create)
	if aside != "" {
		n.notice(Notice{Err: fault.New(fault.IOFailed, "The outbox was damaged: a fresh one is begun, and what was still to be sent is not sent. The old one is %s.", aside)})
	}
	return box, err
}

func (n *Notifier) opened(create bool) (box *outbox.Outbox, aside string, err error) {
	n.opening.Lock()
	defer n.opening.Unlock()
	if n.closed {
		return nil, "", fault.New(fault.Canceled, "The program is ending.")
	}
	if _, err := os.Stat(n.path); n.box != nil || !create && errors.Is(err, fs.ErrNotExist) {
		return n.box, "", nil
	}
	n.box, aside, err = outbox.Open(n.path)
	return n.box, aside, err
}

func (n *Notifier) notice(notice Notice) {
	if n.options.Notice != nil {
		n.options.Notice(notice)
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
	n.opening.Lock()
	box := n.box
	n.closed, n.box = true, nil
	n.opening.Unlock()
	if box != nil {
		_ = box.Close() // its last writes were checked
	}
}
