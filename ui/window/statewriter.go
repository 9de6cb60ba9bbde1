package window

import (
	"io"
	"os"
	"path/filepath"
	"sync"

	"fyne.io/fyne/v2"

	"audiospliter/engine/atomicfile"
)

// A stateWriter writes a small file in the background, each time whole. What it is
// given while it writes takes the place of what waited.
type stateWriter struct {
	path string // "" to keep nothing

	mu      sync.Mutex
	waiting []byte
	writing bool
	done    sync.WaitGroup
}

// write writes data soon. A failure costs only the memory, so it is logged.
func (k *stateWriter) write(data []byte) {
	if k.path == "" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.waiting = data
	if !k.writing {
		k.writing = true
		k.done.Go(k.work)
	}
}

func (k *stateWriter) work() {
	for {
		k.mu.Lock()
		data := k.waiting
		k.waiting = nil
		k.writing = data != nil
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
func (k *stateWriter) wait() { k.done.Wait() }
