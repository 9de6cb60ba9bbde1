package window

import (
	"io"
	"os"
	"path/filepath"
	"sync"

	"fyne.io/fyne/v2"

	"audiospliter/engine/atomicfile"
)

// A keeper writes a small file in the background, each time whole. What it is
// given while it writes takes the place of what waited.
type keeper struct {
	path string // "" to keep nothing

	mu      sync.Mutex
	waiting []byte
	writes  bool
	done    sync.WaitGroup
}

// keep writes data soon. A failure costs only the memory, so it is logged.
func (k *keeper) keep(data []byte) {
	if k.path == "" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.waiting = data
	if !k.writes {
		k.writes = true
		k.done.Go(k.work)
	}
}

func (k *keeper) work() {
	for {
		k.mu.Lock()
		data := k.waiting
		k.waiting = nil
		k.writes = data != nil
		k.mu.Unlock()
		if data == nil {
			return
		}
		err := os.MkdirAll(filepath.Dir(k.path), 0o700)
		if err == nil {
			err = atomicfile.Write(k.path, 0o600, func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			})
		}
		if err != nil {
			fyne.LogError("remembering the window", err)
		}
	}
}

// wait returns when everything is written.
func (k *keeper) wait() { k.done.Wait() }
