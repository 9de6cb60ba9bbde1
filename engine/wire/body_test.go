package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

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

func TestBodySurvivesJavaScript(t *testing.T) {
	var bodies bytes.Buffer
	count := 0
	rapid.Check(t, func(t *rapid.T) {
		body := Linked(randomEvent(t), FileURL)
		if len(body) > MaxBody {
			t.Fatalf("a body of %d bytes", len(body))
		}
		if !json.Valid(body) || !utf8.Valid(body) || bytes.ContainsRune(body, '\n') {
			t.Fatalf("not a line of JSON: %q", body)
		}
		bodies.Write(append(body, '\n'))
		count++
	})
	node := exec.Command("node", "-e", fixedPoint)
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
			"\u2028\u2029", `\u2028`, `\\u2028`, "<&>", "\xff\xfe", "a\xc3", "\ufffd", "\x00\x1f\x7f\b\f", "😀", `"\"`, "é",
		}),
		rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "bytes")) }),
	)
}

func randomEvent(t *rapid.T) engine.Event {
	name := strings.ReplaceAll(hostile().Draw(t, "name"), "/", "")
	key := rapid.OneOf(hostile(), rapid.SampledFrom([]string{
		"42", "0", "007", "4294967294", "4294967295", "-1", "1.5", "__proto__", "constructor", "",
	}))
	job := engine.Job{
		ID:       "job_0123456789abcdef",
		State:    rapid.SampledFrom([]engine.State{engine.Completed, engine.Failed, engine.Canceled}).Draw(t, "state"),
		Progress: rapid.Float64Range(0, 1).Draw(t, "progress"),
		Request:  engine.Request{Path: filepath.Join("/music", name), Metadata: rapid.MapOf(key, hostile()).Draw(t, "metadata")},
		Err:      &fault.Error{Code: fault.CorruptFile, Message: message.Literal(hostile().Draw(t, "message")), Details: hostile().Draw(t, "details")},
	}
	rate := timeline.Rate(rapid.SampledFrom([]int{8000, 44100, 48000}).Draw(t, "rate"))
	job.Result.Source = engine.Source{Rate: rate, Samples: 1 << 33, Size: rapid.Int64Range(0, 1<<50).Draw(t, "size")}
	job.Result.Plan.Mode = plan.Silence
	position := rapid.Custom(func(t *rapid.T) engine.Position {
		return engine.Position(rapid.Int64Range(0, 1<<40).Draw(t, "position"))
	})
	for i := range rapid.IntRange(0, 5).Draw(t, "segments") {
		job.Result.Outputs = append(job.Result.Outputs, cut.Result{
			Segment: engine.Segment{Index: i, Start: position.Draw(t, "start"), Title: hostile().Draw(t, "title")},
			Path:    filepath.Join("/out", hostile().Draw(t, "file")+".mp3"),
			Samples: position.Draw(t, "samples"), Rate: rate,
		})
	}
	return engine.Event{
		Kind:  rapid.SampledFrom([]engine.Kind{engine.JobProgress, engine.JobCompleted, engine.JobFailed, engine.BatchCompleted}).Draw(t, "kind"),
		Time:  time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "time"), 0),
		Job:   job,
		Batch: engine.Batch{ID: "batch_0123456789abcdef", Jobs: []engine.Job{job, job}},
	}
}

func TestHugeMetadataAreLeftOut(t *testing.T) {
	job := engine.Job{ID: "job_0123456789abcdef", State: engine.Completed, Request: engine.Request{Metadata: map[string]string{"a": strings.Repeat("x", 200_000)}}}
	for _, kind := range []engine.Kind{engine.JobProgress, engine.JobCompleted, engine.JobFailed} {
		if n := len(Linked(engine.Event{Kind: kind, Job: job}, FileURL)); n > MaxBody {
			t.Errorf("%s: %d bytes", kind, n)
		}
	}
}

func TestBodyStaysSmall(t *testing.T) {
	for _, segments := range []int{0, 100, 700, 5000, 100_000} {
		job := engine.Job{ID: "job_0123456789abcdef", State: engine.Completed, Request: engine.Request{Path: "/music/long.mp3"}}
		job.Result.Source.Rate = 44100
		for i := range segments {
			job.Result.Outputs = append(job.Result.Outputs, cut.Result{
				Segment: engine.Segment{Index: i, Start: engine.Position(i) * 44100, Title: "A title of the usual length"},
				Path:    fmt.Sprintf("/music/long/long_%06d.mp3", i), Samples: 44100, Rate: 44100, Size: 16000,
			})
		}
		var got struct {
			Data struct {
				SegmentCount      int
				TotalDuration     float64
				Segments          []struct{ FileName string }
				SegmentsTruncated bool
			}
		}
		body := Linked(engine.Event{Kind: engine.JobCompleted, Job: job}, FileURL)
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatal(err)
		}
		switch d := got.Data; {
		case len(body) > MaxBody:
			t.Errorf("%d segments: %d bytes", segments, len(body))
		case d.SegmentCount != segments || d.TotalDuration != float64(segments):
			t.Errorf("%d segments: the body says %d of %g s", segments, d.SegmentCount, d.TotalDuration)
		case d.SegmentsTruncated != (len(d.Segments) < segments):
			t.Errorf("%d segments: %d listed, truncated %v", segments, len(d.Segments), d.SegmentsTruncated)
		case segments <= 700 && d.SegmentsTruncated:
			t.Errorf("%d segments should fit", segments)
		}
	}
}
