package notifier

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

const (
	testSecret = "whsec_c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0"
	secretPath = "/a/secret/path"
)

// signed are the formats that sign the native body.
var signed = []Format{AudioSpliter, Standard, GitHub}

var testDelivery = Delivery{ID: "dlv_1", Event: string(engine.JobCompleted), Body: []byte(`{"event":"job.completed"}`)}

func newTestSender(t *testing.T, e Endpoint) *Sender {
	t.Helper()
	if e.Secret == "" {
		e.Secret = testSecret
	}
	if e.Format == "" {
		e.Format = AudioSpliter
	}
	s, err := NewSender(e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.transport.CloseIdleConnections)
	return s
}

// serve returns the base URL of a server that lives as long as the test.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// checkDiscreet fails the test if the error tells what it must not.
func checkDiscreet(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{testSecret, secretPath, "token=1"} {
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the error repeats %s: %v", secret, err)
		}
	}
}

func TestSendPostsTheBodyWithItsHeaders(t *testing.T) {
	t.Parallel()
	for _, format := range signed {
		type request struct {
			http.Request
			body []byte
		}
		got := make(chan request, 1)
		base := serve(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got <- request{*r, body}
			_, _ = io.WriteString(w, "thanks")
		})
		s := newTestSender(t, Endpoint{URL: base + secretPath + "?token=1", Format: format, Local: true})
		result := s.Send(t.Context(), testDelivery)
		if result.Err != nil || result.Status != http.StatusOK || result.Answer != "thanks" || result.Duration <= 0 {
			t.Errorf("%s: %+v", format, result)
		}
		r := <-got
		if r.Method != http.MethodPost || r.URL.String() != secretPath+"?token=1" || string(r.body) != string(testDelivery.Body) {
			t.Errorf("%s: %s %s %q", format, r.Method, r.URL, r.body)
		}
		for name, want := range map[string]string{
			"Content-Type":             "application/json",
			"User-Agent":               "AudioSpliter-Webhook/1.0",
			"X-AudioSpliter-Event":     "job.completed",
			"X-AudioSpliter-Delivery":  "dlv_1",
			"X-AudioSpliter-Signature": Sign(testSecret, testDelivery.Body),
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", format, name, got, want)
			}
		}
		if (r.Header.Get(headerGitHub) != "") != (format == GitHub) || (r.Header.Get(headerStandard) != "") != (format == Standard) {
			t.Errorf("%s: the signatures are %v", format, r.Header)
		}
		r.Header.Del(headerSignature)
		if format != AudioSpliter && !Verify(testSecret, r.Header, r.body) {
			t.Errorf("%s: its own signature is wrong", format)
		}
	}
}

func TestSendJudgesTheStatus(t *testing.T) {
	t.Parallel()
	for status, valid := range map[int]bool{200: true, 201: true, 204: true, 299: true, 300: false, 304: false, 400: false, 404: false, 410: false, 429: false, 500: false, 503: false, 599: false} {
		base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "90")
			w.WriteHeader(status)
		})
		result := newTestSender(t, Endpoint{URL: base + secretPath, Local: true}).Send(t.Context(), testDelivery)
		if (result.Err == nil) != valid || result.Status != status || result.RetryAfter != 90*time.Second {
			t.Errorf("%d: %+v", status, result)
		}
		checkDiscreet(t, result.Err)
	}
}

func TestSendFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	target := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
	for _, to := range []string{target, "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd"} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			base := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, status) })
			result := newTestSender(t, Endpoint{URL: base, Local: true}).Send(t.Context(), testDelivery)
			if result.Err == nil || result.Status != status || !strings.Contains(result.Err.Error(), "redirect") {
				t.Errorf("%d to %s: %+v", status, to, result)
			}
		}
	}
}

func TestSendReadsNoEndlessAnswer(t *testing.T) {
	t.Parallel()
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := io.WriteString(w, strings.Repeat("é", 1000)+"\xff"); err != nil {
				return
			}
		}
	})
	result := newTestSender(t, Endpoint{URL: base, Local: true}).Send(t.Context(), testDelivery)
	if result.Err != nil || len(result.Answer) != keptAnswer {
		t.Errorf("%d bytes kept, %v", len(result.Answer), result.Err)
	}
}

func TestSendGivesUpOnEndlessHeaders(t *testing.T) {
	t.Parallel()
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, err = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
		for err == nil {
			_, err = io.WriteString(conn, "X-More: "+strings.Repeat("x", 1000)+"\r\n")
		}
	})
	if result := newTestSender(t, Endpoint{URL: base, Local: true}).Send(t.Context(), testDelivery); result.Err == nil || strings.Contains(result.Err.Error(), "30 s") {
		t.Errorf("read them to the end of its time: %+v", result)
	}
}

func TestSendTimesOut(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"before the answer": "", "in the headers": "HTTP/1.1 200 OK\r\nX-Slow: ", "in the body": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newTestSender(t, Endpoint{URL: "https://example.com" + secretPath})
			s.url.Scheme = "http"
			s.transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
				here, there := net.Pipe()
				go func() {
					_, _ = there.Read(make([]byte, 4096))
					go func() { _, _ = io.WriteString(there, answer) }()
					_, _ = io.Copy(io.Discard, there)
				}()
				return here, nil
			}
			result := s.Send(t.Context(), testDelivery)
			if result.Duration != attemptTimeout || (result.Err == nil) != (name == "in the body") {
				t.Errorf("%s: %+v", name, result)
			}
			if result.Err != nil && !strings.Contains(result.Err.Error(), "30 s") {
				t.Errorf("%s: %v", name, result.Err)
			}
			checkDiscreet(t, result.Err)
		})
	}
}

func TestSendExplainsWhatAnswered(t *testing.T) {
	t.Parallel()
	nobody := "http://" + unheard(t)
	echo := serve(t, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		fmt.Fprintf(conn, "%s %s\r\n\r\n", r.URL, testSecret)
		conn.Close()
	})
	for name, base := range map[string]string{"nobody": nobody, "no HTTP": echo, "no TLS": strings.Replace(echo, "http:", "https:", 1)} {
		result := newTestSender(t, Endpoint{URL: base + secretPath + "?token=1", Local: true}).Send(t.Context(), testDelivery)
		if fault.CodeOf(result.Err) != fault.IOFailed || result.Status != 0 {
			t.Errorf("%s: %+v", name, result)
		}
		checkDiscreet(t, result.Err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	result := newTestSender(t, Endpoint{URL: echo, Local: true}).Send(ctx, testDelivery)
	if fault.CodeOf(result.Err) != fault.Canceled {
		t.Errorf("canceled: %+v", result)
	}
}

// unheard returns an address where nobody listens, and nobody can begin to: it
// is this end of a connection.
func unheard(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.LocalAddr().String()
}

func TestSendOverTLS(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		version uint16 // the newest of the server's
		host    string
		trusted bool
		expired bool
		wrong   string // what the error says; "" for none
	}{
		{name: "1.3", version: tls.VersionTLS13, trusted: true},
		{name: "1.2", version: tls.VersionTLS12, trusted: true},
		{name: "1.1", version: tls.VersionTLS11, trusted: true, wrong: "version"},
		{name: "its name", version: tls.VersionTLS13, host: "example.com", trusted: true},
		{name: "not trusted", version: tls.VersionTLS13, wrong: "certificate"},
		{name: "another's name", version: tls.VersionTLS13, host: "other.example", trusted: true, wrong: "certificate"},
		{name: "expired", version: tls.VersionTLS13, trusted: true, expired: true, wrong: "certificate"},
	} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.EnableHTTP2 = test.version >= tls.VersionTLS12 // which would refuse the older by itself
		server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: test.version}
		server.StartTLS()
		t.Cleanup(server.Close)
		_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "https://"), ":")
		s := newTestSender(t, Endpoint{URL: "https://" + cmp.Or(test.host, "127.0.0.1") + ":" + port + secretPath, Local: true})
		s.dialer.Resolver = nameServer(t, [4]byte{127, 0, 0, 1})
		if test.expired {
			s.transport.TLSClientConfig.Time = func() time.Time { return server.Certificate().NotAfter.Add(time.Hour) }
		}
		if test.trusted {
			s.transport.TLSClientConfig.RootCAs = x509.NewCertPool()
			s.transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
		}
		result := s.Send(t.Context(), testDelivery)
		if (result.Err == nil) != (test.wrong == "") || result.Err != nil && !strings.Contains(result.Err.Error(), test.wrong) {
			t.Errorf("%s: %+v", test.name, result)
		}
		checkDiscreet(t, result.Err)
	}
}

// A name is judged by the address it has when it is dialled.
func TestSendJudgesResolvedAddresses(t *testing.T) {
	t.Parallel()
	reached := make(chan string, 10)
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) { reached <- r.Host })
	_, port, _ := strings.Cut(strings.TrimPrefix(base, "http://"), ":")
	for _, test := range []struct {
		scheme  string
		address [4]byte
		local   bool
		want    fault.Code
	}{
		{"http", [4]byte{127, 0, 0, 1}, true, ""},
		{"https", [4]byte{127, 0, 0, 1}, false, fault.PermissionDenied},
		{"https", [4]byte{192, 168, 0, 1}, false, fault.PermissionDenied},
		{"https", [4]byte{169, 254, 169, 254}, true, fault.PermissionDenied},
		{"https", [4]byte{0, 0, 0, 0}, true, fault.PermissionDenied},
		{"http", [4]byte{203, 0, 113, 1}, true, fault.PermissionDenied}, // not local, so not without TLS
	} {
		s := newTestSender(t, Endpoint{URL: test.scheme + "://receiver.example:" + port + secretPath, Local: test.local})
		s.dialer.Resolver = nameServer(t, test.address)
		result := s.Send(t.Context(), testDelivery)
		if fault.CodeOf(result.Err) != test.want {
			t.Errorf("%s, %v, local %v: %+v", test.scheme, test.address, test.local, result)
		}
		checkDiscreet(t, result.Err)
	}
	if len(reached) != 1 {
		t.Errorf("%d requests arrived, want 1", len(reached))
	}
	if newTestSender(t, Endpoint{URL: "https://example.com"}).transport.Proxy != nil {
		t.Error("a proxy may be asked")
	}
}

// nameServer returns a resolver that gives every name the one IPv4 address.
func nameServer(t *testing.T, address [4]byte) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		query := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(query)
			if err != nil {
				return
			}
			if answer := answerDNS(query[:n], address); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// answerDNS answers a query (RFC 1035, section 4): A with the address, all
// else with no record.
func answerDNS(query []byte, address [4]byte) []byte {
	const header = 12
	end := header
	for end < len(query) && query[end] != 0 {
		end += 1 + int(query[end])
	}
	end += 5 // the root's label, type and class
	if end > len(query) {
		return nil
	}
	answer := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, query[header:end]...)
	if binary.BigEndian.Uint16(query[end-4:]) == 1 {
		answer[7] = 1
		answer = append(answer, 0xc0, header, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		answer = append(answer, address[:]...)
	}
	return answer
}
