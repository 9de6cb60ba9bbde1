package cli

import (
	"bufio"
	"fmt"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/notifier"
)

// envURL holds a webhook's URL where that is a secret itself.
const envURL = "AUDIOSPLITER_WEBHOOK_URL"

// endpointFlags describe an endpoint. What is secret comes from files, the
// environment or the keyboard: a flag would show it to every user of the machine.
type endpointFlags struct {
	set                                *pflag.FlagSet
	url, urlFile                       string
	format                             string
	secretFile, headers, template      string
	events                             []string
	on, off, newSecret, forgetPrevious bool
	rotate                             time.Duration
	rename                             string
}

func addEndpointFlags(cmd *cobra.Command, editing bool) *endpointFlags {
	f := &endpointFlags{set: cmd.Flags()}
	f.set.StringVar(&f.url, "url", "", "where to send to; `URL`s that are secrets themselves come from "+envURL+" or --url-file")
	f.set.StringVar(&f.urlFile, "url-file", "", "read the URL from `FILE` (- for standard input)")
	f.set.StringVar(&f.format, "format", string(notifier.AudioSpliter), "what is sent: "+fault.List(notifier.Formats))
	f.set.StringVar(&f.secretFile, "secret-file", "", "read the secret, key or token from `FILE` (- for standard input; from "+envSecret+")")
	f.set.String("secret-header", "", "the `NAME` of the header that carries Converso's secret")
	f.set.StringVar(&f.headers, "header-file", "", "read extra headers from `FILE`, a 'Name: value' a line; they are kept as secrets")
	f.set.String("to", "", "ntfy's topic, Matrix's room or Telegram's chat `ID`")
	f.set.String("base-url", "", "the `URL` under which the output folder can be fetched, for links")
	f.set.StringVar(&f.template, "template", "", "read the template of the format template from `FILE`: JSON with {{json .data.sourceFileName}} and the like")
	f.set.StringSliceVar(&f.events, "events", nil, "the `EVENTS` to send: "+fault.List(notifier.Kinds))
	f.set.Bool("always", false, "notify it of every job, not only of those that name it")
	f.set.Bool("local", false, "allow the URL to lead to this machine or the local network, and http:// there")
	f.set.Bool("names-only", false, "send file names only, no folders of this machine")
	complete(cmd, "format", notifier.Formats)
	complete(cmd, "events", notifier.Kinds)
	if editing {
		f.set.BoolVar(&f.on, "on", false, "switch it on")
		f.set.BoolVar(&f.off, "off", false, "switch it off: what waits is kept, nothing is sent")
		f.set.StringVar(&f.rename, "name", "", "give it another `NAME`")
		f.set.BoolVar(&f.newSecret, "new-secret", false, "make a new secret and print it")
		f.set.DurationVar(&f.rotate, "rotate", 24*time.Hour, "how long Standard Webhooks signs with the old secret, too")
		f.set.BoolVar(&f.forgetPrevious, "forget-old-secret", false, "sign with the new secret only, from now on")
		cmd.MarkFlagsMutuallyExclusive("on", "off")
	}
	return f
}

// apply changes e as the flags say. It returns a secret that was made.
func (f *endpointFlags) apply(g *globals, e *notifier.Endpoint) (made string, err error) {
	for name, to := range map[string]*string{"secret-header": &e.Header, "to": &e.To, "base-url": &e.BaseURL} {
		if f.set.Changed(name) {
			*to = f.set.Lookup(name).Value.String()
		}
	}
	for name, to := range map[string]*bool{"always": &e.Always, "local": &e.Local, "names-only": &e.NamesOnly} {
		if f.set.Changed(name) {
			*to = f.set.Lookup(name).Value.String() == "true"
		}
	}
	if f.set.Changed("format") || e.Format == "" {
		e.Format = notifier.Format(f.format)
		if !slices.Contains(notifier.Formats, e.Format) {
			return "", e.Validate()
		}
	}
	if f.set.Changed("events") {
		e.Events = nil
		for _, kind := range f.events {
			e.Events = append(e.Events, engine.Kind(kind))
		}
	}
	if f.template != "" {
		if e.Template, err = g.readText(f.template); err != nil {
			return "", err
		}
	}
	if f.headers != "" {
		if e.Headers, err = g.readHeaders(f.headers); err != nil {
			return "", err
		}
	}
	if err := f.applyURL(g, e); err != nil {
		return "", err
	}
	return f.applySecret(g, e)
}

func (f *endpointFlags) applyURL(g *globals, e *notifier.Endpoint) (err error) {
	switch {
	case f.set.Changed("url") && e.Format.SecretURL():
		return fault.New(fault.InvalidParams, "The URL of %s is a secret, which others could read on the command line: put it in %s, or use --url-file.", e.Format.Title(), envURL)
	case f.set.Changed("url"):
		e.URL = f.url
	case f.urlFile != "":
		e.URL, err = g.readSecret(f.urlFile)
	case os.Getenv(envURL) != "":
		e.URL = os.Getenv(envURL)
	case e.URL == "":
		e.URL, err = g.ask("URL", "--url, --url-file or "+envURL)
	}
	return err
}

func (f *endpointFlags) applySecret(g *globals, e *notifier.Endpoint) (made string, err error) {
	may, must := e.Format.TakesSecret()
	secret := ""
	switch {
	case f.secretFile != "":
		secret, err = g.readSecret(f.secretFile)
	case f.newSecret, must && e.Secret == "" && os.Getenv(envSecret) == "" && e.Format.Recipient() == "":
		secret = notifier.NewSecret()
		made = secret
	case may && e.Secret == "":
		secret = os.Getenv(envSecret)
	}
	if err == nil && secret == "" && must && e.Secret == "" {
		secret, err = g.ask("access token", "--secret-file or "+envSecret)
	}
	if err != nil {
		return "", err
	}
	if secret != "" && !may {
		return "", fault.New(fault.InvalidParams, "%s takes no secret.", e.Format.Title())
	}
	if secret != "" && e.Secret != "" && secret != e.Secret {
		e.Previous, e.PreviousUntil = e.Secret, time.Now().Add(f.rotate).UTC().Truncate(time.Second)
	}
	if f.forgetPrevious {
		e.Previous, e.PreviousUntil = "", time.Time{}
	}
	if secret != "" {
		e.Secret = secret
	}
	return made, nil
}

// ask lets a person type what is not to be seen, and comes otherwise from a flag or the
// environment.
func (g *globals) ask(what, from string) (string, error) {
	in, ok := g.app.Stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", fault.New(fault.InvalidParams, "The %s is missing: give it by %s.", what, from)
	}
	fmt.Fprintf(g.app.Stderr, "%s (it is not shown): ", what)
	text, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(g.app.Stderr)
	if err != nil {
		return "", fault.Of(err)
	}
	return strings.TrimSpace(string(text)), nil
}

// readSecret reads the one line of a file, or of standard input for "-".
func (g *globals) readSecret(path string) (string, error) {
	text, err := g.readText(path)
	return strings.TrimRight(text, "\r\n"), err
}

func (g *globals) readHeaders(path string) (map[string]string, error) {
	text, err := g.readText(path)
	if err != nil {
		return nil, err
	}
	read, err := parseHeader(text, "--header-file")
	headers := map[string]string{}
	for name := range read {
		headers[name] = read.Get(name)
	}
	return headers, err
}

// parseHeader reads headers, a line each, that a flag gave.
func parseHeader(text, flag string) (textproto.MIMEHeader, error) {
	header, err := textproto.NewReader(bufio.NewReader(strings.NewReader(strings.TrimSpace(text) + "\n\n"))).ReadMIMEHeader()
	if err != nil {
		return nil, fault.New(fault.InvalidParams, "A header is written 'Name: value', one a line. (%s)", flag)
	}
	return header, nil
}

func newNotifyList(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Name all endpoints", Args: cobra.NoArgs,
		Example: "  audiospliter notify list --json",
		RunE: func(*cobra.Command, []string) error {
			list, err := g.newNotifier(nil).Endpoints.List()
			if err != nil {
				return err
			}
			t := g.table()
			for _, e := range list {
				state := "on"
				if !e.Active {
					state = "off"
				}
				if e.Always {
					state += ", always"
				}
				if err := t.add(e, e.Name, e.Format.Title(), e.ShownURL, state, e.Off); err != nil {
					return err
				}
			}
			return t.Flush()
		},
	}
}

func newNotifyAdd(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add NAME [flags]",
		Short: "Keep an endpoint under a name",
		Long: `Save an endpoint under a name. Jobs that name it notify it: 'split --notify
NAME', or a preset that does; with --always every job is.

The secret is kept in the keychain, or where there is none in a file that only
you can read. Where a signing secret is needed and none is given, one is made and
printed. URLs that are secrets themselves, as those of Slack, are read from
` + envURL + `, from a file, or from the keyboard.

The URL is what the service gives you for a webhook, but for three: ntfy and
Matrix take that of their server, and Telegram https://api.telegram.org/botTOKEN.
Their topic, room or chat is said with --to. Matrix needs an access token.`,
		Example: `  audiospliter notify add hook --url https://example.org/hook
  audiospliter notify add team --format slack --url-file slack-url --always
  audiospliter notify add phone --format ntfy --url https://ntfy.sh --to my-topic --events job.failed`,
		Args: cobra.ExactArgs(1),
	}
	flags := addEndpointFlags(cmd, false)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		e := notifier.Endpoint{Name: args[0], Active: true}
		return g.saveEndpoint(flags, e)
	}
	return cmd
}

func newNotifyEdit(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "edit NAME [flags]",
		Short: "Change an endpoint, or switch it on or off",
		Example: `  audiospliter notify edit hook --off
  audiospliter notify edit hook --new-secret --rotate 48h`,
		Args: cobra.ExactArgs(1), ValidArgsFunction: firstBy(g.endpointNames),
	}
	flags := addEndpointFlags(cmd, true)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		e, err := g.newNotifier(nil).Endpoints.Get(args[0])
		if err != nil {
			return err
		}
		e.Active = (e.Active || flags.on) && !flags.off
		if flags.rename != "" {
			e.Name = flags.rename
		}
		return g.saveEndpoint(flags, e)
	}
	return cmd
}

func (g *globals) saveEndpoint(flags *endpointFlags, e notifier.Endpoint) error {
	made, err := flags.apply(g, &e)
	if err != nil {
		return err
	}
	if e, err = g.newNotifier(nil).Endpoints.Save(e); err != nil {
		if fault.CodeOf(err) == fault.OutputExists && !flags.set.Changed("name") {
			return fault.Wrap(err, fault.OutputExists, "There is an endpoint %q already: 'audiospliter notify edit' changes it.", e.Name)
		}
		return refused(err, e, flags.set, "")
	}
	if g.json {
		return g.print(struct {
			notifier.Endpoint
			Secret string `json:"secret,omitempty"`
		}{e, made})
	}
	if made != "" {
		g.say("The receiver needs this secret, which is not shown again:")
		if err := g.put(made); err != nil {
			return err
		}
	}
	for _, k := range e.Events {
		if !e.Format.Supports(k) {
			g.say("%s has no message for %s: nothing is sent.", e.Format.Title(), k)
		}
	}
	g.say("Saved %q. 'audiospliter notify test %q' tries it.", e.Name, e.Name)
	return nil
}

func newNotifyRemove(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Forget an endpoint, its secret, and what it was still to get",
		Args: cobra.ExactArgs(1), ValidArgsFunction: firstBy(g.endpointNames),
		Example: "  audiospliter notify remove hook",
		RunE: func(cmd *cobra.Command, args []string) error {
			n := g.newNotifier(nil)
			defer n.Close(cmd.Context())
			return n.RemoveEndpoint(args[0])
		},
	}
}

func newNotifyTest(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "test NAME", Short: "Send a test event to an endpoint, and show what it answers",
		Args: cobra.ExactArgs(1), ValidArgsFunction: firstBy(g.endpointNames),
		Example: "  audiospliter notify test hook",
		RunE: func(cmd *cobra.Command, args []string) error {
			n := g.newNotifier(nil)
			e, err := n.Endpoints.Get(args[0])
			if err != nil {
				return err
			}
			r := n.Test(cmd.Context(), e)
			if g.json {
				line := map[string]any{"delivered": r.Err == nil, "status": r.Status, "answer": r.Answer, "durationMs": r.Duration.Milliseconds()}
				if r.Err != nil {
					line["error"] = fault.Of(r.Err).Message.String()
				}
				if err := g.print(line); err != nil {
					return err
				}
			}
			if r.Err == nil {
				g.say("Delivered in %d ms: status %d.", r.Duration.Milliseconds(), r.Status)
			}
			if r.Answer != "" {
				g.say("%s", strings.TrimSpace(r.Answer))
			}
			if r.Err != nil {
				g.report(e.Name, r.Err)
				return exit(exitSomeFailed)
			}
			return nil
		},
	}
}

func (g *globals) endpointNames() []string {
	list, _ := g.newNotifier(nil).Endpoints.List()
	return mapped(list, func(e notifier.Endpoint) string { return e.Name })
}
