package cli

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// maxReported bounds what is taken of a file, from its end.
const maxReported = 512 << 10

func newBugreport(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bugreport [JOB]",
		Short: "Write a zip with what is needed to find a fault, and show what is in it",
		Long: `Write a zip with what is needed to find a fault: versions, what doctor finds,
settings and presets, the last log, and a job with the commands that were run
for it: the one named, or the last that failed. No audio, no endpoints and no
secrets are in it; your home folder is written ~. Look into it before you send it.`,
		Example: "  audiospliter bugreport\n  audiospliter bugreport job_0123 -o report.zip",
		Args:    cobra.MaximumNArgs(1),
	}
	out := cmd.Flags().StringP("output", "o", "", "write `FILE` (audiospliter-bugreport-DATE.zip)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		r := &bugreport{g: g}
		r.home, _ = os.UserHomeDir()
		if err := r.collect(cmd.Context(), args); err != nil {
			return err
		}
		path := *out
		if path == "" {
			path = "audiospliter-bugreport-" + time.Now().Format("20060102-150405") + ".zip"
		}
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return fault.Of(err)
		}
		if err := r.write(file); err != nil {
			_ = file.Close()
			_ = os.Remove(path)
			return fault.Of(err)
		}
		if err := file.Close(); err != nil {
			return fault.Of(err)
		}
		var names []string
		for _, p := range r.parts {
			g.say("  %-28s %8s  %s", p.name, humanize.Bytes(uint64(len(p.text))), p.what)
			names = append(names, p.name)
		}
		return g.result(map[string]any{"file": path, "holds": names}, path)
	}
	return cmd
}

// A bugreport is what goes into the zip.
type bugreport struct {
	g     *globals
	home  string
	parts []part
}

type part struct {
	name, what string
	text       []byte
}

func (r *bugreport) collect(ctx context.Context, args []string) error {
	r.add("doctor.json", "versions and what doctor finds", r.lines(r.g.examine(ctx)))
	if info, ok := debug.ReadBuildInfo(); ok {
		r.add("build.txt", "how the program was built", []byte(info.String()))
	}
	r.files("settings", "a setting", filepath.Join(r.g.app.Folders.Config, "window.json"))
	presets, _ := filepath.Glob(filepath.Join(r.g.app.Folders.Config, "presets", "*.json"))
	r.files("presets", "a preset", presets...)
	r.files("log", "the log", r.g.logFile()+".1", r.g.logFile())
	return r.job(args)
}

// job adds the job that is named, or the last that failed.
func (r *bugreport) job(args []string) error {
	named := len(args) > 0
	err := r.g.withLedger(func(l *engine.Ledger) error {
		id := strings.Join(args, "")
		if !named {
			failed, err := l.History(engine.Query{States: []string{string(engine.Failed)}, Limit: 1})
			if err != nil || len(failed) == 0 {
				return err
			}
			id = failed[0].ID
		}
		d, err := l.Details(id)
		if err != nil {
			return err
		}
		d.Metadata = nil // nobody's business
		text, err := json.MarshalIndent(detailsJSON(d), "", "  ")
		if err != nil {
			return err
		}
		r.add("job.json", "the job "+d.ID+", "+string(d.State), text)
		r.add("job.txt", "the same, with the commands as a shell takes them", []byte(jobText(d)))
		return nil
	})
	if err != nil && !named {
		r.add("journal.txt", "why there is no job", []byte(err.Error()))
		return nil
	}
	return err
}

func (r *bugreport) lines(findings []finding) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, f := range findings {
		_ = enc.Encode(f)
	}
	return b.Bytes()
}

// files adds the ends of files that are there.
func (r *bugreport) files(folder, what string, paths ...string) {
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			continue
		}
		if info, err := file.Stat(); err == nil && info.Size() > maxReported {
			_, _ = file.Seek(-maxReported, io.SeekEnd)
		}
		text, err := io.ReadAll(io.LimitReader(file, maxReported))
		_ = file.Close()
		if err == nil {
			r.add(folder+"/"+filepath.Base(path), what, text)
		}
	}
}

func (r *bugreport) add(name, what string, text []byte) {
	if r.home != "" && r.home != "/" {
		text = bytes.ReplaceAll(text, []byte(r.home), []byte("~"))
	}
	r.parts = append(r.parts, part{name, what, text})
}

func (r *bugreport) write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, p := range r.parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: strings.ReplaceAll(p.name, `\`, "/"), Method: zip.Deflate, Modified: time.Now()})
		if err != nil {
			return err
		}
		if _, err := f.Write(p.text); err != nil {
			return err
		}
	}
	return z.Close()
}
