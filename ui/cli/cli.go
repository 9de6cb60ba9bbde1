// Package cli is the command line: it turns flags into recipes, hands them to
// the engine, and prints what comes back.
//
// Standard output carries results only, for programs to read; progress,
// warnings and what people read go to standard error. Names of commands, flags
// and JSON fields are a contract with scripts.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/ui/app"
)

// The exit codes.
const (
	exitDone        = 0
	exitSomeFailed  = 1
	exitUsage       = 2
	exitNothing     = 3 // nothing could start
	exitInterrupted = 130
)

// App is what the commands work with.
type App struct {
	*app.App

	// OpenWindow opens the window with these files queued; nil in a build
	// without one.
	OpenWindow func(files []string) error

	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Terminal       bool // standard error is one

	raw io.Writer // standard error for bars, which move the cursor
}

// An exit ends the program with a code. Its reason is already printed.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// Run runs the command that args name, without the program's own name, and
// returns the exit code. SIGINT cancels the jobs that run; SIGTERM and the
// end of the terminal leave them for 'jobs resume'.
func Run(app *App, args []string) int {
	ctx, stop := interruptible()
	defer stop()
	own := *app
	app = &own
	app.raw, app.Stderr, app.Stdout = app.Stderr, plainWriter{app.Stderr}, plain(app.Stdout)
	root := newRoot(app)
	root.SetArgs(args)
	root.SetIn(app.Stdin)
	root.SetOut(app.Stdout)
	root.SetErr(app.Stderr)
	if len(args) > 0 && args[0] == cobra.ShellCompRequestCmd {
		unquote(root)
	}
	cmd, err := root.ExecuteContextC(ctx)
	return exitCode(app, cmd, err)
}

func exitCode(app *App, cmd *cobra.Command, err error) int {
	var code exit
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	}
	var (
		failure *fault.Error
		write   *fs.PathError // of standard output
	)
	if errors.As(err, &failure) || errors.As(err, &write) || errors.Is(err, context.Canceled) {
		_, _ = io.WriteString(app.Stderr, reportOf("audiospliter", err))
		switch fault.CodeOf(err) {
		case fault.Canceled:
			return exitInterrupted
		case fault.InvalidParams:
			return exitUsage
		case fault.FFmpegMissing, fault.FileNotFound:
			return exitNothing
		}
		return exitSomeFailed
	}
	// What cobra found wrong with the words of the command.
	fmt.Fprintf(app.Stderr, "audiospliter: %v\nTry '%s --help'.\n", err, cmd.CommandPath())
	return exitUsage
}

// globals are the flags that every command takes, and what commands share.
type globals struct {
	app   *App
	json  bool
	quiet bool

	unread bool // some of the inputs could not be read: that is reported, the rest is done

	mu         sync.Mutex
	people     io.Writer // standard error, or above the bars that are drawn there
	reported   string    // by trouble, last
	reportedAt time.Time
}

// tools finds ffmpeg.
func (g *globals) tools() (*ffmpeg.Tools, error) { return ffmpeg.Find("") }

func newRoot(app *App) *cobra.Command {
	g := &globals{app: app, people: app.Stderr}
	window, example := "\n\nWithout a command it opens the window, with the files and folders queued.", "  audiospliter                                     open the window\n"
	if app.OpenWindow == nil {
		window, example = "", ""
	}
	root := &cobra.Command{
		Use:   "audiospliter [FILE|FOLDER ...]",
		Short: "Split many audio files at once, without loss where the format allows it",
		Long: `AudioSpliter splits many audio files at once: by time, size, silence, cue
sheet, chapters or labels, without re-encoding where the format allows it.` + window,
		Example: example + `  audiospliter split --every 10m lecture.mp3       ten-minute pieces
  audiospliter plan --mode silence talk.wav        see the cuts, write nothing
  audiospliter split --preset "Audiobook by chapter" *.m4b`,
		Version:       app.Version,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := mistyped(cmd, args); err != nil {
				return err
			}
			if app.OpenWindow == nil {
				if len(args) > 0 && !exists(args[0]) {
					return fmt.Errorf("there is no command and no file %q", args[0])
				}
				fmt.Fprintln(app.Stderr, "audiospliter: this build has no window: use 'audiospliter split FILE ...'; see --help")
				return exit(exitUsage)
			}
			if !hasDisplay() {
				fmt.Fprintln(app.Stderr, "audiospliter: there is no display for the window: start it from a desktop session, or use 'audiospliter split FILE ...'; see --help")
				return exit(exitNothing)
			}
			return app.OpenWindow(args)
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.PersistentFlags().BoolVar(&g.json, "json", false, "print one JSON object a line on standard output")
	root.PersistentFlags().BoolVarP(&g.quiet, "quiet", "q", false, "print results and errors only")
	logs := addLogFlags(root)
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return logs.open(g) }
	root.AddCommand(
		newSplit(g),
		newJobs(g),
		newWatch(g),
		newPlan(g),
		newCuts(g),
		newProbe(g),
		newWaveform(g),
		newVerify(g),
		newPreset(g),
		newNotify(g),
		newDoctor(g),
		newBugreport(g),
	)
	groupCommands(root)
	for _, cmd := range root.Commands() {
		groupFlags(cmd)
		if cmd.HasSubCommands() { // it does nothing itself
			cmd.Args, cmd.RunE = cobra.NoArgs, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
		for _, sub := range cmd.Commands() {
			groupFlags(sub)
		}
	}
	return root
}

// unquote removes the backquotes from the usages of all flags: shells would show
// them, while --help takes what is in them for the names of values.
func unquote(cmd *cobra.Command) {
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(f.Usage, "`", "") })
	for _, sub := range cmd.Commands() {
		unquote(sub)
	}
}

// someFiles refuses a command without a file to work on.
func someFiles(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("name at least one file to %s", cmd.Name())
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// mistyped returns an error if the first word is no file, but similar to a command.
func mistyped(cmd *cobra.Command, args []string) error {
	if len(args) == 0 || exists(args[0]) {
		return nil
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return fmt.Errorf("there is no command and no file %q; did you mean %q?", args[0], near[0])
	}
	return nil
}
