package flac

import (
	"context"
	"crypto/md5"
	"errors"

	"audiospliter/engine/media/flac"
)

// A chunk is some frames that were written, and their samples.
type chunk struct {
	frames  []byte
	samples int // of each channel
	pcm     []byte
	done    chan error // receives a value when pcm is decoded
}

// A chunk is full with so many bytes of frames, or of PCM.
const (
	fullFrames = 128 << 10
	fullPCM    = 512 << 10
)

// maxChunks is how many chunks of a part there are at a time at most.
const maxChunks = 4

// A hasher computes the MD5 of a part. Its chunks are decoded at the same time and
// summed in their order.
type hasher struct {
	bits  int
	slots chan *flac.Decoder // of all parts together: one a processor
	queue chan *chunk
	spare chan *chunk
	ended chan struct{}
	md5   [md5.Size]byte
	err   error
}

func newHasher(bits int, slots chan *flac.Decoder) *hasher {
	s := &hasher{
		bits: bits, slots: slots, ended: make(chan struct{}),
		queue: make(chan *chunk, maxChunks), spare: make(chan *chunk, maxChunks),
	}
	for range maxChunks {
		s.spare <- &chunk{done: make(chan error, 1)}
	}
	go s.run()
	return s
}

// run sums the chunks in their order.
func (s *hasher) run() {
	defer close(s.ended)
	sum := md5.New()
	for c := range s.queue {
		if err := <-c.done; err != nil && s.err == nil {
			s.err = err
		}
		sum.Write(c.pcm)
		s.spare <- c
	}
	sum.Sum(s.md5[:0])
}

// take returns an empty chunk when there is one.
func (s *hasher) take(ctx context.Context) (*chunk, error) {
	select {
	case c := <-s.spare:
		c.frames, c.pcm, c.samples = c.frames[:0], c.pcm[:0], 0
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// add sums the frames of a chunk that take returned.
func (s *hasher) add(c *chunk) {
	s.queue <- c
	go func() {
		decoder := <-s.slots
		c.done <- c.decode(decoder, s.bits)
		s.slots <- decoder
	}()
}

// close waits for all chunks and returns the MD5 of their samples.
func (s *hasher) close() ([md5.Size]byte, error) {
	close(s.queue)
	<-s.ended
	return s.md5, s.err
}

func (c *chunk) decode(d *flac.Decoder, bits int) error {
	for b := c.frames; len(b) > 0; {
		h, ok := flac.ParseHeader(b)
		if !ok {
			return errNoFrame
		}
		channels, n, err := d.Decode(b, h, bits)
		if err != nil {
			return err
		}
		c.pcm = flac.AppendPCM(c.pcm, channels, bits)
		b = b[n:]
	}
	return nil
}

var errNoFrame = errors.New("there is no frame where one was written")
