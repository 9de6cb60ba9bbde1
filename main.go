// AudioSpliter splits many audio files at once, in a window or from the
// command line. This file only wires the parts together.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"audiospliter/engine/waveform"
	"audiospliter/notifier/secrets"
	"audiospliter/presets"
	"audiospliter/ui/cli"
	"audiospliter/ui/folders"
)

// version is set when the program is built.
var version = "dev"

func main() {
	home, err := folders.Find()
	if err != nil {
		fmt.Fprintln(os.Stderr, "audiospliter:", err)
		os.Exit(3)
	}
	app := &cli.App{
		Version:  version,
		Folders:  home,
		Presets:  presets.NewStore(filepath.Join(home.Config, "presets")),
		Cache:    waveform.NewCache(filepath.Join(home.Cache, "envelopes"), 0),
		Stdin:    os.Stdin,
		Stdout:   os.Stdout,
		Stderr:   os.Stderr,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
	if os.Getenv(folders.EnvHome) == "" { // else secrets are carried along with the rest
		app.Keychain = secrets.System{}
	}
	app.OpenWindow = windowOpener(app)
	os.Exit(cli.Run(app, os.Args[1:]))
}
