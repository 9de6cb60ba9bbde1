package secrets

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/zalando/go-keyring"

	"audiospliter/engine/fault"
)

// A keychain for tests: it does as it is told.
type chain struct {
	mu    sync.Mutex
	kept  map[string]string
	err   error
	hangs chan struct{} // if not nil: answers when it is closed
}

func (c *chain) wait() error {
	if c.hangs != nil {
		<-c.hangs
	}
	return c.err
}

func (c *chain) Set(_, name, secret string) error {
	if err := c.wait(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept[name] = secret
	return nil
}

func (c *chain) Get(_, name string) (string, error) {
	if err := c.wait(); err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if secret, ok := c.kept[name]; ok {
		return secret, nil
	}
	return "", keyring.ErrNotFound
}

func (c *chain) Delete(_, name string) error {
	if err := c.wait(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.kept, name)
	return nil
}

const secret = "hunter2"

// life keeps a secret, reads it with a fresh store, and forgets it.
func life(t *testing.T, keychain Keychain, path string, inFile bool) {
	t.Helper()
	if err := New(keychain, path).Set("a", secret); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if inFile != strings.Contains(string(text), secret) || inFile == errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is %q, %v", text, err)
	}
	if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the file: %v", info.Mode())
	}
	if got, err := New(keychain, path).Get("a"); got != secret || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if err := New(keychain, path).Delete("a"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file of nothing is left: %v", err)
	}
	if got, err := New(keychain, path).Get("a"); err == nil {
		t.Errorf("still there: %q", got)
	}
}

func TestSecretsInTheKeychainOrElseInAFile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		keychain Keychain
		inFile   bool
	}{
		"a keychain":         {&chain{kept: map[string]string{}}, false},
		"none":               {nil, true},
		"one that fails":     {&chain{err: errors.New("no bus")}, true},
		"what is too long":   {&chain{err: keyring.ErrSetDataTooBig}, true},
		"one of the library": {library{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // where no keychain is too slow
				life(t, test.keychain, filepath.Join(t.TempDir(), "config", "secrets.json"), test.inFile)
			})
		})
	}
}

// library is go-keyring's own keychain for tests.
type library struct{ System }

func init() { keyring.MockInit() }

func TestAKeychainThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hangs := &chain{kept: map[string]string{}, hangs: make(chan struct{})}
		path := filepath.Join(t.TempDir(), "secrets.json")
		s := New(hangs, path)
		if err := s.Set("a", secret); err != nil {
			t.Error(err)
		}
		if got, err := s.Get("a"); got != secret || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		if _, err := s.Get("b"); fault.CodeOf(err) != fault.IOFailed {
			t.Errorf("got %v", err)
		}
		close(hangs.hangs)
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if err := Check(&chain{kept: map[string]string{}}); err != nil {
			t.Error(err)
		}
		if err := Check(&chain{err: errors.New("no bus")}); fault.CodeOf(err) != fault.IOFailed {
			t.Errorf("got %v", err)
		}
	})
}

func TestErrorsTellNoSecrets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "secrets.json")
		s := New(&chain{err: errors.New("cannot keep " + secret)}, path)
		if _, err := s.Get("a"); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("got %v", err)
		}
		if err := os.WriteFile(path, []byte(`{"a":"`+secret), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{s.Set("b", secret), s.Delete("a")} {
			if fault.CodeOf(err) != fault.InvalidParams || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v", err)
			}
		}
	})
}
