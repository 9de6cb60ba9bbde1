package notifier

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"audiospliter/engine/atomicfile"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/notifier/secrets"
)

// endpointsSchema is the version of the file that this program writes. It
// reads all versions up to it.
const endpointsSchema = 1

// Endpoints are those of the user: a file that is read anew at each call, so
// that a window and a command see each other's changes, and their secrets,
// which lie elsewhere. Methods may be called from any goroutine; those that
// read or write secrets may wait some seconds for the keychain.
type Endpoints struct {
	file    string
	secrets *secrets.Store

	mu     sync.Mutex
	opened map[string]opened // by id
}

// opened are the secrets of one revision of an endpoint.
type opened struct {
	revision int
	sealed   sealed
}

// sealed is what of an endpoint is kept as a secret.
type sealed struct {
	URL           string            `json:"url"`
	Secret        string            `json:"secret,omitzero"`
	Headers       map[string]string `json:"headers,omitempty"`
	Previous      string            `json:"previous,omitzero"`
	PreviousUntil time.Time         `json:"previousUntil,omitzero"`
}

func (e Endpoint) seal() sealed {
	return sealed{e.URL, e.Secret, e.Headers, e.Previous, e.PreviousUntil}
}

func (e Endpoint) unseal(s sealed) Endpoint {
	e.URL, e.Secret, e.Headers, e.Previous, e.PreviousUntil = s.URL, s.Secret, s.Headers, s.Previous, s.PreviousUntil
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
		opened:  map[string]opened{},
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
	return s.open(e)
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
	return Endpoint{}, fault.New(fault.FileNotFound, "There is no endpoint %q: 'audiospliter notify list' names them.", name)
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

// open adds the secrets.
func (s *Endpoints) open(e Endpoint) (Endpoint, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.opened[e.ID]; ok && known.revision == e.Revision {
		return e.unseal(known.sealed), nil
	}
	text, err := s.secrets.Get(e.ID)
	if err != nil {
		return e, err
	}
	var sealed sealed
	if err := json.Unmarshal([]byte(text), &sealed); err != nil {
		return e, fault.New(fault.InvalidParams, "The secret of %q is damaged: enter it again.", e.Name)
	}
	s.opened[e.ID] = opened{e.Revision, sealed}
	return e.unseal(sealed), nil
}

// Save keeps an endpoint: in place of the one with its id, or as a new one
// where it has none. It returns what it has become.
func (s *Endpoints) Save(e Endpoint) (Endpoint, error) {
	e = e.WithDefaults()
	if err := checkName(e.Name); err != nil {
		return e, err
	}
	if err := e.Validate(); err != nil {
		return e, err
	}
	err := s.change(func(all []Endpoint) ([]Endpoint, error) {
		if taken := index(all, e.Name); !e.AdHoc && taken >= 0 && all[taken].ID != e.ID {
			return nil, fault.New(fault.OutputExists, "There is an endpoint %q already.", all[taken].Name).In(fieldName)
		}
		at := slices.IndexFunc(all, func(old Endpoint) bool { return old.ID == e.ID })
		if at < 0 {
			e.ID, e.Added = newID(idPrefix, 8), time.Now().UTC().Truncate(time.Second)
			all, at = append(all, e), len(all)
		} else {
			e.Revision = all[at].Revision + 1
		}
		e.Place = e.place()
		if e.Active {
			e.Off, e.OffText = "", nil
		}
		text, err := json.Marshal(e.seal())
		if err != nil {
			return nil, fault.Of(err)
		}
		if err := s.secrets.Set(e.ID, string(text)); err != nil {
			return nil, err
		}
		s.opened[e.ID] = opened{e.Revision, e.seal()}
		all[at] = e
		return all, nil
	})
	return e, err
}

// SwitchOff ends deliveries to an endpoint until a person switches it on
// again; why is the program's reason, empty where a person did it.
func (s *Endpoints) SwitchOff(id string, why message.Text) error {
	return s.change(func(all []Endpoint) ([]Endpoint, error) {
		if i := index(all, id); i >= 0 {
			all[i].Active, all[i].Off, all[i].OffText = false, why.String(), why
		}
		return all, nil
	})
}

// SwitchOn lets deliveries go out again.
func (s *Endpoints) SwitchOn(id string) error {
	return s.change(func(all []Endpoint) ([]Endpoint, error) {
		if i := index(all, id); i >= 0 {
			all[i].Active, all[i].Off, all[i].OffText = true, "", nil
		}
		return all, nil
	})
}

// end says that all jobs are over that an endpoint was made for.
func (s *Endpoints) end(id string) error {
	return s.change(func(all []Endpoint) ([]Endpoint, error) {
		if i := index(all, id); i >= 0 {
			all[i].Over = true
		}
		return all, nil
	})
}

// remove forgets an endpoint and its secrets.
func (s *Endpoints) remove(id string) error {
	return s.change(func(all []Endpoint) ([]Endpoint, error) {
		delete(s.opened, id)
		if err := s.secrets.Delete(id); err != nil {
			return nil, err
		}
		return slices.DeleteFunc(all, func(e Endpoint) bool { return e.ID == id }), nil
	})
}

// change writes the endpoints anew. Goroutines and processes take turns.
func (s *Endpoints) change(do func(all []Endpoint) ([]Endpoint, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return fault.Of(err)
	}
	unlock, err := lockedfile.MutexAt(s.file + ".lock").Lock()
	if err != nil {
		return fault.Of(err)
	}
	defer unlock()
	all, err := s.all()
	if err != nil {
		return err
	}
	if all, err = do(all); err != nil {
		return err
	}
	err = atomicfile.Write(s.file, 0o600, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(endpointsFile{endpointsSchema, all})
	})
	if err != nil {
		return fault.Of(err)
	}
	return nil
}

// newID returns the prefix and so many random bytes in hexadecimal digits.
func newID(prefix string, bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return prefix + hex.EncodeToString(b)
}
