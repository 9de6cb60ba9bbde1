//go:build !linux && !windows

package ffmpeg

import "os/exec"

// start starts a child. If this program is killed, it ends when it next uses
// one of its pipes.
func start(cmd *exec.Cmd) error { return cmd.Start() }
