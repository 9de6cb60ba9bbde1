package watch

import (
	"log/slog"
	"time"

	"github.com/fsnotify/fsnotify"
)

// gathering is how long changes of a folder are gathered: thousands that come one
// by one must not have it scanned for each.
const gathering = 200 * time.Millisecond

// changesIn returns a channel that receives when something has changed in the
// folder, which it never does where the system cannot say. Done ends that.
func changesIn(folder string) (changed <-chan struct{}, done func()) {
	changes := make(chan struct{}, 1)
	n, err := fsnotify.NewWatcher()
	if err == nil {
		err = n.Add(folder)
	}
	if err != nil {
		slog.Info("the system does not report changes: the folder is scanned now and then", "folder", folder, "err", err)
		if n != nil {
			_ = n.Close()
		}
		return changes, func() {}
	}
	go func() {
		var gathered <-chan time.Time
		for {
			select {
			case _, ok := <-n.Events:
				if !ok {
					return
				}
				if gathered == nil {
					gathered = time.After(gathering)
				}
			case <-gathered:
				gathered = nil
				select {
				case changes <- struct{}{}:
				default:
				}
			case _, ok := <-n.Errors:
				if !ok {
					return
				}
			}
		}
	}()
	return changes, func() { _ = n.Close() }
}
