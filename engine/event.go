package engine

import (
	"fmt"
	"time"

	"audiospliter/engine/cut"
)

// A Kind names an event. Kinds are part of the contract with scripts and
// webhooks: they are never renamed.
type Kind string

// The kinds. StateChanged and SegmentWritten stay inside the program, for the
// window and for notifiers that make events of their own from them.
const (
	JobProgress    Kind = "job.progress"
	JobCompleted   Kind = "job.completed"
	JobFailed      Kind = "job.failed" // canceled jobs, too
	BatchCompleted Kind = "batch.completed"
	StateChanged   Kind = "job.state"
	SegmentWritten Kind = "segment.written"
)

// An Event is something that happened to a job or to a batch. It holds copies:
// nothing in it changes later.
type Event struct {
	Kind Kind
	Time time.Time

	// Key identifies the event of the end of a job's attempt or of a batch: sent
	// again after a crash it has the same Key. It is "" for kinds that are not
	// sent again.
	Key string

	Job     Job        // of the events of one job; its State and Progress are those at Time
	Segment cut.Result // of SegmentWritten
	Batch   Batch      // of BatchCompleted; jobs that were removed since included
}

// A Batch is the jobs that were added together.
type Batch struct {
	ID   string // batch_ and 16 hexadecimal digits
	Jobs []Job  // as Add queued them, or as they ended; in the order they were added in
}

// Count returns how many of the batch's jobs are in the state.
func (b Batch) Count(s State) int {
	n := 0
	for _, j := range b.Jobs {
		if j.State == s {
			n++
		}
	}
	return n
}

// key returns the Key of an event that ends the job.
func (j Job) key(k Kind) string { return fmt.Sprintf("%s/%d/%s", j.ID, j.Attempt, k) }

// key returns the Key of the batch's completed event. Each new attempt of one
// of its jobs makes another.
func (b Batch) key() string {
	attempt := 1
	for _, j := range b.Jobs {
		attempt += j.Attempt - 1
	}
	return fmt.Sprintf("%s/%d/%s", b.ID, attempt, BatchCompleted)
}
