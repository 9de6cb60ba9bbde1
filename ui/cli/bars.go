package cli

import (
	"io"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"audiospliter/engine"
)

// bars draws a bar for each running file and one for the batch.
type bars struct {
	pool  *mpb.Progress
	total *mpb.Bar
	files map[string]*mpb.Bar // by job id
}

// barSteps is what a whole file counts in its bar.
const barSteps = 1000

// maxBarName bounds the name before a bar, in columns.
const maxBarName = 32

func newBars(w io.Writer, files int) *bars {
	b := &bars{pool: mpb.New(mpb.WithOutput(w), mpb.WithWidth(48)), files: map[string]*mpb.Bar{}}
	if files > 1 {
		b.total = b.pool.New(int64(files), mpb.BarStyle(),
			mpb.BarPriority(1<<30), // below the files
			mpb.PrependDecorators(decor.Name("all files", decor.WCSyncSpaceR), decor.CountersNoUnit("%d of %d", decor.WCSyncSpace)),
			mpb.AppendDecorators(decor.AverageETA(decor.ET_STYLE_GO)),
		)
	}
	return b
}

// handle shows what happens to a job, whose source has this name.
func (b *bars) handle(e engine.Event, name string) {
	id := e.Job.ID
	switch e.Kind {
	case engine.StateChanged:
		if b.files[id] == nil {
			if runes := []rune(name); len(runes) > maxBarName {
				name = string(runes[:maxBarName-1]) + "…"
			}
			b.files[id] = b.pool.New(barSteps, mpb.BarStyle(), mpb.BarRemoveOnComplete(),
				mpb.PrependDecorators(decor.Name(printable(name), decor.WCSyncSpaceR), decor.Percentage(decor.WCSyncSpace)))
		}
	case engine.JobProgress:
		if bar := b.files[id]; bar != nil {
			bar.SetCurrent(int64(e.Job.Progress * barSteps))
		}
	case engine.JobCompleted, engine.JobFailed:
		if bar := b.files[id]; bar != nil {
			bar.Abort(true)
			delete(b.files, id)
		}
		if b.total != nil {
			b.total.Increment()
		}
	}
}

// close takes the bars away and waits until the last drawing is done.
func (b *bars) close() {
	if b.total != nil {
		b.total.Abort(false)
	}
	for _, bar := range b.files {
		bar.Abort(true)
	}
	b.pool.Wait()
}
