package notifier

import (
	"audiospliter/engine/fault"
)

// A Format names what a receiver expects to be signed, and in which header.
// The body and the native headers are the same in all of them.
type Format string

// The formats.
const (
	AudioSpliter Format = "audiospliter" // the native headers alone
	Standard     Format = "standard"     // Standard Webhooks, beside the native headers
	GitHub       Format = "github"       // as GitHub signs, beside the native headers
)

// Formats are all formats, for messages and completion.
var Formats = []Format{AudioSpliter, Standard, GitHub}

// An Endpoint is a place that is notified.
type Endpoint struct {
	URL      string
	Format   Format
	Secret   string // signs every body; never empty
	Local    bool   // loopback and private addresses are allowed, and http:// to them
	Progress bool   // job.progress is sent, at 25, 50 and 75 percent
}

// Validate returns an INVALID_PARAMS or a PERMISSION_DENIED error if nothing
// could ever be delivered to the endpoint. No error repeats the secret or the
// path of the URL.
func (e Endpoint) Validate() error {
	if _, err := checkURL(e.URL, e.Local); err != nil {
		return err
	}
	if e.Secret == "" {
		return fault.New(fault.InvalidParams, "A webhook needs a secret to be signed with.")
	}
	switch e.Format {
	case AudioSpliter, GitHub:
		return nil
	case Standard:
		_, err := standardKey(e.Secret)
		return err
	}
	return fault.New(fault.InvalidParams, "There is no webhook format %q.", e.Format)
}
