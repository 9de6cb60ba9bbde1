package waveform

import (
	"math"
	"math/bits"
	"slices"
	"sync"

	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// boxBlocks is how many blocks a box spans, groupBoxes and chunkBoxes how many boxes
// a group and a chunk hold. A chunk spans about six seconds: a scan arrives in such
// steps, and ranges that are scanned side by side meet at their borders.
const (
	boxBlocks  = 16
	chunkBoxes = 256
	groupBoxes = 16
)

// A Box is what one channel does in a stretch of time: its lowest and highest
// sample in 16 bits, and its mean power, where full scale is 1.
type Box struct {
	Min, Max int16
	Power    float32
}

// merge returns the box of two stretches of a and b samples.
func (x Box) merge(y Box, a, b int64) Box {
	if a == 0 {
		return y
	}
	power := (float64(x.Power)*float64(a) + float64(y.Power)*float64(b)) / float64(a+b)
	return Box{min(x.Min, y.Min), max(x.Max, y.Max), float32(power)}
}

// peak returns the largest magnitude in the box.
func (x Box) peak() uint16 { return uint16(max(-int32(x.Min), int32(x.Max))) }

// An Envelope is the shape of a source: a peak over all channels for each block
// of about a millisecond, and a Box a channel for each 16 blocks. It may be
// read from any goroutine, also while a scan still fills it: what has not
// arrived is silent and HasAt says so.
type Envelope struct {
	Rate     timeline.Rate
	Channels int
	Block    int // samples of a block: a power of two, 1 to 2 ms

	is16Bit bool // the source's own samples have 16 bits or fewer: peaks are not rounded

	mu       sync.RWMutex
	samples  timeline.Position
	peakFile *peakFile // has the peaks of chunks that have none
	chunks   []*chunk  // nil where nothing has arrived
	warnings []message.Text
}

// A chunk is never changed once it is in an envelope.
type chunk struct {
	peaks  *[chunkBlocks]uint16 // by itself: with the rest it would take a seventh more; nil if they are in the cache
	boxes  []Box                // chunkBoxes for each channel in turn, interleaved
	groups []Box                // one for each groupBoxes boxes
	whole  []Box                // one for the whole chunk
}

// newEnvelope returns an envelope in which nothing has arrived.
func newEnvelope(rate timeline.Rate, channels int) *Envelope {
	return &Envelope{Rate: rate, Channels: channels, Block: blockSize(rate)}
}

// blockSize returns the smallest power of two that lasts a millisecond.
func blockSize(rate timeline.Rate) int {
	return 1 << bits.Len(uint(max(int(rate)-1, 0)/1000))
}

// box returns how many samples a box spans.
func (e *Envelope) box() int { return e.Block * boxBlocks }

// span returns how many samples a chunk spans.
func (e *Envelope) span() timeline.Position {
	return timeline.Position(e.Block * chunkBlocks)
}

// Samples returns the length of the source as far as it is known: estimated
// while a scan runs, counted when it has ended.
func (e *Envelope) Samples() timeline.Position {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.samples
}

// Warnings returns what is odd about the audio.
func (e *Envelope) Warnings() []message.Text {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.warnings[:len(e.warnings):len(e.warnings)]
}

// HasAt reports whether what surrounds the position p has arrived.
func (e *Envelope) HasAt(p timeline.Position) bool {
	return p >= 0 && e.chunk(int(p/e.span())) != nil
}

// warn adds a warning once.
func (e *Envelope) warn(format string, args ...any) { e.warnText(message.New(format, args...)) }

func (e *Envelope) warnText(t message.Text) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, w := range e.warnings {
		if w.String() == t.String() {
			return
		}
	}
	e.warnings = append(e.warnings, t)
}

// count returns how many chunks the envelope has, arrived or not.
func (e *Envelope) count() int {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return len(e.chunks)
}

// chunk returns the i-th chunk, nil where it has not arrived.
func (e *Envelope) chunk(i int) *chunk {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if i >= len(e.chunks) {
		return nil
	}
	return e.chunks[i]
}

func (e *Envelope) setChunk(i int, c *chunk) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i >= len(e.chunks) {
		e.chunks = append(e.chunks, nil)
	}
	e.chunks[i] = c
}

// setSamples sets the length of the source. It drops what lies behind.
func (e *Envelope) setSamples(n timeline.Position) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.samples = n
	if count := int((n + e.span() - 1) / e.span()); count < len(e.chunks) {
		e.chunks = e.chunks[:count]
	}
}

// clear drops what has arrived.
func (e *Envelope) clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.chunks, e.warnings = nil, nil
}

// newChunk returns a silent chunk.
func (e *Envelope) newChunk() *chunk {
	return &chunk{peaks: new([chunkBlocks]uint16), boxes: make([]Box, chunkBoxes*e.Channels)}
}

// finish fills the upper levels of a chunk that holds n samples.
func (c *chunk) finish(n, box, channels int) {
	c.groups = make([]Box, chunkBoxes/groupBoxes*channels)
	c.whole = make([]Box, channels)
	k := 0
	for boxes := range slices.Chunk(c.boxes, groupBoxes*channels) {
		merge(c.groups[k*channels:(k+1)*channels], boxes, box, n-k*groupBoxes*box)
		k++
	}
	merge(c.whole, c.groups, box*groupBoxes, n)
}

// merge makes one box a channel of many, of size samples each but for the last
// of the n samples.
func merge(whole, parts []Box, size, n int) {
	channels := len(whole)
	for ch := range whole {
		x := parts[ch]
		power, left := 0.0, n
		for i := ch; i < len(parts) && left > 0; i += channels {
			y := &parts[i]
			x.Min, x.Max = min(x.Min, y.Min), max(x.Max, y.Max)
			power += float64(y.Power) * float64(min(size, left))
			left -= size
		}
		if n > 0 {
			x.Power = float32(power / float64(min(n, n-left)))
			whole[ch] = x
		}
	}
}

// decibels returns an amplitude, of which 1 is full scale, in dBFS; that of 0
// is minus infinity.
func decibels(amplitude float64) float64 { return 20 * math.Log10(amplitude) }
