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
	"strconv"
	"strings"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/notifier/outbox"
)

const (
	userAgent = "AudioSpliter-Webhook/1.0"

	// attemptTimeout bounds an attempt, from the name's resolution to the end
	// of the answer.
	attemptTimeout = 30 * time.Second

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
	dialer := &net.Dialer{Control: guard(u.Scheme == "https", e.Local)}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
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
		dialer:    dialer,
		transport: transport,
		client: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Send makes one attempt. It returns within 30 s, or when ctx ends.
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
	if again := forms[s.endpoint.Format].again; again != nil && r.Status >= 400 {
		return s.post(ctx, again(d), now)
	}
	return r
}

func (s *Sender) post(ctx context.Context, d Delivery, now time.Time) Result {
	req, err := s.request(ctx, d, now)
	if err != nil {
		return Result{Err: explain(err)}
	}
	answer, err := s.client.Do(req)
	if err != nil {
		return Result{Err: explain(err)}
	}
	defer answer.Body.Close()
	// The status has decided: an answer that breaks off changes nothing.
	text, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	return Result{
		Status:     answer.StatusCode,
		Answer:     s.kept(string(text)),
		RetryAfter: retryAfter(answer.Header, time.Now()),
		Pause:      rateLimit(answer.Header),
		Err:        judge(answer.StatusCode),
	}
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
	if sign := forms[s.endpoint.Format].sign; sign != nil {
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

// kept is what the log keeps of an answer: its beginning, without the secrets
// that it repeats.
func (s *Sender) kept(answer string) string {
	secrets := []string{s.endpoint.Secret, s.endpoint.Previous, s.url.RawQuery}
	if s.endpoint.Format.SecretURL() {
		secrets = append(secrets, s.endpoint.URL, s.url.EscapedPath(), s.url.Path)
	}
	for _, value := range s.endpoint.Headers {
		secrets = append(secrets, value)
	}
	for _, secret := range secrets {
		if len(secret) > 3 {
			answer = strings.ReplaceAll(answer, secret, "***")
		}
	}
	// All secrets are out before the cut, which could leave half of one.
	return strings.ToValidUTF8(answer[:min(len(answer), keptAnswer)], "\ufffd")
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

// explain tells why there was no answer. Errors of net/http quote the URL and
// pieces of answers; only those of the layers below are passed on.
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
