//go:build !linux

package window

// runInBackground runs do on a goroutine of its own. Only Linux can lower the
// priority of a thread.
func runInBackground(do func()) { go do() }
