package engine

import (
	"context"

	"audiospliter/engine/waveform"
)

// Envelope returns the shape of a source, from the cache if it is there. It
// waits for the disk and for ffmpeg, on the source's whole length.
func (e *Engine) Envelope(ctx context.Context, src Source, o waveform.Options) (*waveform.Envelope, error) {
	tools, err := e.Tools()
	if err != nil {
		return nil, err
	}
	return listen(ctx, tools, src, e.cache, o)
}

// Overview returns a first picture of a source, in n columns for each channel. It
// takes a fraction of a second where the format allows it.
func (e *Engine) Overview(ctx context.Context, src Source, n int) ([][]waveform.Box, error) {
	tools, err := e.Tools()
	if err != nil {
		return nil, err
	}
	return waveform.Overview(ctx, tools, src, n)
}

// Samples decodes the samples [start, end), at most a minute, as 16-bit numbers,
// interleaved.
func (e *Engine) Samples(ctx context.Context, src Source, start, end Position) ([]int16, error) {
	tools, err := e.Tools()
	if err != nil {
		return nil, err
	}
	return waveform.Samples(ctx, tools, src, start, end)
}
