package notifier

import (
	"bytes"
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

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

const (
	userAgent = "AudioSpliter-Webhook/1.0"

	// attemptTimeout bounds an attempt, from the name's resolution to the end
	// of the answer.
	attemptTimeout = 30 * time.Second

	maxAnswer  = 64 << 10 // how much of an answer is read, in bytes
	keptAnswer = 1 << 10  // how much of it is kept
)

// A Delivery is one event on its way to one endpoint. Its attempts all send
// the same id and the same bytes.
type Delivery struct {
	ID    string // dlv_ and 32 hexadecimal digits
	Event engine.Kind
	Body  []byte // as the event was when it happened
}

// A Result is how an attempt ended.
type Result struct {
	Status     int           // 0 if there was no answer
	Answer     string        // the first 1 KiB of the answer, made valid UTF-8
	Duration   time.Duration // of the whole attempt
	RetryAfter time.Duration // what the receiver asked for, 0 if nothing
	Err        error         // an *engine.Error; nil for a status of 2xx
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
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url.String(), bytes.NewReader(d.Body))
	if err != nil {
		return Result{Err: explain(err)}
	}
	if err := s.head(req.Header, d, now); err != nil {
		return Result{Err: err}
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
		Answer:     strings.ToValidUTF8(string(text[:min(len(text), keptAnswer)]), "\ufffd"),
		RetryAfter: retryAfter(answer.Header, time.Now()),
		Err:        judge(answer.StatusCode),
	}
}

// head sets the headers of an attempt that is made now.
func (s *Sender) head(h http.Header, d Delivery, now time.Time) error {
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", userAgent)
	h.Set(headerEvent, string(d.Event))
	h.Set(headerDelivery, d.ID)
	signature := Sign(s.endpoint.Secret, d.Body)
	h.Set(headerSignature, signature)
	switch s.endpoint.Format {
	case GitHub:
		h.Set(headerGitHub, "sha256="+signature)
	case Standard:
		entry, err := signStandard(s.endpoint.Secret, d.ID, now, d.Body)
		if err != nil {
			return err
		}
		h.Set(headerID, d.ID)
		h.Set(headerTimestamp, unix(now))
		h.Set(headerStandard, entry)
	}
	return nil
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
		return fault.Wrap(dns, fault.IOFailed, "The receiver's name cannot be resolved.")
	case errors.As(err, &cert):
		return fault.Wrap(cert.Err, fault.IOFailed, "The receiver's certificate is not to be trusted.")
	case errors.As(err, &op):
		return fault.Wrap(op, fault.IOFailed, "The connection to the receiver failed.")
	}
	return fault.New(fault.IOFailed, "What answered does not speak HTTP, or not over TLS 1.2 or newer, or hung up.")
}
