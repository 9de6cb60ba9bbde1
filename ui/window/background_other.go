//go:build !linux

package window

// background runs do on a goroutine of its own. That it gives way to others is
// only done on Linux.
func background(do func()) { go do() }
