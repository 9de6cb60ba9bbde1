//go:build headless

package main

import "audiospliter/ui/app"

// windowOpener returns nil: a headless build has no window.
func windowOpener(*app.App) func([]string) error { return nil }
