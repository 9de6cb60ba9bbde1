package cli

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/notifier"
)

// envSecret holds the secret that webhooks are signed with: a flag would show
// it to every user of the machine.
const envSecret = "AUDIOSPLITER_WEBHOOK_SECRET"

// How long the end of the program is put off for the webhooks that are still
// to be tried.
const (
	webhookGrace     = time.Minute
	webhookGraceStop = 5 * time.Second // after an interrupt
)

// webhookFlags are the flags of split that say where its events go.
type webhookFlags struct {
	flags      *pflag.FlagSet
	endpoint   notifier.Endpoint
	format     string
	secretFile string
}

func addWebhookFlags(cmd *cobra.Command) *webhookFlags {
	w := &webhookFlags{flags: cmd.Flags()}
	w.flags.StringVar(&w.endpoint.URL, "webhook", "", "send the events of these jobs to `URL`, signed with the secret in "+envSecret)
	w.flags.StringVar(&w.secretFile, "webhook-secret-file", "", "read that secret from `FILE` instead")
	w.flags.StringVar(&w.format, "webhook-format", string(notifier.AudioSpliter), "how they are signed: "+join(notifier.Formats))
	w.flags.BoolVar(&w.endpoint.Local, "webhook-local", false, "allow the URL to lead to this machine or the local network, and http:// there")
	w.flags.BoolVar(&w.endpoint.Progress, "webhook-progress", false, "send job.progress, too, at 25, 50 and 75 percent")
	complete(cmd, "webhook-format", notifier.Formats)
	return w
}

// A hook sends the events of a split to a webhook. A nil hook sends nothing.
type hook struct {
	g        *globals
	notifier *notifier.Notifier
	failures []notifier.Failure // added to by the notifier until it is closed
}

// open returns the hook that the flags ask for, nil if they ask for none.
func (w *webhookFlags) open(g *globals) (*hook, error) {
	if w.endpoint.URL == "" {
		var stray string
		w.flags.Visit(func(f *pflag.Flag) {
			if strings.HasPrefix(f.Name, "webhook") {
				stray = f.Name
			}
		})
		if stray != "" {
			return nil, fault.New(fault.InvalidParams, "--%s needs --webhook URL.", stray)
		}
		return nil, nil
	}
	var err error
	if w.endpoint.Secret, err = webhookSecret(w.secretFile); err != nil {
		return nil, err
	}
	w.endpoint.Format = notifier.Format(w.format)
	h := &hook{g: g}
	h.notifier, err = notifier.New([]notifier.Endpoint{w.endpoint}, notifier.Options{
		Failed: func(f notifier.Failure) { h.failures = append(h.failures, f) },
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

// follow sends the engine's events from now on. The returned function waits
// until each has been tried, and tells which did not arrive; ctx says whether
// the program was interrupted.
func (h *hook) follow(e *engine.Engine) (finish func(ctx context.Context)) {
	if h == nil {
		return func(context.Context) {}
	}
	stop := e.Subscribe(h.notifier.Handle)
	return func(ctx context.Context) {
		stop()
		grace := webhookGrace
		if ctx.Err() != nil {
			grace = webhookGraceStop
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		h.notifier.Close(ctx)
		h.tell()
	}
}

// tell reports the deliveries that failed, as one: they mostly share a reason.
func (h *hook) tell() {
	if len(h.failures) == 0 {
		return
	}
	first := h.failures[0]
	report(h.g.app.Stderr, "webhook "+first.Host, first.Err)
	h.g.say("%s did not arrive at %s; the first was %s.", english.Plural(len(h.failures), "event", ""), first.Host, first.Delivery.Event)
}

// webhookSecret reads the secret from the file, or where none is named from
// the environment.
func webhookSecret(file string) (string, error) {
	secret := os.Getenv(envSecret)
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", fault.Of(err)
		}
		secret = strings.TrimRight(string(text), "\r\n")
	}
	if secret == "" {
		return "", fault.New(fault.InvalidParams,
			"Webhooks need a secret: make one with 'audiospliter notify secret', and put it in %s or in a file.", envSecret)
	}
	return secret, nil
}
