//go:build windows || darwin

package folders

import "os"

func configDir() (string, error) { return os.UserConfigDir() }
func cacheDir() (string, error)  { return os.UserCacheDir() }

// On these systems configuration and data share a place.
func dataDir() (string, error) { return os.UserConfigDir() }
