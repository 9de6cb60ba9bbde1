package engine

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"audiospliter/engine/jsjson"
)

// MaxBody bounds the body of an event, in bytes: receivers built on Express
// refuse more than 100 KiB by default.
const MaxBody = 90_000

// Body returns the event as JSON, as it goes to webhooks and to --json: one
// line without a line feed, and a fixed point of JavaScript's JSON.parse and
// JSON.stringify, so that receivers that sign what they have parsed come to
// the same signature. It never exceeds MaxBody: a long list of segments first
// loses its links and titles, then its end, and says so; metadata of more than
// 16 kB are left out.
//
// Only the kinds with a name on the wire have a body; it is nil for the rest.
func (e Event) Body() []byte { return e.BodyLinked(FileURL) }

// BodyLinked is Body with another downloadUrl for each output: what link
// returns for its path, none for "".
func (e Event) BodyLinked(link func(path string) string) []byte {
	w := wireEvent{Event: string(e.Kind), Timestamp: e.Time.UTC().Format(time.RFC3339)}
	switch e.Kind {
	case JobProgress:
		w.JobID = e.Job.ID
		w.Data = wireProgress{Status: "processing", Progress: int(e.Job.Progress * 100), Metadata: wireMetadata(e.Job)}
	case JobFailed:
		w.JobID = e.Job.ID
		w.Data = wireFailureOf(e.Job)
	case JobCompleted:
		w.JobID = e.Job.ID
		return shrink(w, wireCompletedOf(e.Job, link))
	case BatchCompleted:
		w.BatchID = e.Batch.ID
		return shrinkBatch(w, e.Batch)
	default:
		return nil
	}
	return jsjson.Encode(w)
}

type wireEvent struct {
	Event     string `json:"event"`
	JobID     string `json:"jobId,omitempty"`
	BatchID   string `json:"batchId,omitempty"`
	Timestamp string `json:"timestamp"`
	Data      any    `json:"data"`
}

type wireProgress struct {
	Status   string     `json:"status"`
	Progress int        `json:"progress"`
	Metadata jsjson.Map `json:"metadata,omitempty"`
}

type wireFailure struct {
	Status         string     `json:"status"`
	SourceFileName string     `json:"sourceFileName"`
	Error          wireError  `json:"error"`
	Metadata       jsjson.Map `json:"metadata,omitempty"`
}

type wireError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Details string `json:"details"`
}

type wireCompleted struct {
	Status            string        `json:"status"`
	SplitMode         string        `json:"splitMode"`
	SegmentCount      int           `json:"segmentCount"`
	SkippedCount      int           `json:"skippedCount,omitempty"`
	TotalDuration     jsjson.Number `json:"totalDuration"`
	SourceFileName    string        `json:"sourceFileName"`
	SourceDuration    jsjson.Number `json:"sourceDuration"`
	SourceSize        int64         `json:"sourceSize"`
	OutputFormat      string        `json:"outputFormat"`
	Segments          []wireSegment `json:"segments"`
	SegmentsTruncated bool          `json:"segmentsTruncated,omitempty"`
	Metadata          jsjson.Map    `json:"metadata,omitempty"`
}

type wireSegment struct {
	Index       int           `json:"index"`
	DownloadURL string        `json:"downloadUrl,omitempty"`
	FileName    string        `json:"fileName"`
	Title       string        `json:"title,omitempty"`
	Start       jsjson.Number `json:"start"`
	Duration    jsjson.Number `json:"duration"`
	Size        int64         `json:"size"`
}

type wireBatch struct {
	Status         string         `json:"status"`
	JobCount       int            `json:"jobCount"`
	CompletedCount int            `json:"completedCount"`
	FailedCount    int            `json:"failedCount"`
	CanceledCount  int            `json:"canceledCount,omitempty"`
	Jobs           []wireBatchJob `json:"jobs"`
	JobsTruncated  bool           `json:"jobsTruncated,omitempty"`
}

type wireBatchJob struct {
	JobID          string     `json:"jobId"`
	Status         string     `json:"status"`
	SourceFileName string     `json:"sourceFileName"`
	SegmentCount   int        `json:"segmentCount"`
	SkippedCount   int        `json:"skippedCount,omitempty"`
	Error          *wireError `json:"error,omitempty"`
}

// maxMetadata bounds what one body says that only its receiver understands.
const maxMetadata = 16_000

func wireMetadata(j Job) jsjson.Map {
	if m := jsjson.Map(j.Metadata); len(jsjson.Encode(m)) <= maxMetadata {
		return m
	}
	return nil
}

func wireFailureOf(j Job) wireFailure {
	return wireFailure{
		Status:         "failed", // of canceled jobs, too: the code tells
		SourceFileName: filepath.Base(j.Path),
		Error:          wireErrorOf(j.Err),
		Metadata:       wireMetadata(j),
	}
}

// maxDetails keeps the tail of a long standard error from filling the body.
const maxDetails = 2000

func wireErrorOf(err *Error) wireError {
	if err == nil {
		return wireError{}
	}
	details := err.Details
	if len(details) > maxDetails {
		details = details[len(details)-maxDetails:]
	}
	return wireError{Code: string(err.Code), Message: err.Message.String(), Details: details}
}

func wireCompletedOf(j Job, link func(path string) string) wireCompleted {
	r := j.Result
	w := wireCompleted{
		Status:         "completed",
		SplitMode:      string(r.Plan.Mode),
		SourceFileName: filepath.Base(j.Path),
		SourceDuration: jsjson.Number(r.Source.Duration()),
		SourceSize:     r.Source.Size,
		OutputFormat:   outputFormat(r),
		Segments:       make([]wireSegment, 0, len(r.Outputs)),
		Metadata:       wireMetadata(j),
	}
	for _, o := range r.Outputs {
		if o.Skipped {
			continue
		}
		duration := o.Rate.Seconds(o.Samples)
		w.TotalDuration += jsjson.Number(duration)
		w.Segments = append(w.Segments, wireSegment{
			Index:       o.Segment.Index,
			DownloadURL: link(o.Path),
			FileName:    filepath.Base(o.Path),
			Title:       o.Segment.Title,
			Start:       jsjson.Number(r.Source.Rate.Seconds(o.Segment.Start)),
			Duration:    jsjson.Number(duration),
			Size:        o.Size,
		})
	}
	w.SegmentCount, w.SkippedCount = r.Written(), r.Skipped()
	return w
}

func outputFormat(r Result) string {
	if len(r.Outputs) == 0 {
		return r.Source.Container
	}
	return strings.TrimPrefix(filepath.Ext(r.Outputs[0].Path), ".")
}

// FileURL returns the file: URL of an absolute path.
func FileURL(path string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/... on Windows
	}
	return (&url.URL{Scheme: "file", Path: slashed}).String()
}

// shrink encodes the event with its segments, and with less and less about
// them until it fits.
func shrink(w wireEvent, data wireCompleted) []byte {
	w.Data = data
	body := jsjson.Encode(w)
	if len(body) <= MaxBody {
		return body
	}
	data.Segments = slices.Clone(data.Segments)
	for i := range data.Segments {
		data.Segments[i].DownloadURL = ""
	}
	w.Data = data
	if body = jsjson.Encode(w); len(body) <= MaxBody {
		return body
	}
	for i := range data.Segments {
		data.Segments[i].Title = ""
	}
	w.Data = data
	if body = jsjson.Encode(w); len(body) <= MaxBody {
		return body
	}
	data.SegmentsTruncated = true
	all := data.Segments
	return encodeMost(len(all), func(n int) []byte {
		data.Segments = all[:n]
		w.Data = data
		return jsjson.Encode(w)
	})
}

func shrinkBatch(w wireEvent, b Batch) []byte {
	data := wireBatch{
		Status:         "completed",
		JobCount:       len(b.Jobs),
		CompletedCount: b.Count(Completed),
		FailedCount:    b.Count(Failed),
		CanceledCount:  b.Count(Canceled),
		Jobs:           make([]wireBatchJob, 0, len(b.Jobs)),
	}
	for _, j := range b.Jobs {
		job := wireBatchJob{
			JobID:          j.ID,
			Status:         string(j.State),
			SourceFileName: filepath.Base(j.Path),
			SegmentCount:   j.Result.Written(),
			SkippedCount:   j.Result.Skipped(),
		}
		if j.Err != nil {
			failure := wireErrorOf(j.Err)
			failure.Details = ""
			job.Error = &failure
		}
		data.Jobs = append(data.Jobs, job)
	}
	w.Data = data
	body := jsjson.Encode(w)
	if len(body) <= MaxBody {
		return body
	}
	data.JobsTruncated = true
	all := data.Jobs
	return encodeMost(len(all), func(n int) []byte {
		data.Jobs = all[:n]
		w.Data = data
		return jsjson.Encode(w)
	})
}

// encodeMost returns the body with the most of n entries that fits.
func encodeMost(n int, body func(n int) []byte) []byte {
	fits, tooMany := 0, n+1
	for tooMany-fits > 1 {
		middle := (fits + tooMany) / 2
		if len(body(middle)) <= MaxBody {
			fits = middle
		} else {
			tooMany = middle
		}
	}
	return body(fits)
}
