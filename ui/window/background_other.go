//go:build !linux

package window

// background runs do on a goroutine of its own. Only Linux has ways to make one
// wait for others.
func background(do func()) { go do() }
