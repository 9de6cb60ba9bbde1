package engine

import (
	"cmp"
	"context"
	"path/filepath"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/naming"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
)

// A Preview is what a request would do: nothing is written for it.
type Preview struct {
	Source Source
	Plan   Plan
	Choice *cut.Choice // how the segments will be written; it is closed
	Folder string      // where, absolute
	Names  []string    // one a segment, below the folder, with slashes
}

// Probe finds out what a file is. It waits for the disk and for ffprobe.
func (l *Library) Probe(ctx context.Context, path string) (Source, error) {
	tools, err := l.Tools()
	if err != nil {
		return Source{}, err
	}
	return media.Probe(ctx, tools, path)
}

// Preview plans a request as a job would, and writes nothing. The borders of
// silences are those of the envelope, within about a millisecond: only a job
// takes the time to find them to the sample. Progress, which
// may be nil, is called with how far it is, from 0 to 1, from any goroutine. It waits
// for the disk and for ffmpeg: on the source's whole length if the request asks
// for silences and its envelope is not in the cache.
func (l *Library) Preview(ctx context.Context, r Request, progress func(done float64)) (Preview, error) {
	tools, err := l.Tools()
	if err != nil {
		return Preview{}, err
	}
	if progress == nil {
		progress = func(float64) {}
	}
	p, err := prepare(ctx, tools, l.cache, r, false, time.Now(), progress)
	p.Choice.Close()
	return p, err
}

// prepare goes from a path to the names of its segments. What it knew when it
// failed is in the preview beside the error; its choice is the caller's to close. Exact says that the borders of
// silences are wanted to the sample, at is the date that names may hold.
func prepare(ctx context.Context, tools *ffmpeg.Tools, cache *waveform.Cache, r Request, exact bool, at time.Time, progress func(float64)) (Preview, error) {
	var p Preview
	split, output := r.Recipe.Split, r.Recipe.Output
	if err := split.Validate(); err != nil {
		return p, err
	}
	if err := output.Validate(); err != nil {
		return p, err
	}
	template, err := naming.Parse(cmp.Or(output.Name, naming.Default))
	if err != nil {
		return p, err
	}
	if p.Source, err = media.ProbeTrack(ctx, tools, r.Path, split.Track); err != nil {
		return p, err
	}
	if p.Choice, err = cut.Choose(tools, p.Source, output); err != nil {
		return p, err
	}
	in := plan.Input{Source: p.Source}
	needs := split.Needs()
	if needs.List {
		if in.List, err = cuts(ctx, p.Source, split); err != nil {
			return p, err
		}
	}
	if needs.Sound {
		options := waveform.Options{
			Progress: func(done, total Position) { progress(float64(done) / float64(max(total, 1))) },
		}
		envelope, err := listen(ctx, tools, p.Source, cache, options)
		if err != nil {
			return p, err
		}
		in.Sound = envelope
		if exact && p.Source.Exact && len(envelope.Warnings()) == 0 {
			in.Silences = func(ctx context.Context, threshold float64, min Position) ([]timeline.Span, error) {
				return waveform.Detect(ctx, tools, p.Source, envelope, threshold, min)
			}
		}
		if !p.Source.Exact {
			p.Source.Samples = envelope.Samples() // counted, where the other was estimated
			in.Source, p.Choice.Source = p.Source, p.Source
		}
	}
	if needs.Size {
		if in.Size, err = p.Choice.Sizer(ctx); err != nil {
			return p, err
		}
	}
	if needs.Packets {
		in.Packets = p.Choice.Packets()
	}
	if p.Plan, err = plan.Make(ctx, in, split); err != nil {
		return p, err
	}
	if note := unused(p.Source.Path, split.Mode); note != nil {
		p.Plan.Notes = append(p.Plan.Notes, note)
	}
	if p.Folder, err = folder(p.Source, output); err != nil {
		return p, err
	}
	if p.Choice, err = p.Choice.For(p.Plan.Segments); err != nil {
		return p, err
	}
	p.Names, err = naming.Names(template, fields(p, r, at), p.Choice.Extension())
	return p, err
}

// listen returns the envelope of a source, from the cache if there is one.
func listen(ctx context.Context, tools *ffmpeg.Tools, src Source, cache *waveform.Cache, o waveform.Options) (*waveform.Envelope, error) {
	if cache == nil {
		return waveform.Scan(ctx, tools, src, o)
	}
	return cache.Open(ctx, tools, src, o)
}

// folder returns where the segments go: the folder asked for, or one named
// after the source beside it.
func folder(src Source, o cut.Output) (string, error) {
	if o.Folder != "" {
		return filepath.Abs(o.Folder)
	}
	path, err := filepath.Abs(src.Path)
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(path), naming.Folder(filepath.Base(path))), nil
}
