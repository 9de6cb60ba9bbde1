package engine

import (
	"context"
	"sync"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/waveform"
)

// A Library finds out about sources: what they are, how they would be split,
// what they look like and how they sound. Its methods may be called from any
// goroutine.
type Library struct {
	cache *waveform.Cache // nil keeps no envelopes

	mu    sync.Mutex
	tools *ffmpeg.Tools
}

// NewLibrary returns a library that uses this ffmpeg, which may be nil until it
// is found, and keeps envelopes in the cache, which may be nil, too.
func NewLibrary(tools *ffmpeg.Tools, cache *waveform.Cache) *Library {
	return &Library{tools: tools, cache: cache}
}

// SetTools changes the ffmpeg that is used from now on, and by jobs that start
// from now on.
func (l *Library) SetTools(t *ffmpeg.Tools) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tools = t
}

// Tools returns the ffmpeg in use, or the error FFMPEG_MISSING.
func (l *Library) Tools() (*ffmpeg.Tools, error) { return present(l.installed()) }

// installed returns the ffmpeg in use, nil for none.
func (l *Library) installed() *ffmpeg.Tools {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tools
}

func present(t *ffmpeg.Tools) (*ffmpeg.Tools, error) {
	if t == nil {
		return nil, fault.New(fault.FFmpegMissing, "AudioSpliter needs ffmpeg, which is not installed. %s", ffmpeg.InstallHint())
	}
	return t, nil
}

// Envelope returns the shape of a source, from the cache if it is there. It
// waits for the disk and for ffmpeg, on the source's whole length.
func (l *Library) Envelope(ctx context.Context, src Source, o waveform.Options) (*waveform.Envelope, error) {
	tools, err := l.Tools()
	if err != nil {
		return nil, err
	}
	return listen(ctx, tools, src, l.cache, o)
}

// Overview returns a first picture of a source, in n columns for each channel. It
// takes a fraction of a second where the format allows it.
func (l *Library) Overview(ctx context.Context, src Source, n int) ([][]waveform.Box, error) {
	tools, err := l.Tools()
	if err != nil {
		return nil, err
	}
	return waveform.Overview(ctx, tools, src, n)
}

// Samples decodes the samples [start, end), at most a minute, as 16-bit numbers,
// interleaved.
func (l *Library) Samples(ctx context.Context, src Source, start, end Position) ([]int16, error) {
	tools, err := l.Tools()
	if err != nil {
		return nil, err
	}
	return waveform.Samples(ctx, tools, src, start, end)
}
