//go:build !linux

package ffmpeg

import "io"

// growPipe does nothing: only Linux lets a program say how much a pipe holds.
func growPipe(io.Reader) {}
