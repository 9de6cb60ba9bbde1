package window

import (
	"context"
	"sync"
	"time"

	"audiospliter/engine"
)

// planDelay is how long the settings must rest before they are planned again.
const planDelay = 200 * time.Millisecond

// A planner finds out, in the background, what splitting a file would give. A
// new question takes the place of the one before, answered or not.
type planner struct {
	ctx     context.Context
	preview func(context.Context, engine.Request, func(float64)) (engine.Preview, error)
	answer  func(planResult) // on the UI goroutine
	run     func(func())

	mu     sync.Mutex
	number int // of the last question
	cancel context.CancelFunc
	timer  *time.Timer
}

// An planResult is what the window shows of the segments of a file.
type planResult struct {
	path    string
	loading bool
	done    float64 // while loading, 0 to 1; 0 as long as there is nothing to tell
	preview engine.Preview
	err     error
}

// ask plans a request after the settings have come to rest.
func (p *planner) ask(r engine.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ctx, number := p.next()
	p.timer = time.AfterFunc(planDelay, func() {
		p.report(number, planResult{path: r.Path, loading: true})
		var last time.Time
		var pace sync.Mutex
		preview, err := p.preview(ctx, r, func(done float64) {
			pace.Lock()
			defer pace.Unlock()
			if time.Since(last) > 2*frame {
				last = time.Now()
				p.report(number, planResult{path: r.Path, loading: true, done: done})
			}
		})
		if ctx.Err() == nil {
			p.report(number, planResult{path: r.Path, preview: preview, err: err})
		}
	})
}

// drop forgets the last question.
func (p *planner) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next()
}

// next ends the last question and numbers the next one. The mutex is held.
func (p *planner) next() (context.Context, int) {
	if p.timer != nil {
		p.timer.Stop()
	}
	if p.cancel != nil {
		p.cancel()
	}
	var ctx context.Context
	ctx, p.cancel = context.WithCancel(p.ctx)
	p.number++
	return ctx, p.number
}

func (p *planner) report(number int, o planResult) {
	p.run(func() {
		p.mu.Lock()
		current := number == p.number
		p.mu.Unlock()
		if current {
			p.answer(o)
		}
	})
}
