package waveform

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/pcm"
	"audiospliter/engine/timeline"
)

// openPCM opens a source whose samples can be read from the file. It returns
// nil where they cannot: ffmpeg then says what it thinks of the file.
func openPCM(src media.Source) (*os.File, *pcm.File) {
	if src.Stream != 0 {
		return nil, nil
	}
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() {
		p, err := pcm.Open(file, info.Size())
		// What probing found must agree: DTS hides in what looks like PCM.
		if err == nil && p.Format.Channels == src.Channels && p.Format.Rate == src.Rate && p.Format.Codec() == src.Codec {
			return file, p
		}
	}
	_ = file.Close() // it was only read
	return nil, nil
}

// direct fills the envelope from the file itself where it holds plain PCM, and
// reports whether it does.
func (s *scan) direct(ctx context.Context) (bool, error) {
	file, p := openPCM(s.src)
	if p == nil || p.Frames == 0 {
		return false, nil
	}
	defer file.Close()
	s.e.setSamples(p.Frames)
	if p.Short {
		s.e.warn("The file holds less audio than its header says: it was cut off or never finished.")
	}
	var next, odd atomic.Int64
	var shortest atomic.Int64
	shortest.Store(int64(p.Frames))
	group, ctx := errgroup.WithContext(ctx)
	for range s.workers {
		group.Go(func() error {
			r := &pcmReader{file: file, pcm: p, scan: s}
			defer func() { odd.Add(r.odd) }()
			for {
				i := int(next.Add(1) - 1)
				first := timeline.Position(i) * s.e.span()
				if first >= p.Frames {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				n, err := r.chunk(i, first)
				if errors.Is(err, io.EOF) {
					lower(&shortest, int64(first)+int64(n))
					return nil
				}
				if err != nil {
					return fault.Of(err)
				}
			}
		})
	}
	err := group.Wait()
	if n := shortest.Load(); err == nil && n < int64(p.Frames) {
		s.e.setSamples(timeline.Position(n))
		s.e.warn("The file became shorter while it was read.")
	}
	if odd.Load() > 0 {
		s.e.warn("Some samples are not numbers, or are infinite: they count as full scale.")
	}
	return true, err
}

// lower makes v the lesser of itself and n.
func lower(v *atomic.Int64, n int64) {
	for old := v.Load(); n < old && !v.CompareAndSwap(old, n); old = v.Load() {
	}
}

// A pcmReader reads and measures chunks of a file.
type pcmReader struct {
	file io.ReaderAt
	pcm  *pcm.File
	scan *scan

	raw   []byte
	words []int16
	odd   int64 // samples that are no finite numbers
}

// chunk measures chunk i, which begins at the sample first. It returns how
// many samples it got, with io.EOF where the file has no more.
func (r *pcmReader) chunk(i int, first timeline.Position) (int, error) {
	e, f := r.scan.e, r.pcm.Format
	boxes := e.readBoxes()
	if r.raw == nil {
		r.raw = make([]byte, boxes*e.box()*f.FrameSize())
		r.words = make([]int16, boxes*e.box()*f.Channels)
	}
	c := e.newChunk()
	total, want := 0, int(min(e.span(), r.pcm.Frames-first))
	var err error
	for k := 0; total < want && err == nil; k += boxes {
		b := r.raw[:min(boxes*e.box(), want-total)*f.FrameSize()]
		var n int
		n, err = r.file.ReadAt(b, r.pcm.Data+(int64(first)+int64(total))*int64(f.FrameSize()))
		if n == len(b) {
			err = nil
		}
		frames := n / f.FrameSize()
		words := r.convert(b[:frames*f.FrameSize()])
		for at := k; len(words) > 0; at++ {
			box := words[:min(e.box()*f.Channels, len(words))]
			c.measure(at, box, e.Block, e.Channels)
			words = words[len(box):]
		}
		total += frames
		r.scan.done.Add(int64(frames))
	}
	if total > 0 {
		c.finish(total, e.box(), e.Channels)
		e.setChunk(i, c)
	}
	return total, err
}
