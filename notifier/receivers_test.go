package notifier

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
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
	"audiospliter/engine/message"
	"audiospliter/notifier/outbox"
)

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
	j.ID, j.Err = "job_fedcba9876543210", &engine.Error{Code: "CORRUPT_FILE", Message: message.New("<\xff\u2028")}
	n.Record(engine.Event{Kind: engine.JobFailed, Time: now, Key: "b", Job: j})
	n.Record(engine.Event{Kind: engine.BatchCompleted, Time: now, Key: "c", Batch: engine.Batch{ID: "batch_0123456789abcdef", Jobs: []engine.Job{j, j}}})
	if err := n.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	n.Close(t.Context())
	if arrived != want {
		t.Errorf("%s: %d arrived, want %d", e.Format, arrived, want)
	}
}

// refused fails the test unless an event signed with the secret is answered
// with the status.
func refused(t *testing.T, e Endpoint, status int) {
	t.Helper()
	e.Local = true
	result := newTestSender(t, e).Send(t.Context(), testDelivery)
	if result.Status != status {
		t.Errorf("%s: another secret is answered %d, %v, want %d", e.Format, result.Status, result.Err, status)
	}
}

// Receivers of others accept what is theirs and refuse another secret.
func TestReceiversOfOthersAccept(t *testing.T) {
	t.Parallel()
	secret := NewSecret()
	const node, flask = "receivers.mjs", "receiver.py"
	bases := map[string]string{
		node:  receivers(t, secret, "node", node),
		flask: receivers(t, secret, "python3", flask),
	}
	for _, test := range []struct {
		in, path string
		format   Format
		want     int
	}{
		{node, "/audiospliter", AudioSpliter, 4},
		{node, "/audiospliter", Standard, 4},
		{node, "/standard", Standard, 4},
		{node, "/github", GitHub, 4},
		{node, "/auphonic", Auphonic, 2},
		{node, "/auphonic-multipart", Auphonic, 2},
		{flask, "/audiospliter", AudioSpliter, 4},
	} {
		t.Run(test.in+test.path, func(t *testing.T) {
			t.Parallel()
			e := Endpoint{URL: bases[test.in] + test.path, Format: test.format, Secret: secret}
			deliver(t, e, test.want)
			if e.Secret = NewSecret(); test.format != Auphonic {
				refused(t, e, 401)
			}
		})
	}
}

// While secrets are changed, a receiver with the old one accepts as well.
func TestReceiverAcceptsThePreviousSecret(t *testing.T) {
	t.Parallel()
	old := NewSecret()
	e := Endpoint{URL: receivers(t, old, "node", "receivers.mjs") + "/standard", Format: Standard, Secret: NewSecret(), Local: true}
	refused(t, e, 401)
	e.Previous, e.PreviousUntil = old, time.Now().Add(time.Hour)
	refused(t, e, 204)
	e.PreviousUntil = time.Now().Add(-time.Second)
	refused(t, e, 401)
}

// receivers starts one of the programs in testdata and returns its URL.
func receivers(t *testing.T, secret string, command ...string) string {
	t.Helper()
	if _, err := os.Stat("testdata/receivers/node_modules/express"); err != nil {
		t.Fatal("the receivers are not installed: 'make test' does that")
	}
	program := exec.CommandContext(t.Context(), command[0], command[1:]...)
	program.Dir = filepath.Join("testdata", "receivers")
	program.Env = append(os.Environ(), "SECRET="+secret)
	return "http://127.0.0.1:" + strings.TrimSpace(firstLine(t, program))
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
	base := webhook(t, file)
	for _, format := range []Format{AudioSpliter, GitHub} {
		e := Endpoint{URL: base + string(format), Format: format, Secret: secret}
		deliver(t, e, 4)
		e.Secret = NewSecret()
		refused(t, e, 500) // how it answers wrong signatures
	}
}

// webhook starts the program with a file of hooks and returns where they are.
// It chooses no port itself, and one that is free now may be another's in a
// moment: then it ends, and is started with the next.
func webhook(t *testing.T, hooks string) string {
	t.Helper()
	for tries := 1; ; tries++ {
		free, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_, port, _ := net.SplitHostPort(free.Addr().String())
		free.Close()
		program := exec.CommandContext(t.Context(), "webhook", "-hooks", hooks, "-ip", "127.0.0.1", "-port", port, "-verbose")
		if _, err = awaitLine(t, program, "serving hooks on"); err == nil {
			return "http://127.0.0.1:" + port + "/hooks/"
		}
		if tries == 20 {
			t.Fatal(err)
		}
	}
}

// firstLine starts a program that ends with the test, and returns the first
// line of its output.
func firstLine(t *testing.T, program *exec.Cmd) string {
	t.Helper()
	line, err := awaitLine(t, program, "")
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// awaitLine starts a program that ends with the test, and waits for a line of
// its output with the text. It is an error if the program ends before.
func awaitLine(t *testing.T, program *exec.Cmd, with string) (string, error) {
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
			return lines.Text(), nil
		}
	}
	return "", fmt.Errorf("%s ended early: %w", program.Path, cmp.Or(lines.Err(), io.EOF))
}
