// Package secrets keeps small secrets of the user: in the system's keychain,
// or where there is none in a file that only the user can read.
//
// It does not encrypt that file: who can read the user's files can read them.
package secrets

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/zalando/go-keyring"

	"audiospliter/engine/fault"
	"audiospliter/notifier/jsonfile"
)

// service is what the keychain lists the secrets under.
const service = "AudioSpliter"

// keychainTimeout bounds a call of the keychain: it may ask the user to unlock
// it, on a screen where nobody sits.
const keychainTimeout = 5 * time.Second

// A Keychain keeps a secret under a name. Its errors say nothing of secrets.
type Keychain interface {
	Set(service, name, secret string) error
	Get(service, name string) (string, error) // keyring.ErrNotFound if it has none
	Delete(service, name string) error
}

// System is the keychain of the system: Secret Service, macOS or Windows.
type System struct{}

// Set keeps the secret.
func (System) Set(service, name, secret string) error { return keyring.Set(service, name, secret) }

// Get returns the secret.
func (System) Get(service, name string) (string, error) { return keyring.Get(service, name) }

// Delete forgets the secret.
func (System) Delete(service, name string) error { return keyring.Delete(service, name) }

// A Store keeps secrets under names. A secret that the keychain does not take
// goes to the file. Methods may be called from any goroutine and wait for both;
// processes may use one file at once.
type Store struct {
	keychain Keychain // nil for none
	file     string
	timeout  time.Duration // of the keychain
}

// New returns the store with the file at path, which is made when it is
// needed. The keychain may be nil.
func New(keychain Keychain, path string) *Store {
	return &Store{keychain: keychain, file: path, timeout: keychainTimeout}
}

// Check returns why the keychain keeps no secrets, nil if it does. It may wait
// some seconds.
func Check(k Keychain) error {
	s := New(k, "")
	_, err := s.call(func() (string, error) { return k.Get(service, "nothing") })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

// Set keeps the secret under the name.
func (s *Store) Set(name, secret string) error {
	if s.keychain != nil {
		_, err := s.call(func() (string, error) { return "", s.keychain.Set(service, name, secret) })
		if err == nil {
			return s.change(name, "", false)
		}
	}
	return s.change(name, secret, true)
}

// Get returns the secret of that name, or the error FILE_NOT_FOUND.
func (s *Store) Get(name string) (string, error) {
	kept, err := s.read()
	if err != nil {
		return "", err
	}
	if secret, ok := kept[name]; ok {
		return secret, nil
	}
	if s.keychain != nil {
		secret, err := s.call(func() (string, error) { return s.keychain.Get(service, name) })
		if err == nil || !errors.Is(err, keyring.ErrNotFound) {
			return secret, err
		}
	}
	return "", fault.New(fault.FileNotFound, "The secret of this endpoint is not in the keychain: enter it again.")
}

// Delete forgets the secret of that name, if there is one.
func (s *Store) Delete(name string) error {
	if s.keychain != nil {
		// One that cannot be asked now keeps what nothing refers to.
		_, _ = s.call(func() (string, error) { return "", s.keychain.Delete(service, name) })
	}
	return s.change(name, "", false)
}

// call calls the keychain and waits for it, but not for ever. What it returns
// after that is lost.
func (s *Store) call(keychain func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	answers := make(chan answer, 1)
	go func() {
		secret, err := keychain()
		answers <- answer{secret, err}
	}()
	timer := time.NewTimer(s.timeout)
	defer timer.Stop()
	select {
	case a := <-answers:
		if a.err != nil && !errors.Is(a.err, keyring.ErrNotFound) {
			// Its own words may quote what it was given.
			a.err = fault.New(fault.IOFailed, "The keychain cannot be used: unlock it, or sign in again.")
		}
		return a.secret, a.err
	case <-timer.C:
		return "", fault.New(fault.IOFailed, "The keychain does not answer: unlock it.")
	}
}

func (s *Store) read() (map[string]string, error) {
	kept := map[string]string{}
	text, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err != nil {
		return nil, fault.Of(err)
	}
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fault.New(fault.InvalidParams, "The file of secrets is damaged: remove %s and enter them again.", s.file)
	}
	return kept, nil
}

// change puts a secret into the file or takes it out. A file of none is removed.
func (s *Store) change(name, secret string, keep bool) error {
	if !keep {
		if kept, err := s.read(); err != nil || len(kept) == 0 {
			return err
		}
	}
	return jsonfile.Change(s.file, func() (any, error) {
		kept, err := s.read()
		if err != nil {
			return nil, err
		}
		delete(kept, name)
		if keep {
			kept[name] = secret
		}
		if len(kept) == 0 {
			return nil, nil
		}
		return kept, nil
	})
}
