package mp3

import (
	"context"
	"errors"
	"io"
	"iter"

	"audiospliter/engine/fault"
)

// A Frame is one frame of a Stream.
type Frame struct {
	Index  int64 // 0 is the first frame of audio
	Offset int64 // in the file
	Header Header
	Data   []byte // the whole frame, valid until the next is asked for
}

// All returns the frames from number from on, read in large blocks. It ends
// behind the last one, or with an error: the context's, or that of reading.
func (s *Stream) All(ctx context.Context, from int64) iter.Seq2[Frame, error] {
	return func(yield func(Frame, error) bool) {
		if from < 0 || from >= s.Frames {
			return
		}
		i, at := s.marks.Before(from)
		w := newWalker(ctx, s.r, s.Header, s.limit)
		for off := at.offset; i < s.Frames; i++ {
			pos, h, n, err := w.next(off)
			var data []byte
			if err == nil && i >= from {
				data, err = w.peek(pos, int(n))
			}
			if err != nil {
				yield(Frame{}, changed(err))
				return
			}
			if i >= from && !yield(Frame{i, pos, h, data}, nil) {
				return
			}
			off = pos + n
		}
	}
}

// Offset returns where frame i begins in the file; the end of the last frame
// for i = Frames.
func (s *Stream) Offset(ctx context.Context, i int64) (int64, error) {
	at, err := s.locate(ctx, i)
	return at.offset, err
}

// Bytes returns the length of the frames [from, to), without junk between them.
func (s *Stream) Bytes(ctx context.Context, from, to int64) (int64, error) {
	a, err := s.locate(ctx, from)
	if err != nil {
		return 0, err
	}
	z, err := s.locate(ctx, to)
	return z.clean - a.clean, err
}

// locate returns the mark of frame i, walking from the one before it.
func (s *Stream) locate(ctx context.Context, i int64) (mark, error) {
	if i < 0 || i > s.Frames {
		return mark{}, fault.New(fault.InvalidParams, "There is no frame %d.", i)
	}
	if i == s.Frames {
		return mark{s.End, s.clean}, nil
	}
	k, at := s.marks.Before(i)
	w := newWalker(ctx, s.r, s.Header, s.limit)
	for ; ; k++ {
		pos, _, n, err := w.next(at.offset)
		if err != nil {
			return mark{}, changed(err)
		}
		if k == i {
			return mark{pos, at.clean}, nil
		}
		at = mark{pos + n, at.clean + n}
	}
}

// Rough returns about how many bytes of frames lie before frame i, from the
// index alone.
func (s *Stream) Rough(i int64) int64 {
	i = min(max(i, 0), s.Frames)
	if i == s.Frames {
		return s.clean
	}
	k, a := s.marks.Before(i)
	z, zk := mark{s.End, s.clean}, s.Frames
	if k+s.marks.Stride < s.Frames {
		zk, z = s.marks.Before(k + s.marks.Stride)
	}
	return a.clean + (z.clean-a.clean)*(i-k)/(zk-k)
}

// Runs returns the bytes of the frames [from, to) as ranges of the file: one,
// unless junk lies between the frames.
func (s *Stream) Runs(ctx context.Context, from, to int64) iter.Seq2[Span, error] {
	return func(yield func(Span, error) bool) {
		if from >= to {
			return
		}
		run := Span{-1, 0}
		// grow adds n bytes at off to the run, giving out the run before a gap.
		grow := func(off, n int64) bool {
			if run.Offset+run.Len == off {
				run.Len += n
				return true
			}
			old := run
			run = Span{off, n}
			return old.Len == 0 || yield(old, nil)
		}
		a, err := s.locate(ctx, from)
		for i := from; i < to && err == nil; {
			j := min(to, (i/s.marks.Stride+1)*s.marks.Stride)
			var z mark
			if z, err = s.locateStep(ctx, j); err != nil {
				break
			}
			if z.offset-a.offset == z.clean-a.clean {
				if !grow(a.offset, z.clean-a.clean) {
					return
				}
			} else {
				for f, ferr := range s.All(ctx, i) {
					if ferr != nil {
						err = ferr
						break
					}
					if f.Index == j {
						break
					}
					if !grow(f.Offset, int64(len(f.Data))) {
						return
					}
				}
			}
			i, a = j, z
		}
		switch {
		case err != nil:
			yield(Span{}, err)
		case run.Len > 0:
			yield(run, nil)
		}
	}
}

// locateStep is locate, without reading where frame i is marked.
func (s *Stream) locateStep(ctx context.Context, i int64) (mark, error) {
	if i < s.Frames && i%s.marks.Stride == 0 {
		_, at := s.marks.Before(i)
		return at, nil
	}
	return s.locate(ctx, i)
}

// changed explains an error of walking again where frames were found before.
func changed(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Wrap(err, fault.CorruptFile, "The file changed while it was read.")
	}
	return fault.Of(err)
}
