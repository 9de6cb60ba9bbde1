package notifier

import (
	"fmt"
	"math"
	"net/http"
	"path/filepath"
	"sort"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/wire"
)

const headerAudiorista = "X-Audiorista-Key"

type audioristaEvent struct {
	Event     string           `json:"event"`
	Timestamp string           `json:"timestamp"`
	Title     audioristaTitle  `json:"title"`
	Asset     *audioristaAsset `json:"asset,omitempty"`
}

type audioristaTitle struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	State      string              `json:"state"`
	DurationMS int64               `json:"duration_ms,omitempty"`
	Assets     []audioristaAsset   `json:"assets,omitempty"`
	Chapters   []audioristaChapter `json:"chapters,omitempty"`
	AssetCount int                 `json:"asset_count,omitempty"`
	Truncated  bool                `json:"truncated,omitempty"` // not all assets and chapters are listed
	Error      *conversoError      `json:"error,omitempty"`
}

type audioristaAsset struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	DurationMS    int64  `json:"duration_ms"`
	FilesizeBytes int64  `json:"filesize_bytes"`
	ContentType   string `json:"content_type"`
	Order         int    `json:"order"`
}

type audioristaChapter struct {
	Name    string `json:"name"`
	StartMS int64  `json:"start_ms"`
}

// audiorista sees a job as a title and its segments as assets: a title is
// updated with each state of the job, an asset is transcoded when its segment
// is written, and the title is ready when all are.
func audiorista(e engine.Event, to Endpoint) ([]Message, error) {
	job := discreet(e, to).Job
	title := audioristaTitle{ID: job.ID, Name: filepath.Base(job.Path), State: string(job.State)}
	w := audioristaEvent{Event: "title.updated", Timestamp: e.Time.UTC().Format(time.RFC3339), Title: title}
	switch e.Kind {
	case engine.StateChanged:
		return []Message{{Part: "state/" + title.State, Body: wire.Encode(w)}}, nil
	case engine.JobFailed:
		all := assets(w, job, to)
		if job.Err != nil {
			w.Title.Error = &conversoError{string(job.Err.Code), clip(job.Err.Message.String()), clip(job.Err.Details)}
		}
		return append(all, Message{Body: wire.Encode(w)}), nil
	case engine.SegmentWritten:
		w.Title.State = string(engine.Splitting)
		return []Message{transcoded(w, e.Segment)}, nil
	case engine.JobCompleted:
		return append(assets(w, job, to), Message{Body: ready(w, job)}), nil
	}
	return nil, nil
}

// assets are those of a job that is over, to be told before it: what was told
// as it was written is told once.
func assets(w audioristaEvent, job engine.Job, to Endpoint) (all []Message) {
	if !to.Wants(engine.SegmentWritten) {
		return nil
	}
	w.Title.State = string(engine.Splitting)
	for _, o := range job.Result.Outputs {
		if !o.Skipped {
			all = append(all, transcoded(w, o))
		}
	}
	return all
}

func transcoded(w audioristaEvent, o cut.Result) Message {
	asset := assetOf(w.Title.ID, o)
	w.Event, w.Asset = "asset.transcoded", &asset
	return Message{Part: fmt.Sprintf("asset/%d", o.Segment.Index), Body: wire.Encode(w)}
}

// ready is the title with as many of its assets and chapters as a body holds.
func ready(w audioristaEvent, j engine.Job) []byte {
	w.Event = "title.ready"
	w.Title.DurationMS = milliseconds(j.Result.Source.Duration())
	var listed []audioristaAsset
	var chapters []audioristaChapter
	for _, o := range j.Result.Outputs {
		if o.Skipped {
			continue
		}
		listed = append(listed, assetOf(j.ID, o))
		chapters = append(chapters, audioristaChapter{listed[len(listed)-1].Name, milliseconds(j.Result.Source.Rate.Seconds(o.Segment.Start))})
	}
	w.Title.AssetCount = len(listed)
	body := func(n int) []byte {
		w.Title.Assets, w.Title.Chapters, w.Title.Truncated = listed[:n], chapters[:n], n < len(listed)
		return wire.Encode(w)
	}
	tooMany := sort.Search(len(listed)+1, func(n int) bool { return len(body(n)) > wire.MaxBody })
	return body(max(tooMany-1, 0))
}

func assetOf(title string, o cut.Result) audioristaAsset {
	name := o.Segment.Title
	if name == "" {
		name = filepath.Base(o.Path)
	}
	return audioristaAsset{
		ID:            fmt.Sprintf("%s_%d", title, o.Segment.Index),
		Name:          name,
		DurationMS:    milliseconds(o.Rate.Seconds(o.Samples)),
		FilesizeBytes: o.Size,
		ContentType:   contentType(o.Path),
		Order:         o.Segment.Index,
	}
}

func milliseconds(seconds float64) int64 { return int64(math.Round(seconds * 1000)) }

// contentTypes are the media types of what is written, IANA's where it has one.
var contentTypes = map[string]string{
	"mp3": "audio/mpeg", "aac": "audio/aac", "m4a": "audio/mp4", "m4b": "audio/mp4", "mp4": "audio/mp4",
	"flac": "audio/flac", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg",
	"wav": "audio/wav", "aiff": "audio/aiff", "aif": "audio/aiff", "caf": "audio/x-caf", "mka": "audio/matroska", "wma": "audio/x-ms-wma",
}

func contentType(path string) string {
	if known := contentTypes[extension(path)]; known != "" {
		return known
	}
	return "application/octet-stream"
}

func keyAudiorista(h http.Header, _ Delivery, to Endpoint, _ time.Time) error {
	if to.Secret != "" {
		h.Set(headerAudiorista, to.Secret)
	}
	return nil
}
