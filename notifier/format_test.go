package notifier

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/wire"
)

// An endpoint of each format that has what the format needs.
func valid(f Format) Endpoint {
	e := Endpoint{
		Name: string(f), Format: f, URL: "https://example.com" + secretPath, Events: Kinds, Active: true,
		Template: `{"text":{{json .}},"":{{json .event}},"7":-0,"b":1.0,"a":1E5}`,
	}
	if may, _ := f.TakesSecret(); may {
		e.Secret = testSecret
	}
	if f.Recipient() != "" {
		e.URL, e.To = "https://example.com", "!room"
	}
	return e.WithDefaults()
}

func TestEveryFormatIsWhole(t *testing.T) {
	t.Parallel()
	for _, f := range Formats {
		e := valid(f)
		if err := e.Validate(); err != nil || f.Title() == "" || len(f.DefaultEvents()) == 0 {
			t.Errorf("%s: %v", f, err)
		}
		for _, k := range f.DefaultEvents() {
			messages, err := specs[f].messages(Sample(k), e)
			if err != nil || len(messages) == 0 {
				t.Errorf("%s says nothing of %s: %v", f, k, err)
			}
		}
	}
	if len(Formats) != len(specs) {
		t.Errorf("%d formats are offered of %d", len(Formats), len(specs))
	}
}

// fixedPoint is a program for Node that reads bodies, a line each, and names
// those that JavaScript would write otherwise than it read them.
const fixedPoint = `
const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
let wrong = 0;
for (const line of lines) {
	const back = JSON.stringify(JSON.parse(line));
	if (back !== line && wrong++ < 5) console.log('sent ' + line + '\nback ' + back);
}
console.log(wrong + ' of ' + lines.length + ' differ');
`

// signedOver are the formats whose receivers may sign what they have parsed.
var signedOver = []Format{AudioSpliter, Standard, GitHub, Template, Converso, Audiorista}

// Whatever names, titles and metadata a job has, the bodies survive
// JavaScript, and none is too long.
func TestBodiesSurviveJavaScript(t *testing.T) {
	t.Parallel()
	var bodies bytes.Buffer
	count := 0
	rapid.Check(t, func(t *rapid.T) {
		e := hostileEvent(t)
		for _, f := range signedOver {
			to := valid(f)
			to.NamesOnly = rapid.Bool().Draw(t, "names only")
			messages, err := specs[f].messages(e, to)
			if err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			for _, m := range messages {
				if len(m.Body) > wire.MaxBody || !json.Valid(m.Body) {
					t.Fatalf("%s: %d bytes, %.300q", f, len(m.Body), m.Body)
				}
				bodies.Write(append(m.Body, '\n'))
				count++
			}
		}
	})
	node := exec.CommandContext(t.Context(), "node", "-e", fixedPoint)
	node.Stdin = &bodies
	out, err := node.CombinedOutput()
	if want := fmt.Sprintf("0 of %d differ\n", count); err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

// hostile draws text with what JSON and JavaScript disagree about, and bytes
// that are not UTF-8.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"\u2028\u2029", `\u2028`, "<&>", "\xff\xfe", "a\xc3", "\ufffd", "\x00\x1f\x7f\b\f", "😀", `"\"`, "{{.}}", "@everyone",
		}),
		rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "bytes")) }),
	)
}

func hostileEvent(t *rapid.T) engine.Event {
	name := func(label string) string { return strings.ReplaceAll(hostile().Draw(t, label), "/", "") }
	e := Sample(rapid.SampledFrom(Kinds).Draw(t, "kind"))
	key := rapid.OneOf(hostile(), rapid.SampledFrom([]string{"42", "0", "007", "4294967295", "__proto__", ""}))
	metadata := rapid.MapOf(key, hostile()).Draw(t, "metadata")
	spoil := func(j *engine.Job) {
		j.Path = filepath.Join("/music", name("source"))
		j.Metadata = metadata
		if j.Err != nil {
			j.Err = &engine.Error{Code: fault.CorruptFile, Message: message.Literal(hostile().Draw(t, "message")), Details: hostile().Draw(t, "details")}
		}
		outputs := make([]cut.Result, len(j.Result.Outputs))
		for i, o := range j.Result.Outputs {
			o.Path, o.Segment.Title = filepath.Join("/music", name("file")+".mp3"), hostile().Draw(t, "title")
			o.Samples = engine.Position(rapid.Int64Range(0, 1<<40).Draw(t, "samples"))
			outputs[i] = o
		}
		j.Result.Outputs = outputs
	}
	spoil(&e.Job)
	for i := range e.Batch.Jobs {
		spoil(&e.Batch.Jobs[i])
	}
	e.Segment.Path, e.Segment.Segment.Title = filepath.Join("/music", name("segment")), hostile().Draw(t, "title")
	return e
}

func TestLongJobsStaySmall(t *testing.T) {
	t.Parallel()
	j := hostileJob()
	for _, f := range Formats {
		messages, err := specs[f].messages(engine.Event{Kind: engine.JobCompleted, Job: j}, valid(f))
		for _, m := range messages {
			if err != nil || len(m.Body) > wire.MaxBody || len(m.Body) == 0 {
				t.Errorf("%s: %d bytes, %v", f, len(m.Body), err)
			}
		}
		parts := map[string]bool{}
		for _, m := range messages {
			if parts[m.Part] {
				t.Errorf("%s: two messages %q", f, m.Part)
			}
			parts[m.Part] = true
		}
	}
}

// sent returns what an endpoint gets of an event, as its receiver sees it.
func sent(t *testing.T, e engine.Event, to Endpoint) (requests []*http.Request, bodies []string) {
	t.Helper()
	s := newTestSender(t, to)
	s.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		requests, bodies = append(requests, r), append(bodies, string(body))
		return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
	})
	for _, d := range deliveries(e, to, time.Unix(0, 0)) {
		if r := s.Send(t.Context(), d); r.Err != nil {
			t.Errorf("%s: %v", to.Format, r.Err)
		}
	}
	return requests, bodies
}

func TestAuphonic(t *testing.T) {
	t.Parallel()
	requests, bodies := sent(t, Sample(engine.JobCompleted), valid(Auphonic))
	if bodies[0] != "status=3&status_string=Done&uuid=job_0123456789abcdef" || requests[0].Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("%s %v", bodies[0], requests[0].Header)
	}
	_, bodies = sent(t, Sample(engine.JobFailed), valid(Auphonic))
	if bodies[0] != "status=2&status_string=Error&uuid=job_0123456789abcdef" {
		t.Error(bodies[0])
	}
}

func TestConverso(t *testing.T) {
	t.Parallel()
	to := valid(Converso)
	to.Header, to.BaseURL = "X-My-Key", "https://files.example/a b/"
	requests, bodies := sent(t, Sample(engine.JobCompleted), to)
	if len(bodies) != 3 || requests[0].Header.Get("X-My-Key") != testSecret || requests[0].Header.Get(headerSignature) != "" {
		t.Fatalf("%d bodies, %v", len(bodies), requests[0].Header)
	}
	if want := `{"event":"job.completed","jobId":"job_0123456789abcdef","status":"completed","timestamp":"2026-03-29T10:05:00Z",` +
		`"downloadUrl":"/a%20b/test_000.mp3","outputFile":{"filename":"test_000.mp3","url":"https://files.example/a%20b/test_000.mp3",` +
		`"size":9600000,"duration":600,"format":"mp3","bitrate":"128k"}}`; bodies[0] != want {
		t.Errorf("got  %s\nwant %s", bodies[0], want)
	}
	// A job with one output has one event, whose id is the job's own.
	single := Sample(engine.JobCompleted)
	single.Job.Result.Outputs = single.Job.Result.Outputs[:1]
	if messages, err := converso(single, to); err != nil || len(messages) != 1 || messages[0].Part != "" {
		t.Errorf("%v, %v", messages, err)
	}
	to.BaseURL, to.NamesOnly = "", true
	if _, bodies := sent(t, single, to); !strings.Contains(bodies[0], `"downloadUrl":"test_000.mp3","outputFile":{"filename":"test_000.mp3","size"`) {
		t.Error(bodies[0])
	}
	_, bodies = sent(t, Sample(engine.JobFailed), to)
	if want := `{"event":"job.failed","jobId":"job_0123456789abcdef","status":"failed","timestamp":"2026-03-29T10:05:00Z",` +
		`"error":{"code":"CORRUPT_FILE","message":"This is a test: nothing has failed."}}`; bodies[0] != want {
		t.Errorf("got  %s\nwant %s", bodies[0], want)
	}
}

func TestAudiorista(t *testing.T) {
	t.Parallel()
	to := valid(Audiorista)
	requests, bodies := sent(t, Sample(engine.JobCompleted), to)
	if len(bodies) != 4 || requests[0].Header.Get("X-Audiorista-Key") != testSecret {
		t.Fatalf("%d bodies, %v", len(bodies), requests[0].Header)
	}
	if want := `{"event":"asset.transcoded","timestamp":"2026-03-29T10:05:00Z","id":1113805724944016,"external_id":"job_0123456789abcdef","name":"test.mp3",` +
		`"description":null,"state":"splitting","published":false,"created_at":"2026-03-29T10:04:00Z","updated_at":"2026-03-29T10:05:00Z","published_at":null,` +
		`"duration_ms":null,"asset_count":0,"assets":[],"chapters":[],"truncated":false,"error":null,` +
		`"asset":{"id":3364687201969389,"external_id":"job_0123456789abcdef_1","title_id":1113805724944016,"name":"test_001.mp3","duration_ms":600000,"filesize_bytes":9600000,` +
		`"content_type":"audio/mpeg","order":1,"url":"file:///music/test/test_001.mp3"}}`; bodies[1] != want {
		t.Errorf("got  %s\nwant %s", bodies[1], want)
	}
	if !strings.HasPrefix(bodies[3], `{"event":"title.ready",`) || !strings.Contains(bodies[3], `{"name":"test_002.mp3","start_ms":1200000}`) ||
		!strings.Contains(bodies[3], `"duration_ms":1380000`) || !strings.Contains(bodies[3], `"asset_count":3,"assets":[{"id":`) {
		t.Error(bodies[3])
	}
	// A segment told as it was written is not told again when all are.
	early := deliveries(Sample(engine.SegmentWritten), to, time.Unix(0, 0))
	late := deliveries(Sample(engine.JobCompleted), to, time.Unix(0, 0))
	if len(early) != 1 || early[0].ID != late[0].ID || late[0].ID == late[1].ID {
		t.Errorf("%v, %v", early, late)
	}
	to.Events = []engine.Kind{engine.JobCompleted}
	if _, bodies = sent(t, Sample(engine.JobCompleted), to); len(bodies) != 1 {
		t.Errorf("%d bodies, want the title only", len(bodies))
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	to := valid(Template)
	to.Template = `{ "text": {{json .data.sourceFileName}}, "n": {{len .data.segments}} }`
	to.Events = []engine.Kind{engine.JobCompleted}
	e := Sample(engine.JobCompleted)
	e.Job.Path = "/music/\"<\u2028\xff.mp3"
	_, bodies := sent(t, e, to)
	if want := "{\"text\":\"\\\"<\u2028\ufffd.mp3\",\"n\":3}"; bodies[0] != want {
		t.Errorf("got %q, want %q", bodies[0], want)
	}
	// What a template cannot tell is a failure that the log shows.
	failed := deliveries(Sample(engine.JobFailed), to, time.Unix(0, 0))
	if len(failed) != 1 || failed[0].State != "failed" || failed[0].Reason.String() == "" || failed[0].Body != nil {
		t.Errorf("%+v", failed)
	}
}

// A switch keeps the folders of this machine at home.
func TestNamesOnly(t *testing.T) {
	t.Parallel()
	e := Sample(engine.JobFailed)
	e.Job.Path = "/home/hunter2/a.mp3"
	e.Job.Result.Folder = "/srv/hunter2/out"
	e.Job.Err = &engine.Error{Code: fault.CorruptFile, Message: message.New("cannot read /home/hunter2/a.mp3"), Details: "in /srv/hunter2/out/x: /srv/hunter2/y, '/tmp/hunter2/z' and /srv/hunter2/out."}
	done := Sample(engine.JobCompleted)
	done.Job.Result.Folder = "/home/hunter2"
	for i := range done.Job.Result.Outputs {
		done.Job.Result.Outputs[i].Path = "/home/hunter2/" + filepath.Base(done.Job.Result.Outputs[i].Path)
	}
	batch := Sample(engine.BatchCompleted)
	batch.Batch.Jobs = []engine.Job{e.Job, done.Job}
	for _, f := range Formats {
		to := valid(f)
		to.NamesOnly = true
		for _, e := range []engine.Event{e, done, batch} {
			_, bodies := sent(t, e, to)
			for _, body := range bodies {
				if strings.Contains(body, "hunter2") {
					t.Errorf("%s, %s: %s", f, e.Kind, body)
				}
			}
		}
	}
	if e.Job.Err.Message.String() != "cannot read /home/hunter2/a.mp3" {
		t.Error("the event itself was changed")
	}
}

// A chat is not told twice of one file.
func TestChatsAreToldOnce(t *testing.T) {
	t.Parallel()
	e := Sample(engine.BatchCompleted)
	if _, bodies := sent(t, e, valid(Slack)); len(bodies) != 1 {
		t.Errorf("%d messages of a batch", len(bodies))
	}
	e.Batch.Jobs = e.Batch.Jobs[:1]
	if _, bodies := sent(t, e, valid(Slack)); len(bodies) != 0 {
		t.Errorf("%d messages of a batch of one", len(bodies))
	}
	to := valid(Slack)
	to.Events = []engine.Kind{engine.BatchCompleted, engine.JobFailed}
	if _, bodies := sent(t, e, to); len(bodies) != 1 {
		t.Errorf("%d messages to one that is not told of the job", len(bodies))
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ url, path, want string }{
		{"https://example.com/a?b=c", "", "https://example.com/a?b=c"},
		{"https://example.com", "/x/{id}", "https://example.com/x/dlv_1"},
		{"https://example.com/a/", "/x", "https://example.com/a/x"},
		{"https://example.com/a%2Fb", "/%21r%2F/y", "https://example.com/a%2Fb/%21r%2F/y"},
		{"https://example.com/a", "?wait=true", "https://example.com/a?wait=true"},
		{"https://example.com/a?b=c&d", "?wait=true", "https://example.com/a?b=c&d&wait=true"},
	} {
		s := newTestSender(t, Endpoint{URL: test.url})
		if got := s.target(Delivery{ID: "dlv_1", Path: test.path}); got != test.want {
			t.Errorf("%s and %s: %s, want %s", test.url, test.path, got, test.want)
		}
	}
}

func TestAnswersTellNoSecrets(t *testing.T) {
	t.Parallel()
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(400)
		fmt.Fprintf(w, "%s %v", r.URL, r.Header)
	})
	for _, f := range []Format{Slack, AudioSpliter} {
		e := valid(f)
		e.URL, e.Local, e.Headers = base+secretPath+"?token=1", true, map[string]string{"X-Key": "hunter2"}
		r := newTestSender(t, e).Send(t.Context(), testDelivery)
		shown := !f.SecretURL()
		if strings.Contains(r.Answer, secretPath) != shown || strings.Contains(r.Answer, "token=1") || strings.Contains(r.Answer, "hunter2") || r.Answer == "" {
			t.Errorf("%s: %s", f, r.Answer)
		}
	}
	// Not even the beginning of one is left at the end of what is kept.
	long := strings.Repeat("x", keptAnswer-10)
	base = serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, long+testSecret) })
	r := newTestSender(t, Endpoint{URL: base, Local: true}).Send(t.Context(), testDelivery)
	if r.Answer != long+"***" {
		t.Errorf("%s", r.Answer)
	}
}

func TestNameOnly(t *testing.T) {
	t.Parallel()
	j := engine.Job{Request: engine.Request{Path: "/my music/a b.mp3"}}
	j.Result.Folder = "/my music/out"
	for text, want := range map[string]string{
		"cannot read /my music/a b.mp3":                   "cannot read a b.mp3",
		"The folder /my music/out is full.":               "The folder out is full.",
		"open /home/me/list.cue: no such file":            "open list.cue: no such file",
		`ffmpeg: C:\Users\me\x.mp3, "\\server\share\y"`:   `ffmpeg: x.mp3, "y"`,
		"at 10/20 of 3 km/h, https://example.com/a/b.mp3": "at 10/20 of 3 km/h, https://example.com/a/b.mp3",
	} {
		if got := nameOnly(j, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
