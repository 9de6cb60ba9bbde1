package notifier

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"net/http"
	"path/filepath"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/wire"
)

const headerAudiorista = "X-Audiorista-Key"

// audioristaEvent is a title with its event. All fields are always there: what
// is not known is null or empty.
type audioristaEvent struct {
	Event     string `json:"event"`
	Timestamp string `json:"timestamp"`
	audioristaTitle
	Asset *audioristaAsset `json:"asset"` // of asset.transcoded; null otherwise
}

type audioristaTitle struct {
	ID          int64               `json:"id"`
	ExternalID  string              `json:"external_id"` // the job's id
	Name        string              `json:"name"`
	Description *string             `json:"description"`
	State       string              `json:"state"`
	Published   bool                `json:"published"` // the job is complete
	CreatedAt   *string             `json:"created_at"`
	UpdatedAt   string              `json:"updated_at"`
	PublishedAt *string             `json:"published_at"`
	DurationMS  *int64              `json:"duration_ms"`
	AssetCount  int                 `json:"asset_count"`
	Assets      []audioristaAsset   `json:"assets"`
	Chapters    []audioristaChapter `json:"chapters"`
	Truncated   bool                `json:"truncated"` // not all assets and chapters are listed
	Error       *conversoError      `json:"error"`
}

type audioristaAsset struct {
	ID            int64   `json:"id"`
	ExternalID    string  `json:"external_id"` // the job's id and the segment's index
	TitleID       int64   `json:"title_id"`
	Name          string  `json:"name"`
	DurationMS    int64   `json:"duration_ms"`
	FilesizeBytes int64   `json:"filesize_bytes"`
	ContentType   string  `json:"content_type"`
	Order         int     `json:"order"`
	URL           *string `json:"url"`
}

type audioristaChapter struct {
	Name    string `json:"name"`
	StartMS int64  `json:"start_ms"`
}

// audiorista sees a job as a title and its segments as assets: a title is
// updated with each state of the job, an asset is transcoded when its segment
// is written, and the title is ready when all are.
func audiorista(e engine.Event, to Endpoint) ([]Message, error) {
	job := redact(e, to).Job
	w := audioristaEvent{Event: "title.updated", Timestamp: audioristaTime(e.Time), audioristaTitle: titleOf(job, e.Time)}
	switch e.Kind {
	case engine.StateChanged:
		return []Message{{Part: "state/" + w.State, Body: wire.Encode(w)}}, nil
	case engine.JobFailed:
		all := assets(w, job, to)
		w.Error = failureOf(job)
		return append(all, Message{Body: wire.Encode(w)}), nil
	case engine.SegmentWritten:
		w.State = string(engine.Splitting)
		return []Message{transcoded(w, job, e.Segment, to)}, nil
	case engine.JobCompleted:
		return append(assets(w, job, to), Message{Body: ready(w, job, e.Time, to)}), nil
	}
	return nil, nil
}

func titleOf(j engine.Job, at time.Time) audioristaTitle {
	t := audioristaTitle{
		ID: audioristaID(j.ID), ExternalID: j.ID, Name: filepath.Base(j.Path), State: string(j.State), UpdatedAt: audioristaTime(at),
		Assets: []audioristaAsset{}, Chapters: []audioristaChapter{},
	}
	if !j.Added.IsZero() {
		t.CreatedAt = new(audioristaTime(j.Added))
	}
	if source := j.Result.Source; source.Rate > 0 {
		t.DurationMS = new(milliseconds(source.Duration()))
	}
	return t
}

func audioristaTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// audioristaID is an integer of 52 bits, which JavaScript reads exactly, that is
// the same for the same text.
func audioristaID(text string) int64 {
	sum := sha256.Sum256([]byte(text))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 12)
}

// assets are those of a job that is over, to be sent before it: what was sent
// as it was written is sent once.
func assets(w audioristaEvent, job engine.Job, to Endpoint) (all []Message) {
	if !to.Wants(engine.SegmentWritten) {
		return nil
	}
	w.State = string(engine.Splitting)
	for _, o := range job.Result.Outputs {
		if !o.Skipped {
			all = append(all, transcoded(w, job, o, to))
		}
	}
	return all
}

func transcoded(w audioristaEvent, job engine.Job, o cut.Result, to Endpoint) Message {
	asset := assetOf(job, o, to)
	w.Event, w.Asset = "asset.transcoded", &asset
	w.DurationMS = nil // so that a segment has the same body when it is written and when all are
	return Message{Part: fmt.Sprintf("asset/%d", o.Segment.Index), Body: wire.Encode(w)}
}

// ready is the title with as many of its assets and chapters as a body holds.
func ready(w audioristaEvent, j engine.Job, at time.Time, to Endpoint) []byte {
	w.Event, w.Published, w.PublishedAt = "title.ready", true, new(audioristaTime(at))
	var listed []audioristaAsset
	var chapters []audioristaChapter
	for _, o := range j.Result.Outputs {
		if o.Skipped {
			continue
		}
		listed = append(listed, assetOf(j, o, to))
		chapters = append(chapters, audioristaChapter{listed[len(listed)-1].Name, milliseconds(j.Result.Source.Rate.Seconds(o.Segment.Start))})
	}
	w.AssetCount = len(listed)
	return wire.Most(len(listed), func(n int) []byte {
		w.Assets, w.Chapters, w.Truncated = append([]audioristaAsset{}, listed[:n]...), append([]audioristaChapter{}, chapters[:n]...), n < len(listed)
		return wire.Encode(w)
	})
}

func assetOf(j engine.Job, o cut.Result, to Endpoint) audioristaAsset {
	name := cmp.Or(o.Segment.Title, filepath.Base(o.Path))
	id := fmt.Sprintf("%s_%d", j.ID, o.Segment.Index)
	asset := audioristaAsset{
		ID:            audioristaID(id),
		ExternalID:    id,
		TitleID:       audioristaID(j.ID),
		Name:          name,
		DurationMS:    milliseconds(o.Rate.Seconds(o.Samples)),
		FilesizeBytes: o.Size,
		ContentType:   contentType(o.Path),
		Order:         o.Segment.Index,
	}
	if url := links(j, to)(o.Path); url != "" {
		asset.URL = &url
	}
	return asset
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
