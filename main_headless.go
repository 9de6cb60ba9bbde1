//go:build headless

package main

import "audiospliter/ui/cli"

// windowOpener returns nil: a headless build has no window.
func windowOpener(*cli.App) func([]string) error { return nil }
