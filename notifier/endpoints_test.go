package notifier

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/notifier/secrets"
)

// keychain is one for tests; all processes of a test share it.
type keychain struct {
	mu   sync.Mutex
	kept map[string]string
}

func (k *keychain) Set(service, name, secret string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[service+"/"+name] = secret
	return nil
}

func (k *keychain) Get(service, name string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if secret, ok := k.kept[service+"/"+name]; ok {
		return secret, nil
	}
	return "", keyring.ErrNotFound
}

func (k *keychain) Delete(service, name string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.kept, service+"/"+name)
	return nil
}

// full is an endpoint that uses every field.
func full() Endpoint {
	return Endpoint{
		Name: "Ünïcode <&>", Format: Standard, Events: []engine.Kind{engine.JobFailed}, Active: true, Always: true, Local: true,
		NamesOnly: true, BaseURL: "https://files.example/x", URL: "https://example.com" + secretPath + "?token=1", Secret: testSecret,
		Headers: map[string]string{"Authorization": "Basic hunter2"}, Previous: "whsec_" + strings.Repeat("cHJl", 8), PreviousUntil: time.Unix(2_000_000_000, 0).UTC(),
	}
}

func TestEndpointsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	for name, chain := range map[string]secrets.Keychain{"keychain": &keychain{kept: map[string]string{}}, "file": nil} {
		folder := filepath.Join(t.TempDir(), "config")
		saved, err := newEndpoints(folder, chain).Save(full())
		if err != nil {
			t.Fatal(err)
		}
		other := newEndpoints(folder, chain) // as another process
		got, err := other.Get("ünïcode <&>")
		if err != nil || !reflect.DeepEqual(got, saved) || got.ID == "" || got.ShownURL != "https://example.com/..." {
			t.Errorf("%s: %+v, %v\nwant %+v", name, got, err, saved)
		}
		list, err := other.List()
		if err != nil || len(list) != 1 || list[0].Secret != "" || list[0].URL != "" || list[0].Headers != nil {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
			info, _ := entry.Info()
			if err != nil || runtime.GOOS != "windows" && entry.Name() != "endpoints.json.lock" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v", entry.Name(), info.Mode(), err)
			}
			if entry.Name() == "secrets.json" && chain == nil {
				continue
			}
			for _, secret := range []string{testSecret, secretPath, "hunter2", "cHJl"} {
				if strings.Contains(string(text), secret) {
					t.Errorf("%s: %s tells %s", name, entry.Name(), secret)
				}
			}
		}
		if err := other.remove(got.ID); err != nil {
			t.Error(err)
		}
		if _, err := newEndpoints(folder, chain).Get(got.Name); fault.CodeOf(err) != fault.FileNotFound {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(folder, "secrets.json")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: secrets are left: %v", name, err)
		}
		if chain, ok := chain.(*keychain); ok && len(chain.kept) > 0 {
			t.Errorf("secrets are left in the keychain: %v", chain.kept)
		}
	}
}

func TestAChangedSecretIsSeenElsewhere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	here, there := newEndpoints(folder, nil), newEndpoints(folder, nil)
	e, err := here.Save(full())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := there.Get(e.ID); err != nil || got.Secret != testSecret {
		t.Fatal(got, err)
	}
	e.Secret = NewSecret()
	if _, err := here.Save(e); err != nil {
		t.Fatal(err)
	}
	if got, err := there.Get(e.ID); err != nil || got.Secret != e.Secret {
		t.Errorf("%q, %v", got.Secret, err)
	}
}

func TestManyChangeEndpointsAtOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			e := full()
			e.Name = fmt.Sprint(i)
			if _, err := newEndpoints(folder, nil).Save(e); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	list, err := newEndpoints(folder, nil).List()
	if err != nil || len(list) != 20 {
		t.Errorf("%d endpoints, %v", len(list), err)
	}
	for _, e := range list {
		if got, err := newEndpoints(folder, nil).Get(e.ID); err != nil || got.Secret != testSecret {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
}

func TestEndpointsThatCannotBe(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := newEndpoints(folder, nil)
	if _, err := s.Save(full()); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Endpoint){
		"a name taken":      func(e *Endpoint) { e.Name = strings.ToUpper(full().Name) },
		"no name":           func(e *Endpoint) { e.Name = " " },
		"a name of lines":   func(e *Endpoint) { e.Name = "a\nb" },
		"a long name":       func(e *Endpoint) { e.Name = strings.Repeat("é", 81) },
		"no URL":            func(e *Endpoint) { e.URL = "" },
		"a short secret":    func(e *Endpoint) { e.Secret = "hunter2" },
		"no secret":         func(e *Endpoint) { e.Format, e.Secret = AudioSpliter, "" },
		"a split secret":    func(e *Endpoint) { e.Format, e.Secret = Converso, "a\r\nX-Other: b" },
		"no such format":    func(e *Endpoint) { e.Format = "smoke" },
		"no such event":     func(e *Endpoint) { e.Events = []engine.Kind{"job.smoked"} },
		"a header of ours":  func(e *Endpoint) { e.Headers = map[string]string{"content-TYPE": "x"} },
		"a header's name":   func(e *Endpoint) { e.Headers = map[string]string{"a b": "x"} },
		"a header's value":  func(e *Endpoint) { e.Headers = map[string]string{"A": "hunter2\n"} },
		"a base of nothing": func(e *Endpoint) { e.BaseURL = "ftp://x" },
		"no topic":          func(e *Endpoint) { e.Format, e.URL = Ntfy, "https://example.com" },
		"a topic's URL":     func(e *Endpoint) { e.Format, e.To = Ntfy, "topic" },
		"no template":       func(e *Endpoint) { e.Format = Template },
		"half a template":   func(e *Endpoint) { e.Format, e.Template = Template, "{{" },
		"no JSON":           func(e *Endpoint) { e.Format, e.Template = Template, "{" },
		"an endless one": func(e *Endpoint) {
			e.Format, e.Template = Template, `{{define "x"}}[{{template "x"}}]{{end}}{{template "x"}}`
		},
	} {
		e := full()
		e.Name = "another"
		change(&e)
		_, err := s.Save(e)
		checkDiscreet(t, err)
		if err == nil || strings.Contains(err.Error(), "hunter2") || fault.CodeOf(err) == fault.IOFailed {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 1 {
		t.Errorf("%d endpoints, %v", len(list), err)
	}
	for text, want := range map[string]fault.Code{"{": fault.InvalidParams, `{"schema":99,"endpoints":[]}`: fault.InvalidParams, `{}`: fault.InvalidParams} {
		if err := os.WriteFile(filepath.Join(folder, "endpoints.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.List(); fault.CodeOf(err) != want {
			t.Errorf("%s: %v", text, err)
		}
		if _, err := s.Save(full()); fault.CodeOf(err) != want {
			t.Errorf("%s: saved over: %v", text, err)
		}
	}
}

// Whoever prints an endpoint prints no secret.
func TestEndpointsAsJSONTellNoSecret(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(full())
	for _, secret := range []string{testSecret, secretPath, "hunter2", "cHJl"} {
		if err != nil || strings.Contains(string(text), secret) {
			t.Errorf("%s, %v", text, err)
		}
	}
}
