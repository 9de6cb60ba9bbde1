package notifier

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/wire"
)

// headerConverso carries Converso's secret where the user names no other.
const headerConverso = "X-Webhook-Secret"

type conversoEvent struct {
	Event       string         `json:"event"`
	JobID       string         `json:"jobId"`
	Status      string         `json:"status"`
	Timestamp   string         `json:"timestamp"`
	DownloadURL string         `json:"downloadUrl,omitempty"`
	OutputFile  *conversoFile  `json:"outputFile,omitempty"`
	Error       *conversoError `json:"error,omitempty"`
}

type conversoFile struct {
	FileName string      `json:"filename"`
	URL      string      `json:"url,omitempty"`
	Size     int64       `json:"size"`
	Duration wire.Number `json:"duration"`
	Format   string      `json:"format"`
	Bitrate  string      `json:"bitrate"`
}

type conversoError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Details string `json:"details,omitempty"`
}

// converso is one flat event for each output file: downloadUrl is its relative
// path, outputFile.url the whole URL.
func converso(e engine.Event, to Endpoint) ([]Message, error) {
	w := conversoEvent{Event: string(e.Kind), JobID: e.Job.ID, Timestamp: e.Time.UTC().Format(time.RFC3339)}
	switch e.Kind {
	case engine.JobFailed:
		w.Status = "failed"
		w.Error = cmp.Or(failureOf(redact(e, to).Job), &conversoError{})
		return []Message{{Body: wire.Encode(w)}}, nil
	case engine.JobCompleted:
		w.Status = "completed"
		link := links(e.Job, to)
		var all []Message
		for i, o := range e.Job.Result.Outputs {
			if o.Skipped {
				continue
			}
			w.DownloadURL = relativeURL(e.Job, to, o.Path)
			w.OutputFile = &conversoFile{
				FileName: filepath.Base(o.Path),
				URL:      link(o.Path),
				Size:     o.Size,
				Duration: wire.Number(o.Rate.Seconds(o.Samples)),
				Format:   extension(o.Path),
				Bitrate:  bitrate(o),
			}
			all = append(all, Message{Part: fmt.Sprintf("file/%d", i), Body: wire.Encode(w)})
		}
		if len(all) == 1 { // it is the job's own event
			all[0].Part = ""
		}
		return all, nil
	}
	return nil, nil
}

// failureOf returns why a job failed, nil where it did not.
func failureOf(j engine.Job) *conversoError {
	if j.Err == nil {
		return nil
	}
	return &conversoError{string(j.Err.Code), wire.Tail(j.Err.Message.String()), wire.Tail(j.Err.Details)}
}

func extension(path string) string {
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
}

// bitrate is what the file has on average, in thousands of bits a second.
func bitrate(o cut.Result) string {
	seconds := o.Rate.Seconds(o.Samples)
	if seconds <= 0 {
		return "0k"
	}
	return strconv.FormatFloat(math.Round(float64(o.Size)*8/seconds/1000), 'f', -1, 64) + "k"
}

func keyConverso(h http.Header, _ Delivery, to Endpoint, _ time.Time) error {
	if to.Secret != "" {
		h.Set(cmp.Or(to.Header, headerConverso), to.Secret)
	}
	return nil
}
