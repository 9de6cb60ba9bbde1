package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"audiospliter/engine/fault"
	"audiospliter/engine/wire"
	"audiospliter/notifier"
)

func newNotify(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notify",
		Short: "Notify webhooks and chats of jobs, and see what has arrived",
		Long: `Notify webhooks and chats of jobs, and see what has arrived. Endpoints are saved
under names; 'split --notify NAME' notifies one of them, 'split --webhook URL' any
other. What does not arrive is kept, and tried eight times within four days.`,
		Example: `  audiospliter notify add hook --url https://example.org/hook --always
  audiospliter notify test hook
  audiospliter notify log --failed
  audiospliter notify secret > secret
  audiospliter notify listen --port 8000 --secret-file secret
  audiospliter split --webhook http://127.0.0.1:8000/ --webhook-local --webhook-secret-file secret talk.mp3`,
	}
	cmd.AddCommand(
		newNotifyList(g), newNotifyAdd(g), newNotifyEdit(g), newNotifyRemove(g), newNotifyTest(g), newNotifyJob(g),
		newNotifyLog(g), newNotifyResend(g), newNotifyFlush(g),
		newNotifySecret(g), newNotifyVerify(g), newNotifyListen(g),
	)
	return cmd
}

func newNotifySecret(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:     "secret",
		Short:   "Print a new secret",
		Example: "  audiospliter notify secret > secret",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			secret := notifier.NewSecret()
			return g.result(map[string]string{"secret": secret}, secret)
		},
	}
}

func newNotifyVerify(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify --header 'NAME: VALUE' ... BODYFILE|-",
		Short: "Check the signature of a webhook that was received",
		Long: `Check the signature of a webhook that was received: whether the body, byte for
byte as it came, was signed with the secret. Give the header with the signature;
for Standard Webhooks all three. How old a timestamp is, is not checked.`,
		Example: `  audiospliter notify verify --secret-file secret --header 'X-AudioSpliter-Signature: 5d61...' body.json`,
		Args:    cobra.ExactArgs(1),
	}
	secretFile := secretFileFlag(cmd)
	lines := cmd.Flags().StringArray("header", nil, "a `HEADER` that came with it, as 'Name: value'")
	_ = cmd.MarkFlagRequired("header")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		secret, err := g.webhookSecret(*secretFile)
		if err != nil {
			return err
		}
		header, err := parseHeader(strings.Join(*lines, "\n"), "--header")
		if err != nil {
			return err
		}
		body, err := g.readFile(args[0])
		if err != nil {
			return err
		}
		valid := notifier.Verify(secret, http.Header(header), body)
		if g.json {
			if err := g.print(map[string]bool{"valid": valid}); err != nil {
				return err
			}
		}
		if !valid {
			return fault.New(fault.VerifyFailed, "This body was not signed so with this secret.")
		}
		g.say("The signature is right.")
		return nil
	}
	return cmd
}

func secretFileFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("secret-file", "", "read the secret from `FILE` (from "+envSecret+")")
}

// readFile reads a file, or standard input for "-".
func (g *globals) readFile(path string) (text []byte, err error) {
	if path == "-" {
		text, err = io.ReadAll(g.app.Stdin)
	} else {
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.CodeOf(err), "The file %s cannot be read.", path)
	}
	return text, nil
}

// readText reads a text file, or standard input for "-".
func (g *globals) readText(path string) (string, error) {
	text, err := g.readFile(path)
	if err == nil {
		text, err = io.ReadAll(decoded(bytes.NewReader(text)))
	}
	return string(text), err
}

func newNotifyListen(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "listen",
		Short: "Receive webhooks on this machine, check them and print them",
		Long: `Receive webhooks on this machine, check their signatures and print them, each
body on a line of standard output. Nothing outside this machine can connect.
An interrupt ends it.`,
		Example: `  audiospliter notify listen --port 8000 --secret-file secret
  audiospliter notify listen --count 1 --json`,
		Args: cobra.NoArgs,
	}
	secretFile := secretFileFlag(cmd)
	port := cmd.Flags().Uint16("port", 0, "listen on port `N` (any that is free)")
	count := cmd.Flags().Int("count", 0, "end after `N` webhooks (never)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		secret, err := g.webhookSecret(*secretFile)
		if err != nil {
			return err
		}
		return g.listen(cmd.Context(), net.JoinHostPort("127.0.0.1", strconv.Itoa(int(*port))), &receiver{g: g, secret: secret, left: *count})
	}
	return cmd
}

func (g *globals) listen(ctx context.Context, address string, r *receiver) error {
	ctx, r.enough = context.WithCancel(ctx)
	defer r.enough()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fault.Wrap(err, fault.IOFailed, "Nothing can listen on %s: choose another port.", address)
	}
	g.say("Listening on http://%s/", listener.Addr())
	server := &http.Server{Handler: r, ReadTimeout: time.Minute}
	stopped := make(chan struct{})
	defer context.AfterFunc(ctx, func() {
		defer close(stopped)
		// What is being answered is answered.
		_ = server.Shutdown(context.WithoutCancel(ctx))
	})()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fault.Of(err)
	}
	<-stopped
	return nil
}

// A receiver checks and prints the webhooks that come to a server.
type receiver struct {
	g      *globals
	secret string
	enough context.CancelFunc // ends the server

	mu   sync.Mutex
	left int // how many are still to come; 0 or less for any number
}

// ServeHTTP answers 204 to what the secret has signed, 401 to the rest.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost {
		http.Error(w, "Webhooks are posted.", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, 2*wire.MaxBody))
	if err != nil {
		http.Error(w, "The body does not come, or is too long.", http.StatusBadRequest)
		return
	}
	valid := notifier.Verify(r.secret, req.Header, body)
	status := http.StatusNoContent
	if !valid {
		status = http.StatusUnauthorized
	}
	w.WriteHeader(status)

	r.mu.Lock()
	defer r.mu.Unlock()
	r.print(valid, body)
	if r.left--; r.left == 0 {
		r.enough()
	}
}

func (r *receiver) print(valid bool, body []byte) {
	switch {
	case r.g.json:
		line := map[string]any{"valid": valid}
		if valid && json.Valid(body) {
			line["body"] = json.RawMessage(body)
		}
		_ = r.g.print(line)
	case valid:
		fmt.Fprintf(r.g.app.Stdout, "%s\n", body)
	default:
		r.g.say("Refused: %d bytes that this secret has not signed.", len(body))
	}
}
