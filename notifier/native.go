package notifier

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/message"
)

// native is the body that --json prints too.
func native(e engine.Event, to Endpoint) ([]Message, error) {
	body := redact(e, to).BodyLinked(links(e.Job, to))
	if body == nil {
		return nil, nil
	}
	return []Message{{Body: body}}, nil
}

// links returns the function that gives the URL of an output for the endpoint.
func links(j engine.Job, to Endpoint) func(path string) string {
	if to.BaseURL == "" {
		if to.NamesOnly {
			return func(string) string { return "" }
		}
		return engine.FileURL
	}
	base, err := url.Parse(to.BaseURL)
	return func(path string) string {
		if err != nil {
			return ""
		}
		u := *base
		// The path of a name with % in it is not to be read as escaped.
		u.Path, u.RawPath = strings.TrimSuffix(u.Path, "/")+"/"+below(j, path), ""
		return u.String()
	}
}

// below returns the path of an output below the job's folder, with slashes.
func below(j engine.Job, path string) string {
	below, err := filepath.Rel(j.Result.Folder, path)
	if err != nil || !filepath.IsLocal(below) {
		below = filepath.Base(path)
	}
	return filepath.ToSlash(below)
}

// relativeURL returns the path of an output, escaped: that of its link where the
// output folder can be fetched, or else below the output folder.
func relativeURL(j engine.Job, to Endpoint, path string) string {
	u := url.URL{Path: below(j, path)}
	if base, err := url.Parse(to.BaseURL); err == nil && to.BaseURL != "" {
		u.Path = strings.TrimSuffix(base.Path, "/") + "/" + u.Path
	}
	return u.EscapedPath()
}

// redact returns the event without the folders of this machine in what
// errors say, where the endpoint is to know file names only.
func redact(e engine.Event, to Endpoint) engine.Event {
	if !to.NamesOnly {
		return e
	}
	e.Job = redactJob(e.Job)
	jobs := make([]engine.Job, len(e.Batch.Jobs))
	for i, j := range e.Batch.Jobs {
		jobs[i] = redactJob(j)
	}
	e.Batch.Jobs = jobs
	return e
}

func redactJob(j engine.Job) engine.Job {
	if j.Err == nil {
		return j
	}
	e := *j.Err
	e.Message, e.Details = message.Literal(nameOnly(j, e.Message.String())), nameOnly(j, e.Details)
	j.Err = &e
	return j
}

// absolute matches a path to something below a folder, as far as no space is in
// its folders: at the beginning of a text, or behind a space, a quote or the like.
var absolute = regexp.MustCompile(`(^|[\s"'(=:])(?:/|[A-Za-z]:[/\\]|\\\\)(?:[^\s"'/\\:]+[/\\])+`)

// nameOnly leaves of the paths in a text only their last elements.
func nameOnly(j engine.Job, text string) string {
	// The job's own may have spaces in them. The longest come first: some are
	// folders of others.
	folders := []string{filepath.Dir(j.Path), j.Result.Folder, filepath.Dir(j.Result.Folder), j.Recipe.Output.Folder}
	slices.SortFunc(folders, func(a, b string) int { return len(b) - len(a) })
	for _, folder := range folders {
		if len(folder) < 2 { // "." and "/" say nothing, and are in every sentence
			continue
		}
		text = strings.ReplaceAll(text, folder+string(filepath.Separator), "")
		text = strings.ReplaceAll(text, folder, filepath.Base(folder))
	}
	return absolute.ReplaceAllString(text, "$1")
}

// signNative sets the native headers; the signature only where there is a secret.
func signNative(h http.Header, d Delivery, to Endpoint, _ time.Time) error {
	h.Set(headerEvent, d.Event)
	h.Set(headerDelivery, d.ID)
	if to.Secret != "" {
		h.Set(headerSignature, Sign(to.Secret, d.Body))
	}
	return nil
}

func signGitHub(h http.Header, d Delivery, to Endpoint, now time.Time) error {
	h.Set(headerGitHub, "sha256="+Sign(to.Secret, d.Body))
	return signNative(h, d, to, now)
}

// signBoth sets the headers of Standard Webhooks beside the native ones. While
// secrets are being changed there is an entry for each.
func signBoth(h http.Header, d Delivery, to Endpoint, now time.Time) error {
	entries, err := signStandard(to.Secret, d.ID, now, d.Body)
	if err != nil {
		return err
	}
	if to.Previous != "" && now.Before(to.PreviousUntil) {
		previous, err := signStandard(to.Previous, d.ID, now, d.Body)
		if err != nil {
			return err
		}
		entries += " " + previous
	}
	h.Set(headerID, d.ID)
	h.Set(headerTimestamp, unix(now))
	h.Set(headerStandard, entries)
	return signNative(h, d, to, now)
}
