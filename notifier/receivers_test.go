package notifier

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/notifier/outbox"
)

// expressLike is a receiver for Node as its users write them: what it checks
// the native signature over is not the body but what it parsed of it.
const expressLike = `
const http = require('http'), crypto = require('crypto');
const secret = process.argv[1], key = Buffer.from(secret.slice('whsec_'.length), 'base64');
const same = (a, b) => a.length === b.length && crypto.timingSafeEqual(Buffer.from(a), Buffer.from(b));
const server = http.createServer((req, res) => {
	const chunks = [];
	req.on('data', c => chunks.push(c)).on('end', () => {
		const raw = Buffer.concat(chunks), h = req.headers;
		const body = JSON.stringify(JSON.parse(raw.toString('utf8')));
		const hex = crypto.createHmac('sha256', secret).update(body).digest('hex');
		let valid = raw.length <= 102400 && h['content-type'] === 'application/json' && same(h['x-audiospliter-signature'], hex);
		if (h['x-hub-signature-256']) valid = valid && same(h['x-hub-signature-256'], 'sha256=' + hex);
		if (h['webhook-id']) {
			const signed = h['webhook-id'] + '.' + h['webhook-timestamp'] + '.' + raw.toString('utf8');
			valid = valid && Math.abs(Date.now() / 1000 - h['webhook-timestamp']) < 300 && h['webhook-id'] === h['x-audiospliter-delivery'] &&
				same(h['webhook-signature'], 'v1,' + crypto.createHmac('sha256', key).update(signed).digest('base64'));
		}
		res.writeHead(valid ? 204 : 401).end();
	});
}).listen(0, '127.0.0.1', () => console.log(server.address().port));
`

// hostileJob is a job whose names are what JSON writers disagree about.
func hostileJob() engine.Job {
	j := engine.Job{ID: "job_0123456789abcdef", State: engine.Completed, Request: engine.Request{
		Path:     "/music/<&>\u2028\xff \U0001f600\u0000\".mp3",
		Metadata: map[string]string{"42": "answer", "7": "\u2029", "b": "</script>", "a": "\x7f\xc3"},
	}}
	j.Result.Source.Rate = 44100
	for i := range 2000 {
		j.Result.Outputs = append(j.Result.Outputs, cut.Result{
			Segment: engine.Segment{Index: i, Start: engine.Position(i * 12345), Title: "Titel <é> \u2028"},
			Path:    "/out/\xfe@everyone.mp3", Samples: 12345, Rate: 44100, Size: 9_600_000,
		})
	}
	return j
}

// deliver sends one event of each kind and fails the test unless each arrives.
func deliver(t *testing.T, e Endpoint, want int) {
	t.Helper()
	folder := t.TempDir()
	var mu sync.Mutex
	arrived := 0
	n := New(Options{Config: folder, Data: folder, Attempted: func(d Delivery) {
		mu.Lock()
		defer mu.Unlock()
		if d.State == outbox.Delivered {
			arrived++
		} else {
			t.Errorf("%s, %s: %d, %s, %q", e.Format, d.Event, d.Last.Status, d.Last.Error, d.Last.Answer)
		}
	}})
	e.Name, e.Active, e.Always, e.Local, e.Events = "test", true, true, true, Kinds
	if _, err := n.Endpoints.Save(e); err != nil {
		t.Fatal(err)
	}
	n.Start()
	j := hostileJob()
	j.Progress = 0.5
	now := time.Now()
	n.Handle(engine.Event{Kind: engine.StateChanged, Time: now, Job: j})
	n.Handle(engine.Event{Kind: engine.JobProgress, Time: now, Job: j})
	n.Handle(engine.Event{Kind: engine.SegmentWritten, Time: now, Job: j, Segment: j.Result.Outputs[1]})
	n.Record(engine.Event{Kind: engine.JobCompleted, Time: now, Key: "a", Job: j})
	j.ID, j.Err = "job_fedcba9876543210", &engine.Error{Code: "CORRUPT_FILE", Message: "<\xff\u2028"}
	n.Record(engine.Event{Kind: engine.JobFailed, Time: now, Key: "b", Job: j})
	n.Record(engine.Event{Kind: engine.BatchCompleted, Time: now, Key: "c", Batch: engine.Batch{ID: "batch_0123456789abcdef", Jobs: []engine.Job{j, j}}})
	if err := n.Settle(t.Context()); err != nil {
		t.Error(err)
	}
	n.Close(t.Context())
	if arrived != want {
		t.Errorf("%s: %d arrived, want %d", e.Format, arrived, want)
	}
}

// refused fails the test unless an event signed with the secret is
// refused with the status.
func refused(t *testing.T, e Endpoint, status int) {
	t.Helper()
	e.Local = true
	result := newTestSender(t, e).Send(t.Context(), testDelivery)
	if result.Status != status {
		t.Errorf("%s: another secret is answered %d, %v, want %d", e.Format, result.Status, result.Err, status)
	}
}

func TestNodeReceiverAccepts(t *testing.T) {
	t.Parallel()
	secret := NewSecret()
	node := exec.CommandContext(t.Context(), "node", "-e", expressLike, secret)
	port := strings.TrimSpace(firstLine(t, node, ""))
	for _, format := range signed {
		e := Endpoint{URL: "http://127.0.0.1:" + port + "/hook", Format: format, Secret: secret}
		deliver(t, e, 4)
		e.Secret = NewSecret()
		refused(t, e, 401)
	}
}

// webhook is a receiver that Debian ships.
func TestWebhookProgramAccepts(t *testing.T) {
	t.Parallel()
	secret := NewSecret()
	rule := func(id, header string) map[string]any {
		return map[string]any{
			"id": id, "execute-command": "/bin/true",
			"trigger-rule": map[string]any{"match": map[string]any{
				"type": "payload-hmac-sha256", "secret": secret,
				"parameter": map[string]string{"source": "header", "name": header},
			}},
		}
	}
	rules, err := json.Marshal([]any{rule("audiospliter", headerSignature), rule("github", headerGitHub)})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "hooks.json")
	if err := os.WriteFile(file, rules, 0o600); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	free.Close()
	program := exec.CommandContext(t.Context(), "webhook", "-hooks", file, "-ip", "127.0.0.1", "-port", port, "-verbose")
	firstLine(t, program, "serving hooks on")
	for _, format := range []Format{AudioSpliter, GitHub} {
		e := Endpoint{URL: "http://127.0.0.1:" + port + "/hooks/" + string(format), Format: format, Secret: secret}
		deliver(t, e, 4)
		e.Secret = NewSecret()
		refused(t, e, 500) // how it answers wrong signatures
	}
}

// firstLine starts a program that ends with the test, and waits for a line of
// its output with the text.
func firstLine(t *testing.T, program *exec.Cmd, with string) string {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	program.Stdout, program.Stderr = in, in
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	t.Cleanup(func() {
		_ = program.Process.Kill()
		_ = program.Wait()
		out.Close()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), with) {
			go func() { _, _ = io.Copy(io.Discard, out) }() // or it would wait for a reader
			return lines.Text()
		}
	}
	t.Fatalf("%s ended early: %v", program.Path, lines.Err())
	return ""
}
