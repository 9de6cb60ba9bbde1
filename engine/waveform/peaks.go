package waveform

import (
	"encoding/binary"
	"io"
	"os"
	"runtime"
)

// chunkBlocks is how many blocks a chunk spans.
const chunkBlocks = chunkBoxes * boxBlocks

// peaksOnDisk reports whether the peaks of a cached envelope stay in its file: they
// are two thirds of it, and only the borders of silences need some. Not on Windows,
// which removes no file that is open.
const peaksOnDisk = runtime.GOOS != "windows"

// A peakFile is the cache's entry that has the peaks of an envelope. It is never
// written to. Once removed, it can be read until the envelope is collected.
type peakFile struct {
	file  *os.File
	first int64 // where the chunks begin
}

// dropPeaks leaves the peaks in a file that writeEnvelope has written, or, where
// peaks stay in memory, closes it.
func (e *Envelope) dropPeaks(file *os.File) error {
	if !peaksOnDisk {
		return file.Close()
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.peakFile = &peakFile{file, size - int64(len(e.chunks))*e.chunkSize()}
	for i, c := range e.chunks {
		e.chunks[i] = &chunk{boxes: c.boxes, groups: c.groups, whole: c.whole}
	}
	return nil
}

// A peakReader reads the peaks of an envelope, one chunk at a time. It is for one
// goroutine.
type peakReader struct {
	e     *Envelope
	chunk *chunk // whose peaks these are
	peaks *[chunkBlocks]uint16
	buf   [chunkBlocks]uint16
	err   error // why some could not be read
}

// of returns the peaks of the i-th chunk, which is c, until the next call. Where
// they cannot be read, the loudest in each box stands for all of it.
func (r *peakReader) of(i int, c *chunk) *[chunkBlocks]uint16 {
	switch {
	case c == r.chunk:
	case c.peaks != nil:
		r.chunk, r.peaks = c, c.peaks
	default:
		r.chunk, r.peaks = c, &r.buf
		r.e.mu.RLock()
		f := r.e.peakFile
		r.e.mu.RUnlock()
		section := io.NewSectionReader(f.file, f.first+int64(i)*r.e.chunkSize(), 2*chunkBlocks)
		if err := binary.Read(section, binary.LittleEndian, r.buf[:]); err != nil {
			r.err = err
			for b := range r.buf {
				r.buf[b] = r.e.loudest(c, b/boxBlocks)
			}
		}
	}
	return r.peaks
}

// at returns the peak of block i over all channels; full scale where it has
// not arrived.
func (r *peakReader) at(i int64) uint16 {
	n := int(i / chunkBlocks)
	c := r.e.chunk(n)
	if c == nil {
		return 32768
	}
	return r.of(n, c)[i%chunkBlocks]
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
