// AudioSpliter splits many audio files at once, in a window or from the
// command line. This file only hands the parts to each other; ui/app wires them.
package main

import (
	"fmt"
	"os"

	"golang.org/x/term"

	"audiospliter/ui/app"
	"audiospliter/ui/cli"
)

// version is set when the program is built.
var version = "dev"

func main() {
	a, err := app.ForUser(version)
	if err != nil {
		fmt.Fprintln(os.Stderr, "audiospliter:", err)
		os.Exit(3)
	}
	os.Exit(cli.Run(&cli.App{
		App:        a,
		OpenWindow: windowOpener(a),
		Stdin:      os.Stdin,
		Stdout:     os.Stdout,
		Stderr:     os.Stderr,
		Terminal:   term.IsTerminal(int(os.Stderr.Fd())),
	}, os.Args[1:]))
}
