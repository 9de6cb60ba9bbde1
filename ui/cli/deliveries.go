package cli

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/notifier"
	"audiospliter/notifier/outbox"
)

// flushTimeout bounds how long flush and resend wait for receivers.
const flushTimeout = 5 * time.Minute

func newNotifyLog(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "log [DELIVERY]",
		Short: "Show what was sent, and what is still to arrive",
		Long: `Show what was sent, and what is still to arrive, the newest first; of one
delivery, its attempts. Deliveries are kept for 90 days.`,
		Example: `  audiospliter notify log --failed --since 24h
  audiospliter notify log --endpoint hook --json
  audiospliter notify log --curl dlv_0123`,
		Args: cobra.MaximumNArgs(1),
	}
	var f notifier.Filter
	flags := cmd.Flags()
	flags.StringVar(&f.Endpoint, "endpoint", "", "only of the endpoint `NAME`")
	flags.StringVar(&f.Event, "event", "", "only this `EVENT`: "+fault.List(notifier.Kinds))
	flags.StringVar(&f.Subject, "job", "", "only of the job or batch with this `ID`")
	state := flags.String("state", "", "only these: "+fault.List(outbox.States))
	failed := flags.Bool("failed", false, "the same as --state failed")
	since := flags.String("since", "", "only since a date (2026-01-31) or for a `TIME` (36h, 7d)")
	flags.IntVar(&f.Limit, "limit", 100, "at most `N` (0 for all)")
	curl := flags.String("curl", "", "print the delivery `ID` as a curl command, with its secrets masked")
	complete(cmd, "state", outbox.States)
	complete(cmd, "event", notifier.Kinds)
	completeBy(cmd, "endpoint", g.endpointNames)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		n := g.newNotifier(nil)
		defer n.Close(cmd.Context())
		if *curl != "" || len(args) > 0 {
			d, err := find(n, cmp.Or(*curl, strings.Join(args, "")))
			if err != nil {
				return err
			}
			if *curl == "" {
				return g.printAttempts(n, d.ID)
			}
			command, err := n.Curl(d.ID)
			if err == nil {
				_, err = fmt.Fprintln(g.app.Stdout, command)
			}
			return err
		}
		f.State = notifier.State(*state)
		if *failed {
			f.State = outbox.Failed
		}
		var err error
		if f.Since, err = moment(*since, time.Now()); err != nil {
			return err
		}
		if f.Limit <= 0 {
			f.Limit = math.MaxInt32
		}
		list, err := matching(n, f)
		if err != nil {
			return err
		}
		return g.printDeliveries(list...)
	}
	return cmd
}

// matching returns the deliveries that the filter chooses, or an error where it
// names what does not exist.
func matching(n *notifier.Notifier, f notifier.Filter) ([]notifier.Delivery, error) {
	if f.State != "" && !slices.Contains(outbox.States, f.State) {
		return nil, fault.New(fault.InvalidParams, "There is no state %q: write %s.", f.State, fault.List(outbox.States))
	}
	if f.Event != "" && !slices.Contains(notifier.Kinds, engine.Kind(f.Event)) {
		return nil, fault.New(fault.InvalidParams, "There is no event %q: write %s.", f.Event, fault.List(notifier.Kinds))
	}
	list, err := n.Deliveries(f)
	if err == nil && len(list) == 0 && f.Endpoint != "" {
		_, err = n.Endpoints.Find(f.Endpoint)
	}
	return list, err
}

// find returns the delivery whose id is the text, or begins with it.
func find(n *notifier.Notifier, id string) (notifier.Delivery, error) {
	list, err := n.Deliveries(notifier.Filter{ID: id, Limit: 2})
	switch {
	case err != nil:
		return notifier.Delivery{}, err
	case id == "", len(list) == 0:
		return notifier.Delivery{}, fault.New(fault.FileNotFound, "There is no delivery %q: 'audiospliter notify log' names them.", id)
	case len(list) > 1:
		return notifier.Delivery{}, fault.New(fault.InvalidParams, "Several deliveries begin with %q: write more of the id.", id)
	}
	return list[0], nil
}

// wireDelivery is a delivery as --json prints it.
type wireDelivery struct {
	ID          string    `json:"id"`
	Endpoint    string    `json:"endpoint"`
	Event       string    `json:"event"`
	Subject     string    `json:"subject"` // the id of the job or the batch
	Title       string    `json:"title"`
	State       string    `json:"state"`
	Created     time.Time `json:"created"`
	Attempts    int       `json:"attempts"`
	Status      int       `json:"status,omitempty"`
	Answer      string    `json:"answer,omitempty"`
	Error       string    `json:"error,omitempty"`
	SentAgainAs string    `json:"sentAgainAs,omitempty"`
	LastAttempt time.Time `json:"lastAttempt,omitzero"`
	NextAttempt time.Time `json:"nextAttempt,omitzero"`
}

func wireOf(d notifier.Delivery) wireDelivery {
	w := wireDelivery{
		ID: d.ID, Endpoint: d.Name, Event: d.Event, Subject: d.Subject, Title: d.Title.String(), State: string(d.State), Created: d.Created.UTC(),
		Attempts: d.Attempts, Status: d.Last.Status, Answer: d.Last.Answer, Error: reasonOf(d), SentAgainAs: d.Again, LastAttempt: d.Last.At.UTC(),
	}
	if d.State == outbox.Pending {
		w.NextAttempt = d.Due.UTC()
	}
	return w
}

func (g *globals) printDeliveries(list ...notifier.Delivery) error {
	t := g.table()
	for _, d := range list {
		err := t.add(wireOf(d), d.Created.Local().Format(time.DateTime), d.ID, d.Name, d.Event, d.Title, outcome(d))
		if err != nil {
			return err
		}
	}
	return t.Flush()
}

// reasonOf says why a delivery has not arrived.
func reasonOf(d notifier.Delivery) string { return cmp.Or(d.Reason.String(), d.Last.Error.String()) }

// outcome says how far a delivery is, in a few words.
func outcome(d notifier.Delivery) string {
	words := []string{string(d.State)}
	if d.Last.Status > 0 {
		words = append(words, strconv.Itoa(d.Last.Status))
	}
	if d.Attempts > 1 || d.State == outbox.Failed {
		words = append(words, fmt.Sprintf("after %d attempts", d.Attempts))
	}
	if d.State == outbox.Pending && d.Attempts > 0 {
		words = append(words, "next at "+d.Due.Local().Format("2006-01-02 15:04"))
	}
	if d.Again != "" {
		words = append(words, "sent again")
	}
	text := strings.Join(words, ", ")
	if reason := reasonOf(d); reason != "" && d.State != outbox.Delivered {
		text += ": " + reason
	}
	return text
}

func (g *globals) printAttempts(n *notifier.Notifier, id string) error {
	attempts, err := n.Attempts(id)
	if err != nil {
		return err
	}
	for _, a := range attempts {
		if g.json {
			err = g.print(map[string]any{
				"number": a.Number, "at": a.At.UTC(), "durationMs": a.Duration.Milliseconds(), "status": a.Status, "answer": a.Answer, "error": a.Error.String(),
			})
		} else {
			err = g.show("%d  %s  %d ms  %d  %s", a.Number, a.At.Local().Format(time.DateTime), a.Duration.Milliseconds(), a.Status, a.Error)
			if a.Answer != "" {
				err = cmp.Or(err, g.show("   %s", a.Answer))
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func newNotifyResend(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "resend DELIVERY ...",
		Short: "Send deliveries once more, under new ids",
		Example: `  audiospliter notify resend dlv_0123
  audiospliter notify resend --failed --endpoint hook`,
		Args: cobra.ArbitraryArgs,
	}
	failed := cmd.Flags().Bool("failed", false, "all that failed and were not sent again yet")
	endpoint := cmd.Flags().String("endpoint", "", "with --failed: only of the endpoint `NAME`")
	cmd.RunE = func(cmd *cobra.Command, ids []string) error {
		if (len(ids) == 0) != *failed {
			return fault.New(fault.InvalidParams, "Name the deliveries, or say --failed: 'audiospliter notify log' lists them.")
		}
		if *endpoint != "" && !*failed {
			return fault.New(fault.InvalidParams, "--endpoint goes with --failed.")
		}
		return g.flush(cmd.Context(), func(n *notifier.Notifier) error {
			if *failed {
				f := notifier.Filter{Endpoint: *endpoint, State: outbox.Failed}
				if _, err := matching(n, f); err != nil {
					return err
				}
				_, left, err := n.ResendFailed(f)
				if left > 0 {
					g.say("%s not sent: the endpoint is gone or switched off.", english.Plural(left, "event is", "events are"))
				}
				if err != nil {
					return err
				}
			}
			for i := range ids { // all are there before one is sent
				d, err := find(n, ids[i])
				if err != nil {
					return err
				}
				ids[i] = d.ID
			}
			for _, id := range ids {
				if _, err := n.Resend(id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return cmd
}

func newNotifyFlush(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "flush",
		Short: "Send what is due now",
		Long: `Send what is due now, and say how each attempt ended. What fails again is tried
later, when AudioSpliter runs or flush is run: a timer of the system may do that.`,
		Example: "  audiospliter notify flush --json\n  audiospliter notify flush --now",
		Args:    cobra.NoArgs,
	}
	now := cmd.Flags().Bool("now", false, "send what waits for its next attempt, too: the receiver is there again")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return g.flush(cmd.Context(), func(n *notifier.Notifier) error {
			if *now {
				return n.RetryNow()
			}
			return nil
		})
	}
	return cmd
}

// flush calls before, sends what is due, and prints each attempt.
func (g *globals) flush(ctx context.Context, before func(*notifier.Notifier) error) error {
	var (
		mu      sync.Mutex
		failed  int
		unshown error // the first failure to print an attempt
	)
	n := g.newNotifier(func(d notifier.Delivery) {
		mu.Lock()
		defer mu.Unlock()
		if d.State != outbox.Delivered {
			failed++
		}
		unshown = cmp.Or(unshown, g.printDeliveries(d))
	})
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	err := before(n)
	if err == nil {
		n.Start()
		_ = n.Flush(ctx)
		var pending int
		if pending, err = n.Pending(); pending > 0 {
			g.say("%s still to arrive.", english.Plural(pending, "event is", "events are"))
		}
	}
	n.Close(ctx)
	mu.Lock()
	defer mu.Unlock()
	switch {
	case err != nil:
		return err
	case unshown != nil:
		return fault.Of(unshown)
	case failed > 0:
		return exit(exitSomeFailed)
	}
	return nil
}
