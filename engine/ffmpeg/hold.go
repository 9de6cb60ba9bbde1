package ffmpeg

import (
	"os"
	"sync"
)

// Group returns the same programs with children of their own, which Hold
// stops together.
func (t *Tools) Group() *Tools {
	return &Tools{FFmpeg: t.FFmpeg, FFprobe: t.FFprobe, Stall: t.Stall, Background: t.Background, parent: t}
}

// Hold makes the children of these Tools stand still, those running and those
// started later, or lets them go on. On systems that cannot stop a process it
// does nothing. A held child can be ended like any other.
func (t *Tools) Hold(on bool) {
	t.children.mu.Lock()
	defer t.children.mu.Unlock()
	t.children.held = on
	for p := range t.children.running {
		hold(p, on)
	}
}

// children are the processes that run now.
type children struct {
	mu      sync.Mutex
	running map[*os.Process]bool
	held    bool
}

func (c *children) add(p *os.Process) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running == nil {
		c.running = map[*os.Process]bool{}
	}
	c.running[p] = true
	if c.held {
		hold(p, true)
	}
}

func (c *children) isHeld() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held
}

func (c *children) remove(p *os.Process) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.running, p)
}
