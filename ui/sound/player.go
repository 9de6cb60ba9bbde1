// Package sound plays parts of audio files: ffmpeg decodes, the system's sound
// device is told. It draws nothing and knows no window.
//
// A machine without a device, or with one that does not answer, gives an error
// that says so, and nothing else happens.
package sound

import (
	"context"
	"sync"
	"time"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// News is how playing goes.
type News struct {
	At      timeline.Position // what is heard now
	Playing bool              // false ends it
	Err     error             // why it ended, if something is wrong
}

// pace is how often a Player tells where it is.
const pace = 30 * time.Millisecond

// A Player plays one thing at a time. Its methods may be called from any
// goroutine and wait for nothing.
type Player struct {
	tools func() (*ffmpeg.Tools, error)

	mu     sync.Mutex
	volume float64
	last   *round // nil before the first
}

// A round is one call of Play.
type round struct {
	cancel context.CancelFunc
	ended  chan struct{}
	voice  *voice // nil before the device is there
}

// New returns a player. The tools are asked for each time that something is played.
func New(tools func() (*ffmpeg.Tools, error)) *Player {
	return &Player{tools: tools, volume: 1}
}

// Play plays the spans one after another, in place of what was played before.
// Tell hears how it goes, from another goroutine, the last time with Playing
// unset; it hears nothing after another Play or Stop took its place.
func (p *Player) Play(src media.Source, tell func(News), spans ...timeline.Span) {
	ctx, cancel := context.WithCancel(context.Background())
	r := &round{cancel: cancel, ended: make(chan struct{})}
	p.mu.Lock()
	before := p.last
	p.last = r
	p.mu.Unlock()
	if before != nil {
		before.cancel()
	}
	go func() {
		defer close(r.ended)
		defer cancel()
		if before != nil {
			<-before.ended
		}
		if err := p.play(ctx, r, src, tell, spans); ctx.Err() == nil {
			tell(News{Err: err, At: endOf(spans)})
		}
	}()
}

func endOf(spans []timeline.Span) timeline.Position {
	if len(spans) == 0 {
		return 0
	}
	return spans[len(spans)-1].End
}

// Stop ends what is played.
func (p *Player) Stop() {
	p.mu.Lock()
	r := p.last
	p.mu.Unlock()
	if r != nil {
		r.cancel()
	}
}

// Close ends what is played and waits until its ffmpeg is gone.
func (p *Player) Close() {
	p.mu.Lock()
	r := p.last
	p.mu.Unlock()
	if r != nil {
		r.cancel()
		<-r.ended
	}
}

// SetVolume changes how loud it is, from 0 to 1, at once.
func (p *Player) SetVolume(volume float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.volume = min(max(volume, 0), 1)
	if p.last != nil && p.last.voice != nil {
		p.last.voice.setVolume(p.volume)
	}
}

func (p *Player) play(ctx context.Context, r *round, src media.Source, tell func(News), spans []timeline.Span) error {
	tools, err := p.tools()
	if err != nil {
		return err
	}
	if err := Ready(); err != nil {
		return err
	}
	reader := newSpanReader(ctx, tools, src, spans)
	defer reader.close()
	v, err := speak(reader)
	if err != nil {
		return err
	}
	defer v.close()
	p.mu.Lock()
	r.voice = v
	v.setVolume(p.volume)
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		r.voice = nil
	}()
	v.start()
	ticker := time.NewTicker(pace)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		playing, err := v.playing()
		if err != nil || !playing {
			return err
		}
		tell(News{At: heardOf(reader, v), Playing: true})
	}
}

// heardOf returns the position that is heard now. What is read meanwhile must
// not count as heard.
func heardOf(r *spanReader, v *voice) timeline.Position {
	for {
		read := r.read.Load()
		if waiting := v.buffered(); r.read.Load() == read {
			return r.at(read - int64(waiting))
		}
	}
}
