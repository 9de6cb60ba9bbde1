package waveform

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// An envelope is stored little-endian: a magic with the version, a header, the
// warnings, and each chunk with a checksum (CRC-32C) behind it. The header and
// the warnings have one, too. The upper levels are made again.
const (
	cacheVersion = 1
	cacheMagic   = "AUDSPLW\x01"
)

var (
	errEntry   = errors.New("not a stored envelope, or a damaged one")
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// header is what an envelope says of itself.
type header struct {
	Rate, Channels uint32
	Samples        int64
	Words          uint32
	Warnings       uint32 // bytes: a line of JSON each
}

// maxWarnings bounds what is believed of a header, in bytes.
const maxWarnings = 1 << 16

func writeEnvelope(w io.Writer, e *Envelope) error {
	total := e.Samples()
	warnings := []byte{}
	for _, t := range e.Warnings() {
		line, err := json.Marshal(t)
		if err != nil {
			return err
		}
		if len(warnings)+len(line) < maxWarnings {
			warnings = append(append(warnings, line...), '\n')
		}
	}
	h := header{Rate: uint32(e.Rate), Channels: uint32(e.Channels), Samples: int64(total), Warnings: uint32(len(warnings))}
	if e.is16Bit {
		h.Words = 1
	}
	out := bufio.NewWriterSize(w, 1<<20)
	b := bytes.NewBuffer(nil)
	if err := binary.Write(b, binary.LittleEndian, h); err != nil {
		return err
	}
	b.Write(warnings)
	sealed := binary.LittleEndian.AppendUint32(b.Bytes(), crc32.Checksum(b.Bytes(), castagnoli))
	if _, err := out.Write(append([]byte(cacheMagic), sealed...)); err != nil {
		return err
	}
	var buf []byte
	peaks := peakReader{e: e}
	for i := range e.count() {
		c := e.chunk(i)
		if c == nil {
			return errors.New("an envelope with gaps is not stored")
		}
		buf = c.append(buf[:0], peaks.of(i, c))
		if peaks.err != nil {
			return peaks.err
		}
		buf = binary.LittleEndian.AppendUint32(buf, crc32.Checksum(buf, castagnoli))
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (c *chunk) append(b []byte, peaks *[chunkBlocks]uint16) []byte {
	le := binary.LittleEndian
	for _, p := range peaks {
		b = le.AppendUint16(b, p)
	}
	for _, x := range c.boxes {
		b = le.AppendUint16(b, uint16(x.Min))
		b = le.AppendUint16(b, uint16(x.Max))
		b = le.AppendUint32(b, math.Float32bits(x.Power))
	}
	return b
}

// readEnvelope reads what writeEnvelope has written, and nothing else: any
// change of a byte is an error. Memory follows what is read, not what the
// header says. With peaks unset it leaves them where they are.
func readEnvelope(r io.Reader, peaks bool) (e *Envelope, err error) {
	le := binary.LittleEndian
	var h header
	head := make([]byte, len(cacheMagic)+binary.Size(h))
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	if string(head[:len(cacheMagic)]) != cacheMagic {
		return nil, errEntry
	}
	if err := binary.Read(bytes.NewReader(head[len(cacheMagic):]), le, &h); err != nil {
		return nil, err
	}
	if h.Rate < 1 || h.Rate > math.MaxInt32 || h.Channels < 1 || h.Channels > maxChannels || h.Samples < 1 || h.Warnings > maxWarnings {
		return nil, errEntry
	}
	warnings := make([]byte, h.Warnings+4)
	if _, err := io.ReadFull(r, warnings); err != nil {
		return nil, err
	}
	sum := crc32.Update(crc32.Checksum(head[len(cacheMagic):], castagnoli), castagnoli, warnings[:h.Warnings])
	if sum != le.Uint32(warnings[h.Warnings:]) {
		return nil, errEntry
	}
	e = newEnvelope(timeline.Rate(h.Rate), int(h.Channels))
	e.is16Bit = h.Words == 1
	for line := range bytes.Lines(warnings[:h.Warnings]) {
		var t message.Text
		if json.Unmarshal(line, &t) != nil {
			return nil, errEntry // English alone, which is how they once were stored
		}
		e.warnText(t)
	}
	if err := e.readChunks(r, h.Samples, peaks); err != nil {
		return nil, err
	}
	if n, err := r.Read(head[:1]); n != 0 || err != io.EOF {
		return nil, errEntry
	}
	e.setSamples(timeline.Position(h.Samples))
	return e, nil
}

// chunkSize returns how many bytes a stored chunk takes, its checksum included.
func (e *Envelope) chunkSize() int64 { return chunkBoxes*(boxBlocks*2+int64(e.Channels)*8) + 4 }

// batchSize is about how much is read at a time, in bytes, for all cores to
// decode.
const batchSize = 1 << 20

// readChunks reads the chunks of an envelope of so many samples.
func (e *Envelope) readChunks(r io.Reader, samples int64, peaks bool) error {
	size := int(e.chunkSize())
	span := int64(e.span())
	left := (samples-1)/span + 1
	var buf []byte
	for at := int64(0); left > 0; {
		n := min(left, int64(max(batchSize/size, 1)))
		buf = slices.Grow(buf[:0], int(n)*size)[:int(n)*size]
		if _, err := io.ReadFull(r, buf); err != nil {
			return err
		}
		chunks := make([]*chunk, n)
		var group errgroup.Group
		workers := min(int64(cores()), n)
		for w := range workers {
			group.Go(func() (err error) {
				for i := w; i < n && err == nil; i += workers {
					rest := samples - (at+i)*span
					chunks[i], err = e.decodeChunk(buf[i*int64(size):(i+1)*int64(size)], int(min(span, rest)), peaks)
				}
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		for i, c := range chunks {
			e.setChunk(int(at)+i, c)
		}
		at, left = at+n, left-n
	}
	return nil
}

// decodeChunk makes a chunk of n samples of its bytes and their checksum.
func (e *Envelope) decodeChunk(b []byte, n int, peaks bool) (*chunk, error) {
	body, sum := b[:len(b)-4], b[len(b)-4:]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(sum) {
		return nil, errEntry
	}
	c := &chunk{boxes: make([]Box, chunkBoxes*e.Channels)}
	if peaks {
		c.peaks = new([chunkBlocks]uint16)
	}
	c.decode(body)
	c.finish(n, e.box(), e.Channels)
	return c, nil
}

// decode is the inverse of append.
func (c *chunk) decode(b []byte) {
	le := binary.LittleEndian
	if c.peaks != nil {
		for i := range c.peaks {
			c.peaks[i] = le.Uint16(b[2*i:])
		}
	}
	b = b[2*chunkBlocks:]
	for i := range c.boxes {
		x := le.Uint64(b[:8])
		b = b[8:]
		c.boxes[i] = Box{int16(x), int16(x >> 16), math.Float32frombits(uint32(x >> 32))}
	}
}
