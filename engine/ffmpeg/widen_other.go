//go:build !linux

package ffmpeg

import "io"

// widen does nothing: only Linux lets a program say how much a pipe holds.
func widen(io.Reader) {}
