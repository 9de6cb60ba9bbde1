package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/notifier/secrets"
)

// A finding is one thing that doctor looked at.
type finding struct {
	Check  string `json:"check"`
	OK     bool   `json:"ok"`
	Needed bool   `json:"needed"` // nothing can be split without it
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
}

func newDoctor(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:     "doctor",
		Short:   "Check ffmpeg, its codecs, the display, the keychain and the folders",
		Long:    "Check what AudioSpliter needs: ffmpeg and its codecs, a display for the window,\na keychain for secrets, and folders it can write. What is wrong is named with its remedy.",
		Example: "  audiospliter doctor\n  audiospliter doctor --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sick := false
			t := g.table()
			for _, f := range g.examine(cmd.Context()) {
				sick = sick || f.Needed && !f.OK
				mark := "ok"
				if !f.OK {
					mark = "--"
				}
				if err := t.add(f, mark, f.Check, f.Detail); err != nil {
					return err
				}
				if f.Remedy != "" && !g.json {
					t.row("", "", f.Remedy)
				}
			}
			if err := t.Flush(); err != nil {
				return err
			}
			if sick {
				return exit(exitNothing)
			}
			return nil
		},
	}
}

func (g *globals) examine(ctx context.Context) []finding {
	findings := []finding{{
		Check: "version", OK: true, Needed: true,
		Detail: fmt.Sprintf("AudioSpliter %s, %s on %s/%s", g.app.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH),
	}}
	findings = append(findings, g.examineFFmpeg(ctx)...)
	findings = append(findings, g.examineDisplay(), g.examineKeychain())
	for _, f := range []struct{ name, path string }{
		{"config", g.app.Folders.Config}, {"data", g.app.Folders.Data}, {"cache", g.app.Folders.Cache},
	} {
		findings = append(findings, examineFolder(f.name, f.path))
	}
	return append(findings, g.examineJournal()...)
}

// examineJournal looks whether the queue can be kept, and what waits in it.
func (g *globals) examineJournal() []finding {
	f := finding{Check: "journal", Detail: filepath.Join(g.app.Folders.Data, journal.FileName)}
	j, err := g.app.Journal(nil)
	if err != nil {
		f.Detail += ": " + err.Error()
		f.Remedy = "Make " + g.app.Folders.Data + " writable and give it room, or set AUDIOSPLITER_HOME to another folder."
		return []finding{f}
	}
	defer j.Close()
	l := engine.NewLedger(j)
	f.OK = true
	if aside := j.Aside(); len(aside) > 0 {
		f.OK = false
		f.Detail, f.Remedy = aside.String(), "The jobs in it are lost to this program; what they wrote is not. Delete it when you do not need it."
	}
	all, _ := l.CountPast(engine.Query{})
	f.Detail += fmt.Sprintf(", %s", english.Plural(all, "job", ""))
	findings := []finding{f}
	if n, err := l.CountPast(engine.Query{Unowned: true}); err == nil && n > 0 {
		findings = append(findings, finding{
			Check: "jobs", Detail: english.Plural(n, "job", "") + " of an earlier run not finished",
			Remedy: "Resume them with: audiospliter jobs resume (or cancel them: audiospliter jobs cancel --unfinished)",
		})
	}
	return findings
}

// encoders are what each output format needs of ffmpeg.
var encoders = []struct{ format, encoder string }{
	{"mp3", "libmp3lame"}, {"flac", "flac"}, {"ogg", "libvorbis"}, {"opus", "libopus"}, {"m4a", "aac"}, {"alac", "alac"},
}

func (g *globals) examineFFmpeg(ctx context.Context) []finding {
	tools, err := g.tools()
	if err != nil {
		return []finding{{Check: "ffmpeg", Needed: true, Detail: "not found", Remedy: err.Error()}}
	}
	version, err := tools.Version(ctx)
	if err != nil {
		return []finding{{Check: "ffmpeg", Needed: true, Detail: tools.FFmpeg + " does not run", Remedy: ffmpeg.InstallHint().String()}}
	}
	var can, cannot []string
	for _, e := range encoders {
		if tools.HasEncoder(ctx, e.encoder) {
			can = append(can, e.format)
		} else {
			cannot = append(cannot, e.format)
		}
	}
	codecs := finding{Check: "codecs", OK: len(cannot) == 0, Detail: "writes " + strings.Join(can, ", ")}
	if len(cannot) > 0 {
		codecs.Remedy = "This ffmpeg cannot write " + strings.Join(cannot, ", ") + ": a full build can. " + ffmpeg.InstallHint().String()
	}
	return []finding{{Check: "ffmpeg", OK: true, Needed: true, Detail: fmt.Sprintf("%s, %s", version, tools.FFmpeg)}, codecs}
}

func (g *globals) examineDisplay() finding {
	switch {
	case g.app.OpenWindow == nil:
		return finding{Check: "display", OK: true, Detail: "this build has no window, by intent"}
	case hasDisplay():
		return finding{Check: "display", OK: true, Detail: "there is one for the window"}
	}
	return finding{
		Check: "display", Detail: "none: the command line works, the window does not open",
		Remedy: "Start it from a desktop session, or set DISPLAY.",
	}
}

func (g *globals) examineKeychain() finding {
	if g.app.Keychain == nil {
		return finding{Check: "keychain", OK: true, Detail: "not used with AUDIOSPLITER_HOME: secrets are in a file there that only you can read"}
	}
	if err := secrets.Check(g.app.Keychain); err != nil {
		return finding{
			Check: "keychain", Detail: "none: secrets of endpoints are kept in a file that only you can read",
			Remedy: fault.Of(err).Message.String(),
		}
	}
	return finding{Check: "keychain", OK: true, Detail: "keeps the secrets of endpoints"}
}

// hasDisplay reports whether a window could open.
func hasDisplay() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// examineFolder checks that files can be made in a folder, which is made if it
// is missing.
func examineFolder(name, path string) finding {
	f := finding{Check: name, Detail: path}
	err := os.MkdirAll(path, 0o700)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(path, ".doctor-*"); err == nil {
			_ = probe.Close()
			err = os.Remove(probe.Name())
		}
	}
	if err != nil {
		f.Detail += ": " + err.Error()
		f.Remedy = "Make " + filepath.Dir(path) + " writable, or set AUDIOSPLITER_HOME to a folder that is."
		return f
	}
	f.OK = true
	if size := folderSize(path); size > 0 {
		f.Detail += ", " + humanize.Bytes(size)
	}
	return f
}

func folderSize(path string) uint64 {
	var sum uint64
	_ = filepath.WalkDir(path, func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				sum += uint64(info.Size())
			}
		}
		return nil
	})
	return sum
}
