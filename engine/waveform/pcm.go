package waveform

import (
	"context"
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
		if err == nil && p.Format.Channels == src.Channels && p.Format.Rate == src.Rate && p.Format.Codec() == src.Codec && !p.Format.Companded() {
			return file, p
		}
	}
	_ = file.Close() // it was only read
	return nil, nil
}

// A pcmReader reads the samples of a PCM file, from where seek has put it.
type pcmReader struct {
	reader
	file io.ReaderAt
	pcm  *pcm.File

	converted []int16
	odd       int64 // samples that are no finite numbers
}

func newPCMReader(file io.ReaderAt, p *pcm.File) *pcmReader {
	r := &pcmReader{file: file, pcm: p}
	r.frame, r.convert = p.Format.FrameSize(), r.to16Bits
	return r
}

func (r *pcmReader) seek(at timeline.Position) {
	begin := r.pcm.Data + int64(at)*int64(r.frame)
	r.Reader = io.NewSectionReader(r.file, begin, r.pcm.DataEnd()-begin)
}

// scanPCM fills the envelope from the file itself where it holds plain PCM, and
// reports whether it does.
func (s *scan) scanPCM(ctx context.Context) (bool, error) {
	file, p := openPCM(s.src)
	if p == nil || p.Frames == 0 {
		return false, nil
	}
	defer file.Close()
	s.e.setSamples(p.Frames)
	if p.Short {
		s.e.warn("The file holds less audio than its header says: it was cut off or never finished.")
	}
	var next, odd, shortest atomic.Int64
	shortest.Store(int64(p.Frames))
	group, ctx := errgroup.WithContext(ctx)
	for range s.workers {
		group.Go(func() error {
			r := newPCMReader(file, p)
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
				r.seek(first)
				n, err := s.readChunk(&r.reader, i, int(min(s.e.span(), p.Frames-first)))
				if ended(err) != nil {
					return fault.Of(err)
				}
				if err != nil {
					lower(&shortest, int64(first)+int64(n))
					return nil
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
