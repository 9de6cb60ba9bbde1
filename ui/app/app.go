// Package app puts the program together: which folders, presets, journal, engine
// and notifier belong to each other, and in which order they are opened and
// closed. The window, the command line and tests start here, so that they cannot
// differ.
package app

import (
	"os"
	"path/filepath"

	"audiospliter/engine/journal"
	"audiospliter/engine/waveform"
	"audiospliter/notifier"
	"audiospliter/notifier/secrets"
	"audiospliter/presets"
	"audiospliter/ui/folders"
)

// An App is what the program works with. Nothing is opened before it is needed.
type App struct {
	Version string
	Folders folders.Folders
	Presets *presets.Store
	Cache   *waveform.Cache // of envelopes

	// Keychain keeps the secrets of endpoints; nil keeps them in a file of the
	// configuration folder.
	Keychain secrets.Keychain
}

// New returns an app that keeps everything in these folders, secrets included.
func New(version string, home folders.Folders) *App {
	return &App{
		Version: version,
		Folders: home,
		Presets: presets.NewStore(filepath.Join(home.Config, "presets")),
		Cache:   waveform.NewCache(filepath.Join(home.Cache, "envelopes"), 0),
	}
}

// ForUser returns the app of the user who runs the program: with the user's
// folders and, unless the environment puts them all in one place, keychain.
func ForUser(version string) (*App, error) {
	home, err := folders.Find()
	if err != nil {
		return nil, err
	}
	a := New(version, home)
	if os.Getenv(folders.EnvHome) == "" { // else secrets are carried along with the rest
		a.Keychain = secrets.System{}
	}
	return a, nil
}

// Journal opens the journal, which is to be closed. Failed is called once, from
// another goroutine, if later something cannot be written; it may be nil.
func (a *App) Journal(failed func(error)) (*journal.Journal, error) {
	return journal.Open(a.Folders.Data, journal.Options{Failed: failed})
}

// Notifier returns the notifier, which sends nothing before a session uses it or
// it is started. Notice and attempted are fields of its options.
func (a *App) Notifier(notice func(notifier.Notice), attempted func(notifier.Delivery)) *notifier.Notifier {
	return notifier.New(notifier.Options{
		Config: a.Folders.Config, Data: a.Folders.Data, Keychain: a.Keychain, Notice: notice, Attempted: attempted,
	})
}
