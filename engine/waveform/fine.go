package waveform

import (
	"encoding/binary"
	"io"
	"os"
	"runtime"
)

// chunkBlocks is how many blocks a chunk spans.
const chunkBlocks = chunkBoxes * boxBlocks

// lean reports whether the peaks of what is in the cache stay there: two thirds
// of an envelope, of which only borders of silences need some. Windows lets
// nobody remove a file that is open.
const lean = runtime.GOOS != "windows"

// A stored is the entry of the cache that has the peaks of an envelope. It is
// never written to. Removed, it can still be read until the envelope is gone,
// and with it this file.
type stored struct {
	file  *os.File
	first int64 // where the chunks begin
}

// keepIn lets go of the peaks: they are in a file that writeEnvelope has written.
func (e *Envelope) keepIn(file *os.File) error {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.stored = &stored{file, size - int64(len(e.chunks))*e.chunkSize()}
	for i, c := range e.chunks {
		e.chunks[i] = &chunk{boxes: c.boxes, tops: c.tops, all: c.all}
	}
	return nil
}

// A fine looks at the peaks of an envelope, one chunk at a time. It is for one
// goroutine.
type fine struct {
	e     *Envelope
	chunk *chunk // whose peaks these are
	peaks *[chunkBlocks]uint16
	read  [chunkBlocks]uint16
	bytes [2 * chunkBlocks]byte
	err   error // why some could not be read
}

// of returns the peaks of the i-th chunk, which is c, until the next call. Where
// they cannot be read, the loudest in each box stands for all of it.
func (f *fine) of(i int, c *chunk) *[chunkBlocks]uint16 {
	switch {
	case c == f.chunk:
	case c.peaks != nil:
		f.chunk, f.peaks = c, c.peaks
	default:
		f.chunk, f.peaks = c, &f.read
		f.e.mu.RLock()
		s := f.e.stored
		f.e.mu.RUnlock()
		if _, err := s.file.ReadAt(f.bytes[:], s.first+int64(i)*f.e.chunkSize()); err != nil {
			f.err = err
			for b := range f.read {
				f.read[b] = f.e.loudest(c, b/boxBlocks)
			}
			break
		}
		for b := range f.read {
			f.read[b] = binary.LittleEndian.Uint16(f.bytes[2*b:])
		}
	}
	return f.peaks
}

// peak returns the peak of block i over all channels; full scale where it has
// not arrived.
func (f *fine) peak(i int64) uint16 {
	n := int(i / chunkBlocks)
	c := f.e.chunk(n)
	if c == nil {
		return 32768
	}
	return f.of(n, c)[i%chunkBlocks]
}

// loudest returns the largest magnitude of the k-th box of a chunk, over all
// channels.
func (e *Envelope) loudest(c *chunk, k int) uint16 {
	peak := uint16(0)
	for _, b := range c.boxes[k*e.Channels : (k+1)*e.Channels] {
		peak = max(peak, b.peak())
	}
	return peak
}
