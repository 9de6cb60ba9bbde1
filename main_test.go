package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"audiospliter/engine/ffmpeg"
	"audiospliter/ui/folders"
)

// Real recordings that Debian ships: music on hold and spoken prompts.
const (
	music  = "/usr/share/asterisk/moh/macroform-cold_day.wav" // 244 s
	speech = "/usr/share/asterisk/sounds/en_US_f_Allison/conf-adminmenu.wav"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"audiospliter": main})
}

// TestScripts runs the command line as its users do; the scripts read like a
// manual.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("ui", "cli", "testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv(folders.EnvHome, filepath.Join(env.WorkDir, ".home"))
			env.Setenv("DISPLAY", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"music":   func(ts *testscript.TestScript, _ bool, args []string) { encode(ts, music, args) },
			"speech":  func(ts *testscript.TestScript, _ bool, args []string) { encode(ts, speech, args) },
			"seconds": seconds,
			"status":  status,
			"await":   await,
			"stuck":   stuck,
		},
	})
}

// encode makes a real file: music FILE [ffmpeg's output options ...].
func encode(ts *testscript.TestScript, source string, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: music|speech FILE [options]")
	}
	command := append([]string{"-v", "error", "-y", "-i", source}, args[1:]...)
	ts.Check(ts.Exec("ffmpeg", append(command, "file:"+ts.MkAbs(args[0]))...))
}

// seconds checks the decoded length of a file to the millisecond, with ffmpeg
// rather than with the program under test: seconds LENGTH FILE.
func seconds(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: seconds LENGTH FILE")
	}
	want, err := strconv.ParseFloat(args[0], 64)
	ts.Check(err)
	pcm, err := exec.Command("ffmpeg", "-v", "error", "-i", "file:"+ts.MkAbs(args[1]),
		"-map", "0:a:0", "-ac", "1", "-ar", "8000", "-f", "s16le", "-").Output()
	ts.Check(err)
	got := float64(len(pcm)/2) / 8000
	if equal := got > want-0.001 && got < want+0.001; equal == neg {
		ts.Fatalf("%s is %s s long, want %s", args[1], strings.TrimRight(strconv.FormatFloat(got, 'f', 6, 64), "0"), args[0])
	}
}

// status checks the exit code of a program: status CODE PROGRAM [ARG ...].
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE PROGRAM [ARG ...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if want, err := strconv.Atoi(args[0]); err != nil || code != want {
		ts.Fatalf("%s ended with %d, want %s", args[1], code, args[0])
	}
}

// await runs a program until it succeeds, but not for ever: await PROGRAM [ARG ...].
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: await PROGRAM [ARG ...]")
	}
	for begin := time.Now(); ts.Exec(args[0], args[1:]...) != nil; time.Sleep(20 * time.Millisecond) {
		if time.Since(begin) > 5*time.Minute {
			ts.Fatalf("%s has not succeeded", args[0])
		}
	}
}

// stuck gives the program an ffmpeg that writes half of each Opus file and is at
// the rest of it for ever: no machine is so fast that it is over.
func stuck(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: stuck")
	}
	found, err := ffmpeg.Find("")
	ts.Check(err)
	folder := ts.MkAbs(".stuck")
	ts.Check(os.Mkdir(folder, 0o700))
	ts.Check(os.Symlink(found.FFprobe, filepath.Join(folder, "ffprobe")))
	script := fmt.Sprintf(`#!/bin/sh
case "$*" in *libopus*)
	for last; do :; done
	echo half >"${last#file:}"
	exec sleep 3600 ;;
esac
exec %q "$@"
`, found.FFmpeg)
	// A child that another script is just starting has the files that are open: no
	// file can be run that somebody may still write.
	syscall.ForkLock.RLock()
	err = os.WriteFile(filepath.Join(folder, "ffmpeg"), []byte(script), 0o700)
	syscall.ForkLock.RUnlock()
	ts.Check(err)
	ts.Setenv(ffmpeg.EnvPath, folder)
}
