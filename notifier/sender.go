package notifier

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/notifier/outbox"
)

const (
	userAgent = "AudioSpliter-Webhook/1.0"

	// attemptTimeout bounds an attempt, from the name's resolution to the end
	// of the answer.
	attemptTimeout = 30 * time.Second

	// closeGrace is how much longer a connection may take to close.
	closeGrace = 250 * time.Millisecond

	// maxDials is how many connections an attempt may make: a receiver that
	// ends each before it answers is not dialled again and again.
	maxDials = 8

	maxAnswer  = 64 << 10 // how much of an answer is read, in bytes
	keptAnswer = 1 << 10  // how much of it is kept
)

// A Delivery is one message on its way to one endpoint. Its attempts all send
// the same id and the same bytes.
type Delivery = outbox.Delivery

// A Result is how an attempt ended.
type Result struct {
	Status     int           // 0 if there was no answer
	Answer     string        // the first 1 KiB of the answer, made valid UTF-8
	Duration   time.Duration // of the whole attempt
	RetryAfter time.Duration // what the receiver asked for, 0 if nothing
	Pause      time.Duration // how long it takes nothing else, as its rate limit says
	Err        error         // a *fault.Error; nil for a status of 2xx
}

// A Sender makes single attempts to deliver to one endpoint. It resolves and
// connects by itself: no proxy of the environment is asked, no redirect
// followed, and each address is judged when it is dialled. Its methods may be
// called from any goroutine.
type Sender struct {
	endpoint  Endpoint
	url       *url.URL
	dialer    *net.Dialer
	transport *http.Transport
	client    *http.Client
	secrets   *regexp.Regexp // nil for none
}

// NewSender returns a sender for the endpoint, or why it is not valid.
func NewSender(e Endpoint) (*Sender, error) {
	if err := e.Validate(); err != nil {
		return nil, err
	}
	u, err := checkURL(e.URL, e.Local)
	if err != nil {
		return nil, err
	}
	if host := u.Hostname(); e.Format == Discord && (strings.HasSuffix(host, "discord.com") || host == "discordapp.com") {
		// Without a version its answers give Retry-After in milliseconds.
		u.Path = strings.Replace(u.Path, "/api/webhooks/", "/api/v10/webhooks/", 1)
	}
	dialer := &net.Dialer{Control: guard(u.Scheme == "https", e.Local)}
	transport := &http.Transport{
		DialContext:            limitDials(dialer.DialContext),
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // an answer is as long as it was sent
		MaxIdleConnsPerHost:    maxInFlight,
		IdleConnTimeout:        attemptTimeout,
		MaxResponseHeaderBytes: maxAnswer,
	}
	return &Sender{
		endpoint:  e,
		url:       u,
		secrets:   secretsPattern(secretsOf(e, u)),
		dialer:    dialer,
		transport: transport,
		client: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

type dialsKey struct{}

// limitDials returns dial with a limit on how often one attempt can use it.
func limitDials(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if made, ok := ctx.Value(dialsKey{}).(*atomic.Int32); ok && made.Add(1) > maxDials {
			return nil, fault.New(fault.IOFailed, "The receiver ends every connection before it answers.")
		}
		return dial(ctx, network, address)
	}
}

// close closes idle connections; attempts under way go on. s may be nil. A
// receiver that does not read can hold up the end of a TLS connection for
// seconds, which nobody waits for.
func (s *Sender) close() {
	if s != nil {
		go s.transport.CloseIdleConnections()
	}
}

// Send makes one attempt. It returns within 30 s and the 250 ms that closing may
// take, or when ctx ends, whatever the receiver does.
func (s *Sender) Send(ctx context.Context, d Delivery) Result {
	start := time.Now()
	r := s.send(ctx, d, start)
	r.Duration = time.Since(start)
	return r
}

func (s *Sender) send(ctx context.Context, d Delivery, now time.Time) Result {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	r := s.post(ctx, d, now)
	if again := specs[s.endpoint.Format].again; again != nil && r.Status >= 400 {
		return s.post(ctx, again(d), now)
	}
	return r
}

// post sends the delivery once. The exchange has a goroutine of its own: a
// connection that cannot even be closed holds up no caller.
func (s *Sender) post(ctx context.Context, d Delivery, now time.Time) Result {
	ctx = context.WithValue(ctx, dialsKey{}, new(atomic.Int32))
	req, err := s.request(ctx, d, now)
	if err != nil {
		return Result{Err: explain(err)}
	}
	steps := make(chan Result, 2) // the status, then the answer too
	go func() {
		defer close(steps)
		s.exchange(req, steps)
	}()
	var (
		r     Result
		ended = ctx.Done()
		limit <-chan time.Time
	)
	for {
		select {
		case step, more := <-steps:
			if !more {
				return r
			}
			r = step
		case <-ended:
			ended = nil
			timer := time.NewTimer(closeGrace)
			defer timer.Stop()
			limit = timer.C
		case <-limit:
			if r.Status == 0 {
				r.Err = explain(ctx.Err())
			}
			return r
		}
	}
}

// exchange sends a request and what it gets to steps. The status decides: an
// answer that breaks off changes nothing.
func (s *Sender) exchange(req *http.Request, steps chan<- Result) {
	// Not sent: it lets net/http send again where a kept connection turns out to
	// be closed. Deliveries have ids, so that a receiver knows one that it had.
	req.Header["Idempotency-Key"] = nil
	answer, err := s.client.Do(req)
	if err != nil {
		steps <- Result{Err: explain(err)}
		return
	}
	r := Result{
		Status:     answer.StatusCode,
		RetryAfter: retryAfter(answer.Header, time.Now()),
		Pause:      rateLimit(answer.Header),
		Err:        judge(answer.StatusCode),
	}
	steps <- r
	// The end of the request's context does not close the body behind 101: that
	// is the connection itself.
	stop := context.AfterFunc(req.Context(), func() { _ = answer.Body.Close() })
	defer stop()
	if r.Status != http.StatusSwitchingProtocols {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
		r.Answer = s.mask(string(text))
		steps <- r
	}
	_ = answer.Body.Close() // what is not read is lost
}

// request is an attempt that is made now.
func (s *Sender) request(ctx context.Context, d Delivery, now time.Time) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, cmp.Or(d.Method, http.MethodPost), s.target(d), bytes.NewReader(d.Body))
	if err != nil {
		return nil, err
	}
	for name, value := range s.endpoint.Headers {
		req.Header.Set(name, value)
	}
	req.Header.Set("Content-Type", cmp.Or(d.ContentType, "application/json"))
	req.Header.Set("User-Agent", userAgent)
	if sign := specs[s.endpoint.Format].sign; sign != nil {
		if err := sign(req.Header, d, s.endpoint, now); err != nil {
			return nil, err
		}
	}
	return req, nil
}

// target is the endpoint's URL with what the delivery adds to its path and to
// its query.
func (s *Sender) target(d Delivery) string {
	u := *s.url
	path, query, _ := strings.Cut(strings.ReplaceAll(d.Path, "{id}", url.PathEscape(d.ID)), "?")
	if path != "" {
		full := strings.TrimSuffix(u.EscapedPath(), "/") + path
		plain, err := url.PathUnescape(full)
		if err != nil {
			plain = full
		}
		u.Path, u.RawPath = plain, full
	}
	if query != "" && u.RawQuery != "" {
		query = "&" + query
	}
	u.RawQuery += query
	return u.String()
}

// judge returns what is wrong with a status, nil for 2xx.
func judge(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status >= 300 && status < 400:
		return fault.New(fault.IOFailed, "The receiver answered %d: redirects are not followed, so give the URL it leads to.", status)
	case status == http.StatusGone:
		return fault.New(fault.IOFailed, "The receiver answered 410: it wants no more deliveries.")
	}
	return fault.New(fault.IOFailed, "The receiver answered %s.", strings.TrimSpace(strconv.Itoa(status)+" "+http.StatusText(status)))
}

// explain returns why there was no answer. Errors of net/http quote the URL and
// parts of answers; only those of the layers below are passed on.
func explain(err error) error {
	var (
		refused *fault.Error
		dns     *net.DNSError
		op      *net.OpError
		cert    *tls.CertificateVerificationError
		slow    net.Error
	)
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, context.Canceled):
		return fault.New(fault.Canceled, "The program ended before the receiver answered.")
	case errors.As(err, &slow) && slow.Timeout():
		return fault.New(fault.IOFailed, "The receiver did not answer within %.0f s.", attemptTimeout.Seconds())
	case errors.As(err, &dns):
		return fault.New(fault.IOFailed, "The receiver's name cannot be resolved: %s", oneLine(dns))
	case errors.As(err, &cert):
		return fault.New(fault.IOFailed, "The receiver's certificate is not to be trusted: %s", oneLine(cert.Err))
	case errors.As(err, &op):
		return fault.New(fault.IOFailed, "The connection to the receiver failed: %s", oneLine(op))
	}
	return fault.New(fault.IOFailed, "What answered does not speak HTTP, or not over TLS 1.2 or newer, or hung up.")
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", " ") }
