//go:build !windows && !darwin

package folders

import (
	"os"
	"path/filepath"
)

func configDir() (string, error) { return base("XDG_CONFIG_HOME", ".config") }
func cacheDir() (string, error)  { return base("XDG_CACHE_HOME", ".cache") }
func dataDir() (string, error)   { return base("XDG_DATA_HOME", filepath.Join(".local", "share")) }

// base returns the folder that a variable names, or else its place in the home
// folder. A relative path is passed over, as the specification asks for.
func base(variable, place string) (string, error) {
	if dir := os.Getenv(variable); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, place), err
}
