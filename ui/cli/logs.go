package cli

import (
	"cmp"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"audiospliter/engine/fault"
)

// logFolder is where the log is kept unless a file is named, below the data folder.
const logFolder = "log"

// maxLog is how large the log may grow before it is begun anew; the one before
// is kept.
const maxLog = 4 << 20

// levels are what --log-level takes.
var levels = []string{"debug", "info", "warn", "error"}

// logs are the flags that say what is logged, and where to.
type logs struct {
	file, level string
}

func addLogFlags(cmd *cobra.Command) *logs {
	l := &logs{}
	cmd.PersistentFlags().StringVar(&l.file, "log-file", "", "write the log to `FILE` (- for standard error; default: a file in the data folder)")
	cmd.PersistentFlags().StringVar(&l.level, "log-level", "info", "how much is logged: "+strings.Join(levels, ", "))
	complete(cmd, "log-level", levels)
	return l
}

// open begins to log. Without --log-file a log that cannot be written is no
// reason not to work.
func (l *logs) open(g *globals) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.level)); err != nil {
		return fault.New(fault.InvalidParams, "There is no log level %q: write %s.", l.level, strings.Join(levels, ", "))
	}
	to := g.app.Stderr
	if l.file != "-" {
		file, err := openLog(cmp.Or(l.file, g.logFile()))
		if err != nil && l.file != "" {
			return fault.Wrap(err, fault.PermissionDenied, "The log %s cannot be written. (--log-file)", l.file)
		}
		if to = file; err != nil { // else open until the program ends
			to = io.Discard
		}
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: level})).With("pid", os.Getpid()))
	return nil
}

func (g *globals) logFile() string {
	return filepath.Join(g.app.Folders.Data, logFolder, "audiospliter.log")
}

// openLog opens the log for appending, which several programs may do at once.
func openLog(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() > maxLog {
		_ = os.Rename(path, path+".1")
	}
	return os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}
