package window

import (
	"context"
	"slices"
	"sync"

	"audiospliter/engine"
	"audiospliter/engine/plan"
)

// A count is the number of segments that a file is planned to have.
type count struct {
	setting int // the number of the setting it is for
	n       int
	known   bool
}

// A segmentCounter counts, in the background and one after the other, the planned
// segments of the files in visible rows. It leaves out modes that need the sound: the
// planner scans the current file.
type segmentCounter struct {
	ctx     context.Context
	preview func(context.Context, engine.Request, func(float64)) (engine.Preview, error)
	results *batcher[countResult]

	mu       sync.Mutex
	requests []countRequest
	running  bool
}

// A countRequest asks for the segments of an item.
type countRequest struct {
	item    *item
	setting int
	source  engine.Source
	recipe  engine.Recipe
}

// A countResult answers a countRequest.
type countResult struct {
	item *item
	count
}

// maxCountRequests bounds how many requests wait. The oldest are dropped: their rows
// have scrolled away.
const maxCountRequests = 200

func newSegmentCounter(ctx context.Context, run func(func()),
	preview func(context.Context, engine.Request, func(float64)) (engine.Preview, error), told func([]countResult),
) *segmentCounter {
	return &segmentCounter{ctx: ctx, preview: preview, results: newBatcher(run, told)}
}

func (c *segmentCounter) ask(q countRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests = append(c.requests, q)
	if len(c.requests) > maxCountRequests {
		c.requests = slices.Delete(c.requests, 0, len(c.requests)-maxCountRequests)
	}
	if !c.running {
		c.running = true
		runInBackground(c.work)
	}
}

// drop removes all requests: the settings have changed.
func (c *segmentCounter) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests = nil
}

func (c *segmentCounter) work() {
	for {
		c.mu.Lock()
		if len(c.requests) == 0 || c.ctx.Err() != nil {
			c.running = false
			c.mu.Unlock()
			return
		}
		last := len(c.requests) - 1 // the row shown last is counted first
		q := c.requests[last]
		c.requests = c.requests[:last]
		c.mu.Unlock()
		c.results.push(countResult{q.item, c.count(q)})
	}
}

func (c *segmentCounter) count(q countRequest) count {
	spec := q.recipe.Split
	needs := spec.Needs()
	switch {
	case needs.Sound:
	case !needs.List && !needs.Size:
		if p, err := plan.Make(c.ctx, plan.Input{Source: q.source}, spec); err == nil {
			return count{q.setting, len(p.Segments), true}
		}
	default:
		if p, err := c.preview(c.ctx, engine.Request{Path: q.source.Path, Recipe: q.recipe}, nil); err == nil {
			return count{q.setting, len(p.Plan.Segments), true}
		}
	}
	return count{setting: q.setting}
}
