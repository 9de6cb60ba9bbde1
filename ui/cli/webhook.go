package cli

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/notifier"
	"audiospliter/notifier/outbox"
	"audiospliter/ui/app"
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

// webhookFlags are the flags that name the endpoints of jobs.
type webhookFlags struct {
	g                   *globals
	flags               *pflag.FlagSet
	endpoint            notifier.Endpoint
	format              string
	progress            bool
	urlFile, secretFile string
	names               []string
}

func addWebhookFlags(cmd *cobra.Command, g *globals) *webhookFlags {
	w := &webhookFlags{g: g, flags: cmd.Flags()}
	w.flags.StringArrayVar(&w.names, "notify", nil, "notify the saved endpoint `NAME` of these jobs, in place of the preset's (\"\" for none)")
	w.flags.StringVar(&w.endpoint.URL, "webhook", "", "send the events of these jobs to `URL`, signed with the secret in "+envSecret+" (\"\" for no endpoint of the preset's either)")
	w.flags.StringVar(&w.urlFile, "webhook-url-file", "", "read that URL from `FILE`: those of chats are secrets themselves")
	w.flags.StringVar(&w.endpoint.BaseURL, "webhook-base-url", "", "the `URL` under which the output folder can be fetched, for links")
	w.flags.StringVar(&w.secretFile, "webhook-secret-file", "", "read that secret from `FILE` instead")
	w.flags.StringVar(&w.format, "webhook-format", string(notifier.AudioSpliter), "what is sent, and how it is signed: "+fault.List(adHocFormats()))
	w.flags.BoolVar(&w.endpoint.Local, "webhook-local", false, "allow the URL to lead to this machine or the local network, and http:// there")
	w.flags.BoolVar(&w.progress, "webhook-progress", false, "send job.progress, too, at 25, 50 and 75 percent")
	w.flags.VisitAll(func(f *pflag.Flag) {
		if f.Name == "notify" || strings.HasPrefix(f.Name, "webhook") {
			inGroup(f, flagsToNotify)
		}
	})
	cmd.MarkFlagsMutuallyExclusive("webhook", "webhook-url-file")
	complete(cmd, "webhook-format", adHocFormats())
	completeBy(cmd, "notify", g.endpointNames)
	return w
}

// isEmptied reports whether the flag is given with an empty value.
func isEmptied(flags *pflag.FlagSet, name string) bool {
	return flags.Changed(name) && flags.Lookup(name).Value.String() == ""
}

// notEmpty returns the names without empty ones, which stand for none.
func notEmpty(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
}

// adHocFormats are those that need nothing but a URL and a secret.
func adHocFormats() []notifier.Format {
	return slices.DeleteFunc(slices.Clone(notifier.Formats), func(f notifier.Format) bool {
		return f == notifier.Template || f.Recipient() != ""
	})
}

// A hook is the notifier of a command, with the deliveries that did not arrive.
type hook struct {
	g        *globals
	notifier *notifier.Notifier

	mu      sync.Mutex
	refused map[string]notifier.Delivery // what was tried and did not arrive, by id
}

// newHook returns one for jobs that name their endpoints already.
func newHook(g *globals) *hook {
	h := &hook{g: g, refused: map[string]notifier.Delivery{}}
	h.notifier = g.newNotifier(func(d notifier.Delivery) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if d.State == outbox.Delivered {
			delete(h.refused, d.ID)
		} else {
			h.refused[d.ID] = d
		}
	})
	return h
}

// open returns the hook of a command, and the endpoints that its jobs notify: notify
// is what the preset names.
func (w *webhookFlags) open(notify []string) (*hook, []string, error) {
	h := newHook(w.g)
	names, err := w.named(h.notifier, notify)
	if err != nil {
		return nil, nil, err
	}
	if w.endpoint.URL != "" || w.urlFile != "" {
		name, err := w.adHoc(h.notifier)
		return h, append(slices.Clone(names), name), err
	}
	w.flags.Visit(func(f *pflag.Flag) {
		if strings.HasPrefix(f.Name, "webhook") && !isEmptied(w.flags, f.Name) {
			err = fault.New(fault.InvalidParams, "--%s needs --webhook or --webhook-url-file.", f.Name)
		}
	})
	return h, names, err
}

// named returns the endpoints that are named, by the flags or by the preset.
func (w *webhookFlags) named(n *notifier.Notifier, preset []string) ([]string, error) {
	if !w.flags.Changed("notify") {
		if isEmptied(w.flags, "webhook") {
			return nil, nil
		}
		w.g.warn(n, preset)
		return preset, nil
	}
	names := notEmpty(w.names)
	for _, name := range names {
		e, err := n.Endpoints.Find(name)
		if err != nil {
			return nil, err
		}
		if !e.Active {
			return nil, fault.New(fault.InvalidParams, "The endpoint %q is switched off: 'audiospliter notify edit %q --on' switches it on.", e.Name, e.Name)
		}
	}
	return names, nil
}

// warn says which of the endpoints that jobs name get nothing.
func (g *globals) warn(n *notifier.Notifier, names []string) {
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		e, err := n.Endpoints.Find(name)
		switch {
		case err != nil && notifier.IsID(name):
			g.say("The webhook that these jobs were to notify is forgotten since all had arrived: nothing is sent there.")
		case err != nil:
			g.say("There is no endpoint %q, which these jobs name.", name)
		case !e.Active:
			g.say("The endpoint %q is switched off.", e.Name)
		}
	}
}

// adHoc keeps the endpoint that the flags describe until its deliveries are over.
func (w *webhookFlags) adHoc(n *notifier.Notifier) (_ string, err error) {
	e := w.endpoint
	e.Format = notifier.Format(w.format)
	switch {
	case w.urlFile != "":
		if e.URL, err = w.g.readSecret(w.urlFile); err != nil {
			return "", err
		}
	case e.Format.SecretURL():
		return "", fault.New(fault.InvalidParams, "The URL of %s is a secret, which others could read on the command line: use --webhook-url-file.", e.Format.Title())
	}
	if may, must := e.Format.TakesSecret(); may {
		if e.Secret, err = w.g.webhookSecret(w.secretFile); err != nil && (must || w.secretFile != "") {
			return "", err
		}
	}
	e.Name = "webhook"
	if u, err := url.Parse(e.URL); err == nil && u.Host != "" {
		e.Name += " " + u.Host
	}
	if w.progress {
		e.Events = append([]engine.Kind{engine.JobProgress}, e.WithDefaults().Events...)
	}
	name, err := n.AddAdHoc(e)
	if err != nil {
		return "", refused(err, e, w.flags, "webhook-")
	}
	return name, nil
}

// flagOfField are the flags of the fields of an endpoint.
var flagOfField = map[string]string{
	"name": "name", "format": "format", "url": "url", "to": "to", "secret": "secret-file", "header": "secret-header",
	"headers": "header-file", "events": "events", "baseUrl": "base-url", "template": "template",
}

// refused returns an error of an endpoint with the flag that is at fault, and with that
// which would allow what is refused. The flags begin with prefix.
func refused(err error, e notifier.Endpoint, flags *pflag.FlagSet, prefix string) error {
	f := *fault.Of(err)
	flag := cmp.Or(flags.Lookup(prefix+flagOfField[f.Field]), flags.Lookup(strings.TrimSuffix(prefix, "-")))
	if file := flags.Lookup(prefix + "url-file"); f.Field == "url" && file.Changed {
		flag = file
	}
	if e = e.WithDefaults(); !e.Local && e.Validate() != nil {
		if e.Local = true; e.Validate() == nil {
			f.Message = message.Join(f.Message, message.Literal("--"+prefix+"local allows the local network."))
		}
	}
	if f.Field != "" && flag != nil {
		f.Message = message.Join(f.Message, message.Literal("(--"+flag.Name+")"))
	}
	f.Field = "" // which would be taken for one of a recipe
	return &f
}

// finish closes a session whose engine is closed: it waits until each delivery
// has been tried, and reports those that did not arrive. Ctx says whether the
// program was interrupted.
func (h *hook) finish(ctx context.Context, s *app.Session) {
	grace := webhookGrace
	if ctx.Err() != nil {
		grace = webhookGraceStop
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	_ = h.notifier.Flush(ctx) // what is left when time is up stays in the outbox
	pending, err := h.notifier.Pending()
	_ = s.Close(ctx)
	if err != nil {
		h.g.trouble("notify", err)
	}
	h.report(pending)
}

// report prints the deliveries that did not arrive, those of an endpoint as one:
// they mostly share a reason.
func (h *hook) report(pending int) {
	failed := map[string][]notifier.Delivery{}
	h.mu.Lock()
	for _, d := range h.refused {
		failed[d.Name] = append(failed[d.Name], d)
	}
	h.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(failed)) {
		all := failed[name]
		first := slices.MinFunc(all, func(a, b notifier.Delivery) int { return a.Last.At.Compare(b.Last.At) })
		h.g.report(name, &fault.Error{Code: fault.IOFailed, Message: first.Last.Error})
		h.g.say("%s did not arrive.", english.Plural(len(all), "event", ""))
	}
	if pending > 0 {
		h.g.say("%s still to arrive: AudioSpliter tries again whenever it runs, or when you run 'audiospliter notify flush'.", english.Plural(pending, "event is", "events are"))
	}
}

// newNotifier returns the user's notifier, whose notices go to standard error.
// attempted may be nil.
func (g *globals) newNotifier(attempted func(notifier.Delivery)) *notifier.Notifier {
	return g.app.Notifier(func(n notifier.Notice) {
		if n.Endpoint != "" {
			g.report(n.Endpoint, n.Err)
			return
		}
		g.trouble("notify", n.Err)
	}, attempted)
}

// webhookSecret reads the secret from the file, or where none is named from the
// environment.
func (g *globals) webhookSecret(file string) (secret string, err error) {
	secret = os.Getenv(envSecret)
	if file != "" {
		secret, err = g.readSecret(file)
	}
	if err == nil && secret == "" {
		err = fault.New(fault.InvalidParams,
			"Webhooks need a secret: make one with 'audiospliter notify secret', and put it in %s or in a file.", envSecret)
	}
	return secret, err
}
