package notifier

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"audiospliter/engine/fault"
)

// What people reported of other senders of webhooks, tried on this one.

// TestAConnectionClosedMeanwhileCostsNoAttempt keeps each connection open and
// closes it when the second request comes: an attempt that met that would wait
// a minute for the next.
func TestAConnectionClosedMeanwhileCostsNoAttempt(t *testing.T) {
	t.Parallel()
	var connections, requests atomic.Int32
	base := raw(t, func(conn net.Conn) {
		connections.Add(1)
		defer conn.Close()
		r := bufio.NewReader(conn)
		req, err := http.ReadRequest(r)
		if err != nil {
			t.Error(err)
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil || string(body) != string(testDelivery.Body) || len(req.Header["Idempotency-Key"]) > 0 {
			t.Errorf("%v %q, %v", req.Header, body, err)
		}
		requests.Add(1)
		fmt.Fprint(conn, "HTTP/1.1 204 No Content\r\n\r\n")
		_, _ = r.ReadByte()
	})
	s := newTestSender(t, Endpoint{URL: base, Local: true})
	for i := range 4 {
		if r := s.Send(t.Context(), testDelivery); r.Err != nil {
			t.Errorf("%d: %+v", i, r)
		}
	}
	if requests.Load() != 4 || connections.Load() != 4 {
		t.Errorf("%d requests arrived over %d connections", requests.Load(), connections.Load())
	}
}

// TestURLsAsTheyArePasted have spaces around them, paths before what is appended
// and methods behind it.
func TestURLsAsTheyArePasted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format    Format
		url, path string // the path is the delivery's
		want      string
	}{
		{AudioSpliter, " https://example.com/hook\r\n", "", "https://example.com/hook"},
		{AudioSpliter, "\u00a0https://example.com/a b?key=1\t", "", "https://example.com/a%20b?key=1"},
		{Discord, "https://discord.com/api/webhooks/1/token", "?wait=true", "https://discord.com/api/v10/webhooks/1/token?wait=true"},
		{Discord, "https://ptb.discord.com/api/webhooks/1/token?thread_id=7", "?wait=true", "https://ptb.discord.com/api/v10/webhooks/1/token?thread_id=7&wait=true"},
		{Discord, "https://discord.com/api/v9/webhooks/1/token", "?wait=true", "https://discord.com/api/v9/webhooks/1/token?wait=true"},
		{Discord, "https://chat.example/api/webhooks/1/token", "?wait=true", "https://chat.example/api/webhooks/1/token?wait=true"},
		{Telegram, "https://api.telegram.org/bot1:token", "/sendMessage", "https://api.telegram.org/bot1:token/sendMessage"},
		{Telegram, "https://api.telegram.org/bot1:token/", "/sendMessage", "https://api.telegram.org/bot1:token/sendMessage"},
		{Telegram, "https://api.telegram.org/bot1:token/sendMessage ", "/sendMessage", "https://api.telegram.org/bot1:token/sendMessage"},
		{Matrix, "https://example.com/matrix/", "/_matrix/send/{id}", "https://example.com/matrix/_matrix/send/dlv_1"},
	} {
		s := newTestSender(t, Endpoint{Format: c.format, URL: c.url, To: "!room "}.WithDefaults())
		if got := s.target(Delivery{ID: "dlv_1", Path: c.path}); got != c.want {
			t.Errorf("%s %q becomes %s, want %s", c.format, c.url, got, c.want)
		}
		if s.endpoint.To != "!room" {
			t.Errorf("to %q", s.endpoint.To)
		}
	}
}

// TestAMatrixRoomIsNamedByItsID refuses aliases, which the server takes nothing for.
func TestAMatrixRoomIsNamedByItsID(t *testing.T) {
	t.Parallel()
	for to, valid := range map[string]bool{"!a:example.org": true, "!withoutServer": true, "#alias:example.org": false} {
		err := Endpoint{Format: Matrix, URL: "https://example.org", Secret: "token", To: to}.Validate()
		if (err == nil) != valid || !valid && fault.Of(err).Field != "to" {
			t.Errorf("%s: %v", to, err)
		}
	}
}

// TestAnAnswerOfAnyBytesIsKept stores what is no text.
func TestAnAnswerOfAnyBytesIsKept(t *testing.T) {
	t.Parallel()
	const answer = "\x1f\x8b\x08\x00\x00gzip\xff\x1b[31m"
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprint(w, answer)
	})
	folder := t.TempDir()
	attempted := make(chan Delivery, 1)
	n := New(Options{Config: folder, Data: folder, Attempted: func(d Delivery) { attempted <- d }})
	if _, err := n.Endpoints.Save(Endpoint{Name: "test", URL: base, Secret: testSecret, Local: true, Active: true, Always: true}); err != nil {
		t.Fatal(err)
	}
	n.Start()
	defer n.Close(t.Context())
	n.Record(event("job.completed", "a"))
	d := <-attempted
	log, err := n.Attempts(d.ID)
	want := strings.ToValidUTF8(answer, "\ufffd")
	if err != nil || len(log) != 1 || log[0].Answer != want || log[0].Status != http.StatusTeapot {
		t.Errorf("%+v, %v, want %q", log, err, want)
	}
}
