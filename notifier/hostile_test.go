package notifier

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// raw answers each connection by hand; what handle returns is closed at the end
// of the test.
func raw(t *testing.T, handle func(net.Conn)) (base string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
			go handle(conn)
		}
	}()
	return "http://" + l.Addr().String()
}

// TestAReceiverThatSwitchesProtocolsHoldsNothing answers 101 and keeps the
// connection.
func TestAReceiverThatSwitchesProtocolsHoldsNothing(t *testing.T) {
	t.Parallel()
	closed := make(chan error, 1)
	base := raw(t, func(conn net.Conn) {
		r := bufio.NewReader(conn)
		req, err := http.ReadRequest(r)
		if err != nil {
			closed <- err
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		fmt.Fprint(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
		_, err = r.ReadByte() // nothing comes, and nothing is sent
		closed <- err
	})
	began := time.Now()
	result := newTestSender(t, Endpoint{URL: base, Local: true}).Send(t.Context(), testDelivery)
	if result.Status != 101 || result.Err == nil || time.Since(began) > 10*time.Second {
		t.Errorf("after %v: %+v", time.Since(began), result)
	}
	if err := <-closed; err == nil {
		t.Error("the connection is left open")
	}
}

// stuckConn is a connection that neither answers nor can be closed.
type stuckConn struct {
	net.Conn
	end chan struct{}
}

func (c stuckConn) Read([]byte) (int, error) { <-c.end; return 0, io.EOF }

func (c stuckConn) Close() error { <-c.end; return nil }

// TestAConnectionThatCannotBeClosedHoldsNothing ends with its context.
func TestAConnectionThatCannotBeClosedHoldsNothing(t *testing.T) {
	t.Parallel()
	base := serve(t, func(http.ResponseWriter, *http.Request) {})
	s := newTestSender(t, Endpoint{URL: base, Local: true})
	end := make(chan struct{})
	defer close(end)
	s.transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := s.dialer.DialContext(ctx, network, address)
		return stuckConn{conn, end}, err
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	done := make(chan Result, 1)
	go func() { done <- s.Send(ctx, testDelivery) }()
	select {
	case r := <-done:
		if r.Err == nil || r.Status != 0 {
			t.Errorf("%+v", r)
		}
	case <-time.After(20 * time.Second):
		t.Error("the attempt does not end")
	}
	s.close()
}

// h2 serves HTTP/2 over TLS and returns a sender that trusts it.
func h2(t *testing.T, server *httptest.Server) *Sender {
	t.Helper()
	server.EnableHTTP2 = true
	return trusting(t, server)
}

func trusting(t *testing.T, server *httptest.Server) *Sender {
	t.Helper()
	server.StartTLS()
	t.Cleanup(server.Close)
	s := newTestSender(t, Endpoint{URL: server.URL + secretPath, Local: true})
	s.transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	s.transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
	return s
}

// TestAnHTTP2ReceiverThatNeverAnswersHoldsNothing keeps a stream open.
func TestAnHTTP2ReceiverThatNeverAnswersHoldsNothing(t *testing.T) {
	t.Parallel()
	for _, status := range []bool{false, true} {
		end := make(chan struct{})
		var requests atomic.Int32
		s := h2(t, httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor != 2 {
				t.Errorf("it speaks %s", r.Proto)
			}
			if requests.Add(1) == 1 {
				return
			}
			if status {
				w.WriteHeader(http.StatusAccepted)
				_ = http.NewResponseController(w).Flush()
			}
			<-end
		})))
		if r := s.Send(t.Context(), testDelivery); r.Err != nil { // a busy machine may need its time to connect
			t.Fatal(r.Err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		r := s.Send(ctx, testDelivery)
		close(end)
		if (r.Err == nil) != status || time.Since(began) > 10*time.Second {
			t.Errorf("status %v: after %v: %+v", status, time.Since(began), r)
		}
	}
}

// TestAReceiverThatGoesAwayIsNotDialledForEver ends each HTTP/2 connection as it
// begins.
func TestAReceiverThatGoesAwayIsNotDialledForEver(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(nil)
	server.Config.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){"h2": func(_ *http.Server, conn *tls.Conn, _ http.Handler) {
		connections.Add(1)
		if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
			return
		}
		framer := http2.NewFramer(conn, conn)
		_ = framer.WriteSettings()
		_ = framer.WriteGoAway(0, http2.ErrCodeNo, nil)
		for {
			if _, err := framer.ReadFrame(); err != nil {
				return
			}
		}
	}}
	server.TLS = &tls.Config{NextProtos: []string{"h2"}}
	s := trusting(t, server)
	began := time.Now()
	r := s.Send(t.Context(), testDelivery)
	if r.Err == nil || !strings.Contains(r.Err.Error(), "ends every connection") || r.Status != 0 || connections.Load() > maxDials || time.Since(began) > attemptTimeout+5*time.Second {
		t.Errorf("after %v and %d connections: %+v", time.Since(began), connections.Load(), r)
	}
	checkDiscreet(t, r.Err)
}

// TestEscapedSecretsAreMasked echoes what a receiver may say of a secret.
func TestEscapedSecretsAreMasked(t *testing.T) {
	t.Parallel()
	const (
		secret = `whsec_ab/cd+ef=="<&>'é😀\x`
		token  = "tok/en+with=signs"
	)
	asJSON, _ := json.Marshal(secret)
	twice, _ := json.Marshal(string(asJSON))
	slashes := strings.ReplaceAll(string(asJSON), "/", `\/`)
	answers := []string{
		secret, string(asJSON), string(twice), slashes, url.QueryEscape(secret), url.PathEscape(secret), strings.ToLower(url.QueryEscape(secret)),
		url.QueryEscape(url.QueryEscape(secret)), html.EscapeString(secret), html.EscapeString(html.EscapeString(secret)),
		"&#x77;&#104;" + secret[2:], strings.ReplaceAll(html.EscapeString(secret), "/", "&#x2F;"), strings.TrimPrefix(secret, "whsec_"),
		url.QueryEscape(token), strings.ReplaceAll(token, "/", `\/`), "Bearer " + token,
	}
	for _, answer := range answers {
		base := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "before %s after", answer) })
		e := Endpoint{URL: base, Format: Template, Template: "{}", Secret: secret, Local: true, Headers: map[string]string{"Authorization": "Bearer " + token}}
		got := newTestSender(t, e).Send(t.Context(), testDelivery).Answer
		plain := strings.Trim(strings.TrimSuffix(strings.TrimPrefix(got, "before "), " after"), `"\`)
		if strings.TrimPrefix(plain, "Bearer ") != "***" {
			t.Errorf("of %q is kept %q", answer, got)
		}
	}
}
