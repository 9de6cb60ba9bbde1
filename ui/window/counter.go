package window

import (
	"context"
	"slices"
	"sync"

	"audiospliter/engine"
	"audiospliter/engine/plan"
)

// A count is how many segments a file is planned to have.
type count struct {
	of    int // the number of the settings it was asked with
	n     int
	known bool
}

// A counter finds out, in the background and one after the other, how many
// segments the files on show would have. Those that must be listened to for it
// are left to the planner.
type counter struct {
	ctx     context.Context
	preview func(context.Context, engine.Request, func(float64)) (engine.Preview, error)
	told    *batcher[counted]

	mu      sync.Mutex
	waiting []counting
	works   bool
}

// A counting is a question.
type counting struct {
	item   *item
	of     int
	source engine.Source
	recipe engine.Recipe
}

// A counted is its answer.
type counted struct {
	item *item
	count
}

// remembered is how many questions wait at most: those asked first are of rows
// that have scrolled away since.
const remembered = 200

func newCounter(ctx context.Context, run func(func()),
	preview func(context.Context, engine.Request, func(float64)) (engine.Preview, error), told func([]counted),
) *counter {
	return &counter{ctx: ctx, preview: preview, told: newBatcher(run, told)}
}

func (c *counter) ask(q counting) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, q)
	if len(c.waiting) > remembered {
		c.waiting = slices.Delete(c.waiting, 0, len(c.waiting)-remembered)
	}
	if !c.works {
		c.works = true
		background(c.work)
	}
}

// drop forgets all questions: the settings have changed.
func (c *counter) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = nil
}

func (c *counter) work() {
	for {
		c.mu.Lock()
		if len(c.waiting) == 0 || c.ctx.Err() != nil {
			c.works = false
			c.mu.Unlock()
			return
		}
		last := len(c.waiting) - 1 // what was shown last is looked at now
		q := c.waiting[last]
		c.waiting = c.waiting[:last]
		c.mu.Unlock()
		c.told.push(counted{q.item, c.count(q)})
	}
}

func (c *counter) count(q counting) count {
	spec := q.recipe.Split
	needs := spec.Needs()
	switch {
	case needs.Sound:
	case !needs.List && !needs.Size:
		if p, err := plan.Make(c.ctx, plan.Input{Source: q.source}, spec); err == nil {
			return count{q.of, len(p.Segments), true}
		}
	default:
		if p, err := c.preview(c.ctx, engine.Request{Path: q.source.Path, Recipe: q.recipe}, nil); err == nil {
			return count{q.of, len(p.Plan.Segments), true}
		}
	}
	return count{of: q.of}
}
