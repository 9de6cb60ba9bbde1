// Package folders says where the program keeps what belongs to its user.
package folders

import (
	"fmt"
	"os"
	"path/filepath"
)

// EnvHome names the environment variable that puts all folders under one, for
// tests and for carrying the program and its data along.
const EnvHome = "AUDIOSPLITER_HOME"

// Folders are where things are kept. They need not exist yet.
type Folders struct {
	Config string // presets and settings
	Data   string // the journal and the outbox
	Cache  string // what can be made again: envelopes
}

// Find returns the user's folders: those of the XDG Base Directory
// Specification on Linux, and the system's own places elsewhere.
func Find() (Folders, error) {
	if home := os.Getenv(EnvHome); home != "" {
		abs, err := filepath.Abs(home)
		return Folders{
			Config: filepath.Join(abs, "config"),
			Data:   filepath.Join(abs, "data"),
			Cache:  filepath.Join(abs, "cache"),
		}, err
	}
	config, err := configDir()
	if err != nil {
		return Folders{}, lost(err)
	}
	cache, err := cacheDir()
	if err != nil {
		return Folders{}, lost(err)
	}
	data, err := dataDir()
	if err != nil {
		return Folders{}, lost(err)
	}
	const name = "audiospliter"
	return Folders{
		Config: filepath.Join(config, name),
		Data:   filepath.Join(data, name),
		Cache:  filepath.Join(cache, name),
	}, nil
}

func lost(err error) error {
	return fmt.Errorf("%w: set %s to a folder to keep presets and caches in", err, EnvHome)
}
