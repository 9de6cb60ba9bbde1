package notifier

import (
	"net/http"
	"strings"
	"time"

	"audiospliter/engine"
	"audiospliter/notifier/chat"
)

// chatMessages returns the messages that a chat service shows to people.
func chatMessages(s chat.Service) func(engine.Event, Endpoint) ([]Message, error) {
	return func(e engine.Event, to Endpoint) ([]Message, error) {
		if e.Kind == engine.BatchCompleted && len(e.Batch.Jobs) == 1 {
			end := engine.JobFailed
			if e.Batch.Jobs[0].State == engine.Completed {
				end = engine.JobCompleted
			}
			if to.Wants(end) {
				return nil, nil // its job has said it all
			}
		}
		o := chat.Options{To: to.To, Folder: !to.NamesOnly}
		if to.BaseURL != "" {
			o.Link = links(e.Job, to)
		}
		r, ok := s.Write(redact(e, to), o)
		if !ok {
			return nil, nil
		}
		return []Message{{Method: r.Method, Path: r.Path, Body: r.Body}}, nil
	}
}

// bearer sends the secret as an access token (RFC 6750).
func bearer(h http.Header, _ Delivery, to Endpoint, _ time.Time) error {
	if to.Secret != "" {
		h.Set("Authorization", "Bearer "+strings.TrimPrefix(to.Secret, "Bearer "))
	}
	return nil
}
