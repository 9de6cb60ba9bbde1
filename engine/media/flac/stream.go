package flac

import (
	"context"
	"errors"
	"io"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/sparse"
)

// A Stream is an indexed file. It is not changed once made: any number of
// goroutines may use it. It reads through the ReaderAt it was made of, which
// must stay open.
type Stream struct {
	*Metadata
	Block       int      // samples of most frames, of all if the frames are numbered
	Samples     int64    // length of the timeline
	First       []byte   // the header of the first frame
	Damage      []Damage // the first of it, in order
	DamageCount int      // all of it

	r     io.ReaderAt
	end   int64 // of the audio, in bytes
	marks marks
}

// Index finds all frames of the file r of size bytes. It reads all of the file,
// and checks all checksums.
//
// The error is a *fault.Error: UNSUPPORTED_FORMAT where there is no FLAC that is
// coded as its header says, CORRUPT_FILE where no whole frame is found or too
// few, and what reading gave otherwise.
func Index(ctx context.Context, r io.ReaderAt, size int64) (*Stream, error) {
	m, err := ReadMetadata(r)
	if err != nil {
		return nil, err
	}
	s := &Stream{Metadata: m, r: r, end: size, marks: marks{sparse.Index[place]{Stride: 8}}}
	if m.Info.Rate == 0 || m.Info.Bits < 4 {
		return nil, fault.New(fault.UnsupportedFormat, "The header of this FLAC file makes no sense.")
	}
	var tag [3]byte
	if size-128 > m.Audio {
		if _, err := r.ReadAt(tag[:], size-128); err == nil && string(tag[:]) == "TAG" {
			s.end -= 128
		}
	}
	if err := s.index(ctx); err != nil {
		return nil, fault.Of(err)
	}
	return s, nil
}

func (s *Stream) index(ctx context.Context) error {
	w := newWalker(ctx, s.r, s.end, &s.Info)
	first, err := w.next(s.Audio)
	if errors.Is(err, io.EOF) {
		return fault.New(fault.CorruptFile, "The file holds no whole frame of audio.")
	}
	if err != nil {
		return err
	}
	s.First = append([]byte(nil), first.data[:first.Len]...)
	s.Block = max(first.BlockSize, MinBlock)
	if s.Info.MinBlock == s.Info.MaxBlock {
		s.Block = max(s.Block, s.Info.MinBlock)
	}
	at := place{offset: s.Audio}
	if first.offset == s.Audio {
		at.base = s.position(first.Header)
	}
	for {
		f, err := w.next(at.offset)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		s.marks.Add(at.sums.Frames, at)
		silence, base := s.silence(at, f)
		skipped := f.offset - at.offset
		switch {
		case silence > 0:
			s.damaged(Damage{Lost, at.offset, skipped, at.sample, silence})
		case base != at.base:
			s.damaged(Damage{Joined, f.offset, skipped, at.sample, 0})
		case skipped > 0:
			s.damaged(Damage{Junk, at.offset, skipped, at.sample, 0})
		}
		at = s.behind(at, f)
	}
	s.Samples = at.sample
	if rest := s.end - at.offset; rest > 0 {
		kind := Junk
		if b, err := w.view(at.offset, MaxHeader); err == nil {
			if i, _ := w.find(b[:min(len(b), MaxHeader)], 0); i == 0 {
				kind = Truncated
			}
		}
		s.damaged(Damage{kind, at.offset, rest, at.sample, 0})
	}
	if missing := s.Info.Total - s.Samples; missing > 0 && at.base == 0 {
		s.damaged(Damage{Missing, at.offset, 0, at.sample, missing})
	}
	return nil
}

func (s *Stream) damaged(d Damage) {
	s.DamageCount++
	if len(s.Damage) < maxDamage {
		s.Damage = append(s.Damage, d)
	}
}

// position returns the number of a frame's first sample.
func (s *Stream) position(h Header) int64 {
	if h.Variable {
		return h.Number
	}
	return h.Number * int64(s.Block)
}

// mostSilence is how many seconds of audio may be missing in a file whose
// header does not tell its length.
const mostSilence = 3600

// silence returns how many samples are missing between a place and the frame
// found behind it, and the base from that frame on.
func (s *Stream) silence(at place, f found) (samples, base int64) {
	number := s.position(f.Header)
	samples = number - at.base - at.sample
	most := int64(s.Info.Rate) * mostSilence
	if s.Info.Total > 0 {
		most = s.Info.Total - at.sample - int64(f.BlockSize)
	}
	if samples < 0 || samples > most && samples > 0 {
		return 0, number - at.sample
	}
	return samples, at.base
}

// behind returns the place behind the frame that was found behind at.
func (s *Stream) behind(at place, f found) place {
	silence, base := s.silence(at, f)
	to := place{f.offset + int64(len(f.data)), at.sample + silence + int64(f.BlockSize), base, at.sums}
	to.sums.Frames++
	to.sums.Bytes += int64(len(f.data))
	to.sums.Silent += s.blocks(silence)
	if silence > 0 {
		to.sums.Odd++
	}
	if f.BlockSize != s.Block {
		to.sums.Odd++
	}
	return to
}

// blocks returns in how many pieces silence is given out.
func (s *Stream) blocks(silence int64) int64 {
	return (silence + int64(s.Block) - 1) / int64(s.Block)
}
