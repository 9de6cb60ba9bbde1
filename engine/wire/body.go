// Package wire writes events as JSON: the bodies that webhooks get, and that
// --json prints. Names in it are a contract with receivers and scripts.
//
// What it writes is a fixed point of JavaScript: JSON.stringify(JSON.parse(body))
// is the body, byte for byte. Receivers on Node often check a signature over
// JSON.stringify of what they have parsed. For them to come to the same bytes,
// integers must stay below 2^53, fractions must be Numbers, and objects with keys
// from outside Maps.
package wire

import (
	"net/url"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"audiospliter/engine"
)

// MaxBody bounds the body of an event, in bytes: receivers built on Express
// refuse more than 100 KiB by default.
const MaxBody = 90_000

// Linked returns an event as JSON, as it goes to webhooks: one line without a line
// feed. It never exceeds MaxBody: a long list of segments first
// loses its links and titles, then its end, and says so; metadata of more than
// 16 kB are left out.
//
// Only the kinds with a name on the wire have a body; it is nil for the rest.
// The downloadUrl of an output is what link returns for its path, none for "".
func Linked(e engine.Event, link func(path string) string) []byte {
	return body(e, view{link: link})
}

// Local is Linked for programs on this machine: with the paths of sources and segments
// as this system writes them, and however long.
func Local(e engine.Event) []byte { return body(e, view{link: FileURL, local: true}) }

// A view is how a body shows files.
type view struct {
	link  func(path string) string
	local bool
}

// path returns a path for those who can use it.
func (v view) path(path string) string {
	if !v.local {
		return ""
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func body(e engine.Event, v view) []byte {
	w := event{Event: string(e.Kind), Timestamp: e.Time.UTC().Format(time.RFC3339)}
	switch e.Kind {
	case engine.JobProgress:
		w.JobID = e.Job.ID
		w.Data = progressData{Status: "processing", Progress: int(e.Job.Progress * 100), Metadata: metadataOf(e.Job)}
	case engine.JobFailed:
		w.JobID = e.Job.ID
		w.Data = failureOf(e.Job, v)
	case engine.JobCompleted:
		w.JobID = e.Job.ID
		return shrink(w, completedOf(e.Job, v), v)
	case engine.BatchCompleted:
		w.BatchID = e.Batch.ID
		return shrinkBatch(w, e.Batch, v)
	default:
		return nil
	}
	return Encode(w)
}

type event struct {
	Event     string `json:"event"`
	JobID     string `json:"jobId,omitempty"`
	BatchID   string `json:"batchId,omitempty"`
	Timestamp string `json:"timestamp"`
	Data      any    `json:"data"`
}

type progressData struct {
	Status   string `json:"status"`
	Progress int    `json:"progress"`
	Metadata Map    `json:"metadata,omitempty"`
}

type failureData struct {
	Status         string    `json:"status"`
	SourceFileName string    `json:"sourceFileName"`
	SourcePath     string    `json:"sourcePath,omitempty"`
	Error          errorData `json:"error"`
	Metadata       Map       `json:"metadata,omitempty"`
}

type errorData struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Details string `json:"details"`
}

type completedData struct {
	Status            string        `json:"status"`
	SplitMode         string        `json:"splitMode"`
	SegmentCount      int           `json:"segmentCount"`
	SkippedCount      int           `json:"skippedCount,omitempty"`
	TotalDuration     Number        `json:"totalDuration"`
	SourceFileName    string        `json:"sourceFileName"`
	SourcePath        string        `json:"sourcePath,omitempty"`
	SourceDuration    Number        `json:"sourceDuration"`
	SourceSize        int64         `json:"sourceSize"`
	OutputFormat      string        `json:"outputFormat"`
	Segments          []segmentData `json:"segments"`
	SegmentsTruncated bool          `json:"segmentsTruncated,omitempty"`
	Metadata          Map           `json:"metadata,omitempty"`
}

type segmentData struct {
	Index       int    `json:"index"`
	DownloadURL string `json:"downloadUrl,omitempty"`
	FileName    string `json:"fileName"`
	Path        string `json:"path,omitempty"`
	Title       string `json:"title,omitempty"`
	Start       Number `json:"start"`
	Duration    Number `json:"duration"`
	Size        int64  `json:"size"`
}

type batchData struct {
	Status         string         `json:"status"`
	JobCount       int            `json:"jobCount"`
	CompletedCount int            `json:"completedCount"`
	FailedCount    int            `json:"failedCount"`
	CanceledCount  int            `json:"canceledCount,omitempty"`
	Jobs           []batchJobData `json:"jobs"`
	JobsTruncated  bool           `json:"jobsTruncated,omitempty"`
}

type batchJobData struct {
	JobID          string     `json:"jobId"`
	Status         string     `json:"status"`
	SourceFileName string     `json:"sourceFileName"`
	SourcePath     string     `json:"sourcePath,omitempty"`
	SegmentCount   int        `json:"segmentCount"`
	SkippedCount   int        `json:"skippedCount,omitempty"`
	Error          *errorData `json:"error,omitempty"`
}

// maxMetadata bounds what one body says that only its receiver understands.
const maxMetadata = 16_000

func metadataOf(j engine.Job) Map {
	if m := Map(j.Metadata); len(Encode(m)) <= maxMetadata {
		return m
	}
	return nil
}

func failureOf(j engine.Job, v view) failureData {
	return failureData{
		Status:         "failed", // of canceled jobs, too: their code is CANCELED
		SourceFileName: filepath.Base(j.Path),
		SourcePath:     v.path(j.Path),
		Error:          errorOf(j.Err),
		Metadata:       metadataOf(j),
	}
}

// maxTail keeps a long standard error from filling the body.
const maxTail = 2000

func errorOf(err *engine.Error) errorData {
	if err == nil {
		return errorData{}
	}
	return errorData{Code: string(err.Code), Message: err.Message.String(), Details: Tail(err.Details)}
}

// Tail returns the end of a long text, such as what ffmpeg said.
func Tail(text string) string { return text[max(len(text)-maxTail, 0):] }

func completedOf(j engine.Job, v view) completedData {
	r := j.Result
	w := completedData{
		Status:         "completed",
		SplitMode:      string(r.Plan.Mode),
		SourceFileName: filepath.Base(j.Path),
		SourcePath:     v.path(j.Path),
		SourceDuration: Number(r.Source.Duration()),
		SourceSize:     r.Source.Size,
		OutputFormat:   outputFormat(r),
		Segments:       make([]segmentData, 0, len(r.Outputs)),
		Metadata:       metadataOf(j),
	}
	for _, o := range r.Outputs {
		if o.Skipped {
			continue
		}
		duration := o.Rate.Seconds(o.Samples)
		w.TotalDuration += Number(duration)
		w.Segments = append(w.Segments, segmentData{
			Index:       o.Segment.Index,
			DownloadURL: v.link(o.Path),
			FileName:    filepath.Base(o.Path),
			Path:        v.path(o.Path),
			Title:       o.Segment.Title,
			Start:       Number(r.Source.Rate.Seconds(o.Segment.Start)),
			Duration:    Number(duration),
			Size:        o.Size,
		})
	}
	w.SegmentCount, w.SkippedCount = r.Written(), r.Skipped()
	return w
}

func outputFormat(r engine.Result) string {
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
func shrink(w event, data completedData, v view) []byte {
	if w.Data = data; v.local {
		return Encode(w)
	}
	all := slices.Clone(data.Segments)
	encode := func(n int) []byte {
		data.Segments = all[:n]
		w.Data = data
		return Encode(w)
	}
	for _, leaveOut := range []func(*segmentData){
		func(*segmentData) {},
		func(s *segmentData) { s.DownloadURL = "" },
		func(s *segmentData) { s.Title = "" },
	} {
		for i := range all {
			leaveOut(&all[i])
		}
		if body := encode(len(all)); len(body) <= MaxBody {
			return body
		}
	}
	data.SegmentsTruncated = true
	return Most(len(all), encode)
}

func shrinkBatch(w event, b engine.Batch, v view) []byte {
	data := batchData{
		Status:         "completed",
		JobCount:       len(b.Jobs),
		CompletedCount: b.Count(engine.Completed),
		FailedCount:    b.Count(engine.Failed),
		CanceledCount:  b.Count(engine.Canceled),
		Jobs:           make([]batchJobData, 0, len(b.Jobs)),
	}
	for _, j := range b.Jobs {
		job := batchJobData{
			JobID:          j.ID,
			Status:         string(j.State),
			SourceFileName: filepath.Base(j.Path),
			SourcePath:     v.path(j.Path),
			SegmentCount:   j.Result.Written(),
			SkippedCount:   j.Result.Skipped(),
		}
		if j.Err != nil {
			failure := errorOf(j.Err)
			failure.Details = ""
			job.Error = &failure
		}
		data.Jobs = append(data.Jobs, job)
	}
	w.Data = data
	body := Encode(w)
	if v.local || len(body) <= MaxBody {
		return body
	}
	data.JobsTruncated = true
	all := data.Jobs
	return Most(len(all), func(n int) []byte {
		data.Jobs = all[:n]
		w.Data = data
		return Encode(w)
	})
}

// Most returns the body with the most of n entries that has at most MaxBody bytes, or
// with none.
func Most(n int, body func(n int) []byte) []byte {
	tooMany := sort.Search(n+1, func(n int) bool { return len(body(n)) > MaxBody })
	return body(max(tooMany-1, 0))
}
