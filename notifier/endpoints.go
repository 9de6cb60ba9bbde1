package notifier

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/notifier/jsonfile"
	"audiospliter/notifier/secrets"
)

// endpointsSchema is the version of the file that this program writes. It
// reads all versions up to it.
const endpointsSchema = 1

// Endpoints are those of the user: a file that is read at each call, so
// that a window and a command see each other's changes, and their secrets,
// which lie elsewhere. Methods may be called from any goroutine; those that
// read or write secrets may wait some seconds for the keychain.
type Endpoints struct {
	file    string
	secrets *secrets.Store
	reading singleflight.Group // of the keychain, by endpoint
	known   sync.Map           // credentials, by endpoint
}

// credentials are what of an endpoint is stored as a secret.
type credentials struct {
	revision int // of the endpoint; not stored

	URL           string            `json:"url"`
	Secret        string            `json:"secret,omitzero"`
	Headers       map[string]string `json:"headers,omitempty"`
	Previous      string            `json:"previous,omitzero"`
	PreviousUntil time.Time         `json:"previousUntil,omitzero"`
}

func (e Endpoint) credentials() credentials {
	return credentials{e.Revision, e.URL, e.Secret, e.Headers, e.Previous, e.PreviousUntil}
}

func (e Endpoint) with(c credentials) Endpoint {
	e.URL, e.Secret, e.Headers, e.Previous, e.PreviousUntil = c.URL, c.Secret, c.Headers, c.Previous, c.PreviousUntil
	return e
}

type endpointsFile struct {
	Schema    int        `json:"schema"`
	Endpoints []Endpoint `json:"endpoints"`
}

func newEndpoints(folder string, keychain secrets.Keychain) *Endpoints {
	return &Endpoints{
		file:    filepath.Join(folder, "endpoints.json"),
		secrets: secrets.New(keychain, filepath.Join(folder, "secrets.json")),
	}
}

// List returns the endpoints in the order they were added, without their
// secrets, and without those made for one command.
func (s *Endpoints) List() ([]Endpoint, error) {
	all, err := s.all()
	return slices.DeleteFunc(all, func(e Endpoint) bool { return e.AdHoc }), err
}

// all returns those made for one command, too.
func (s *Endpoints) all() ([]Endpoint, error) {
	text, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Of(err)
	}
	var f endpointsFile
	if err := json.Unmarshal(text, &f); err != nil || f.Schema < 1 {
		return nil, fault.New(fault.InvalidParams, "The file of endpoints is damaged: mend or remove %s.", s.file)
	}
	if f.Schema > endpointsSchema {
		return nil, fault.New(fault.InvalidParams, "The endpoints were written by a newer AudioSpliter: update to use them.")
	}
	for i, e := range f.Endpoints {
		if len(e.OffText) == 0 { // older programs kept the English alone
			f.Endpoints[i].OffText = message.Literal(e.Off)
		}
	}
	return f.Endpoints, nil
}

// Get returns the endpoint of that name or id with its secrets, or the error
// FILE_NOT_FOUND.
func (s *Endpoints) Get(name string) (Endpoint, error) {
	e, err := s.Find(name)
	if err != nil {
		return e, err
	}
	return s.withSecrets(e)
}

// Find is Get without the secrets, and so without the keychain.
func (s *Endpoints) Find(name string) (Endpoint, error) {
	all, err := s.all()
	if err != nil {
		return Endpoint{}, err
	}
	if i := index(all, name); i >= 0 {
		return all[i], nil
	}
	return Endpoint{}, noEndpoint(name)
}

func noEndpoint(name string) error {
	return fault.New(fault.FileNotFound, "There is no endpoint %q: 'audiospliter notify list' names them.", name)
}

const idPrefix = "ep_"

// IsID reports whether the text is the id of an endpoint, there or not, rather
// than a name.
func IsID(text string) bool {
	return len(text) == len(idPrefix)+16 && strings.HasPrefix(text, idPrefix)
}

func index(all []Endpoint, name string) int {
	return slices.IndexFunc(all, func(e Endpoint) bool { return e.ID == name || !e.AdHoc && strings.EqualFold(e.Name, name) })
}

// withSecrets adds the secrets. Goroutines that ask for the same ones at once
// share one question to the keychain.
func (s *Endpoints) withSecrets(e Endpoint) (Endpoint, error) {
	if known, _ := s.known.Load(e.ID); known != nil && known.(credentials).revision == e.Revision {
		return e.with(known.(credentials)), nil
	}
	read, err, _ := s.reading.Do(e.ID, func() (any, error) { return s.secrets.Get(e.ID) })
	if err != nil {
		return e, err
	}
	c := credentials{revision: e.Revision}
	if err := json.Unmarshal([]byte(read.(string)), &c); err != nil {
		return e, fault.New(fault.InvalidParams, "The secret of %q is damaged: enter it again.", e.Name)
	}
	s.known.Store(e.ID, c)
	return e.with(c), nil
}

// Save stores an endpoint: in place of the one with its id, or as a new one
// where it has none. It returns what it has become.
func (s *Endpoints) Save(e Endpoint) (Endpoint, error) {
	e = e.WithDefaults()
	if err := checkName(e.Name); err != nil {
		return e, err
	}
	if err := e.Validate(); err != nil {
		return e, err
	}
	all, err := s.all()
	if err != nil {
		return e, err
	}
	if err := e.checkTaken(all); err != nil { // before a secret is stored
		return e, err
	}
	isNew := index(all, e.ID) < 0
	if isNew {
		e.ID, e.Added = newID(idPrefix, 8), time.Now().UTC().Truncate(time.Second)
	}
	text, err := json.Marshal(e.credentials())
	if err != nil {
		return e, fault.Of(err)
	}
	if err := s.secrets.Set(e.ID, string(text)); err != nil {
		return e, err
	}
	s.known.Delete(e.ID)
	err = s.change(func(all []Endpoint) ([]Endpoint, error) {
		if err := e.checkTaken(all); err != nil {
			return nil, err
		}
		at := index(all, e.ID)
		if at < 0 {
			all, at = append(all, e), len(all)
		} else {
			e.Revision = all[at].Revision + 1
		}
		e.ShownURL = e.shownURL()
		if e.Active {
			e.Off, e.OffText = "", nil
		}
		all[at] = e
		return all, nil
	})
	if err != nil {
		if isNew {
			_ = s.secrets.Delete(e.ID) // nothing refers to it
		}
		return e, err
	}
	s.known.Store(e.ID, e.credentials())
	return e, nil
}

// checkTaken returns an error if another endpoint has the name.
func (e Endpoint) checkTaken(all []Endpoint) error {
	if taken := index(all, e.Name); !e.AdHoc && taken >= 0 && all[taken].ID != e.ID {
		return fault.New(fault.OutputExists, "There is an endpoint %q already.", all[taken].Name).In("name")
	}
	return nil
}

// SetActive lets deliveries go out, or ends them until they are switched on again.
func (s *Endpoints) SetActive(id string, active bool) error {
	_, err := s.setActive(id, active, nil)
	return err
}

// setActive is SetActive with the program's reason, empty where a person did it. It
// reports whether that changes anything.
func (s *Endpoints) setActive(id string, active bool, why message.Text) (changed bool, err error) {
	err = s.change(func(all []Endpoint) ([]Endpoint, error) {
		if i := index(all, id); i >= 0 {
			changed = all[i].Active != active
			all[i].Active, all[i].Off, all[i].OffText = active, why.String(), why
		}
		return all, nil
	})
	return changed, err
}

// AddJobs has jobs that are waiting notify an endpoint, beside those that name it.
func (s *Endpoints) AddJobs(name string, jobs ...string) error {
	return s.change(func(all []Endpoint) ([]Endpoint, error) {
		i := index(all, name)
		if i < 0 {
			return nil, noEndpoint(name)
		}
		for _, job := range jobs {
			if !slices.Contains(all[i].Jobs, job) {
				all[i].Jobs = append(all[i].Jobs, job)
			}
		}
		return all, nil
	})
}

// end notes that the jobs are over, and with them an endpoint that was made for
// one command.
func (s *Endpoints) end(id string, jobs []engine.Job) error {
	return s.change(func(all []Endpoint) ([]Endpoint, error) {
		if i := index(all, id); i >= 0 {
			all[i].Over = all[i].AdHoc
			all[i].Jobs = slices.DeleteFunc(all[i].Jobs, func(id string) bool {
				return slices.ContainsFunc(jobs, func(j engine.Job) bool { return j.ID == id })
			})
		}
		return all, nil
	})
}

// remove forgets an endpoint and its secrets.
func (s *Endpoints) remove(id string) error {
	s.known.Delete(id)
	if err := s.secrets.Delete(id); err != nil {
		return err
	}
	return s.change(func(all []Endpoint) ([]Endpoint, error) {
		return slices.DeleteFunc(all, func(e Endpoint) bool { return e.ID == id }), nil
	})
}

// change replaces the endpoints in the file with what do makes of them.
func (s *Endpoints) change(do func(all []Endpoint) ([]Endpoint, error)) error {
	return jsonfile.Change(s.file, func() (any, error) {
		all, err := s.all()
		if err == nil {
			all, err = do(all)
		}
		return endpointsFile{endpointsSchema, all}, err
	})
}

// newID returns the prefix and so many random bytes in hexadecimal digits.
func newID(prefix string, bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return prefix + hex.EncodeToString(b)
}
