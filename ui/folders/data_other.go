//go:build windows || darwin

package folders

import "os"

// On these systems configuration and data share a place.
func dataDir() (string, error) { return os.UserConfigDir() }
