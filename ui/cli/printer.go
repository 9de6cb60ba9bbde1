package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/dustin/go-humanize/english"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/wire"
)

// A printer prints the events of the jobs: bodies or paths on standard output,
// bars or lines on standard error. All of it runs on the goroutine of the
// engine's subscription.
type printer struct {
	g        *globals
	bars     *bars                // nil where there is no terminal to draw them on
	names    map[string]string    // of sources, by path
	reported map[string]time.Time // by job: when its progress was last printed
	paths    map[string]*sequence // by job: not used with --json
	err      error                // the first failure to write a result
}

// jsonProgressEvery is how often --json reports the progress of a job.
const jsonProgressEvery = time.Second

// newPrinter returns the printer of jobs whose sources have these paths.
func (g *globals) newPrinter(paths []string) *printer {
	p := &printer{g: g, names: shortNames(paths), reported: map[string]time.Time{}, paths: map[string]*sequence{}}
	if g.app.Terminal && !g.quiet && !g.json {
		p.bars = newBars(cmp.Or(g.app.raw, g.app.Stderr), len(paths))
		g.setPeople(p.bars.pool)
	}
	return p
}

// name returns the name to show for a source.
func (p *printer) name(path string) string { return cmp.Or(p.names[path], filepath.Base(path)) }

func (p *printer) close() {
	for job := range p.paths {
		p.restOfPaths(job)
	}
	if p.bars != nil {
		p.g.setPeople(p.g.app.Stderr)
		p.bars.close()
	}
}

func (p *printer) handle(e engine.Event) {
	if p.bars != nil {
		p.bars.handle(e, p.name(e.Job.Path))
	}
	if e.Job.State.Final() {
		p.restOfPaths(e.Job.ID)
	}
	name := p.name(e.Job.Path)
	switch e.Kind {
	case engine.SegmentWritten:
		p.path(e.Job.ID, e.Segment)
	case engine.StateChanged:
		if e.Job.State == engine.Queued && !e.Job.Due.IsZero() && e.Job.Err != nil {
			p.g.say("%s: %s Tried again in %s.", name, e.Job.Err.Message, e.Job.Due.Sub(e.Time).Round(time.Second))
		}
	case engine.JobCompleted:
		result := e.Job.Result
		for _, sentence := range slices.Concat(result.Source.Warnings, result.Plan.Notes, result.Plan.Warnings) {
			p.g.say("%s: %s", name, sentence)
		}
		p.notes(name, result.Outputs)
		p.g.say("%s: %s", name, written(result))
	case engine.JobFailed:
		if e.Job.State == engine.Failed {
			p.g.report(name, e.Job.Err)
		}
	}
	if p.g.json {
		p.json(e)
	}
	if e.Job.State.Final() {
		delete(p.reported, e.Job.ID)
	}
}

// written says in a phrase what a completed job wrote, and what was there.
func written(r engine.Result) string {
	segments := func(n int) string { return english.Plural(n, "segment", "") }
	switch skipped := r.Skipped(); {
	case skipped == 0:
		return segments(r.Written()) + " in " + r.Folder
	case r.Written() > 0:
		return fmt.Sprintf("%s in %s, beside %d that %s there already", segments(r.Written()), r.Folder, skipped, english.PluralWord(skipped, "was", "were"))
	case skipped == 1:
		return "its segment was there already in " + r.Folder
	default:
		return fmt.Sprintf("all %s were there already in %s", segments(skipped), r.Folder)
	}
}

// notes prints what a person should know about segments: what is true of several
// once, under the name of the source.
func (p *printer) notes(name string, outputs []cut.Result) {
	times := map[string]int{}
	for _, o := range outputs {
		times[o.Note.String()]++
	}
	for _, o := range outputs {
		note := o.Note.String()
		if note != "" && times[note] == 1 {
			p.g.say("%s: %s: %s", name, filepath.Base(o.Path), note)
		} else if note != "" && times[note] > 1 {
			p.g.say("%s: %s", name, note)
			times[note] = 0
		}
	}
}

func (p *printer) json(e engine.Event) {
	if e.Kind == engine.JobProgress {
		if e.Time.Sub(p.reported[e.Job.ID]) < jsonProgressEvery {
			return
		}
		p.reported[e.Job.ID] = e.Time
	}
	if body := wire.Local(e); body != nil {
		p.result(string(body))
	}
}

// path prints the paths whose turn it is when a segment is written.
func (p *printer) path(job string, written cut.Result) {
	if p.g.json {
		return
	}
	if p.paths[job] == nil {
		p.paths[job] = &sequence{}
	}
	for _, path := range p.paths[job].add(written.Segment.Index, written.Path) {
		p.result(path)
	}
}

// restOfPaths prints the paths of a job that are left when it ends.
func (p *printer) restOfPaths(job string) {
	if paths := p.paths[job]; paths != nil {
		for _, path := range paths.rest() {
			p.result(path)
		}
		delete(p.paths, job)
	}
}

// result prints a line on standard output.
func (p *printer) result(line string) { p.err = cmp.Or(p.err, p.g.put(line)) }
