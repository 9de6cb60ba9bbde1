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

// A header begins a stored envelope, behind the magic.
type header struct {
	Rate, Channels uint32
	Samples        int64
	Is16Bit        uint32
	Warnings       uint32 // bytes: a line of JSON each
}

// maxWarnings bounds header.Warnings.
const maxWarnings = 1 << 16

func writeEnvelope(w io.Writer, e *Envelope) error {
	h := header{Rate: uint32(e.Rate), Channels: uint32(e.Channels), Samples: int64(e.Samples())}
	if e.is16Bit {
		h.Is16Bit = 1
	}
	var warnings []byte
	for _, t := range e.Warnings() {
		line, err := json.Marshal(t)
		if err != nil {
			return err
		}
		if len(warnings)+len(line) < maxWarnings {
			warnings = append(append(warnings, line...), '\n')
		}
	}
	h.Warnings = uint32(len(warnings))
	head, err := binary.Append(nil, binary.LittleEndian, h)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<20)
	buf := appendSum(append(head, warnings...))
	if _, err := out.Write(append([]byte(cacheMagic), buf...)); err != nil {
		return err
	}
	peaks := peakReader{e: e}
	for i := range e.count() {
		c := e.chunk(i)
		if c == nil {
			return errors.New("an envelope with gaps is not stored")
		}
		buf = appendSum(c.append(buf[:0], peaks.of(i, c)))
		if peaks.err != nil {
			return peaks.err
		}
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
	return out.Flush()
}

// appendSum puts the checksum of b behind it.
func appendSum(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// cutSum returns b without the checksum behind it, and whether that is right.
func cutSum(b []byte) (body []byte, ok bool) {
	body, sum := b[:len(b)-4], b[len(b)-4:]
	return body, crc32.Checksum(body, castagnoli) == binary.LittleEndian.Uint32(sum)
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
// header says. Without peaks it skips those.
func readEnvelope(r io.Reader, peaks bool) (e *Envelope, err error) {
	var h header
	size := binary.Size(h)
	magic, head := make([]byte, len(cacheMagic)), make([]byte, size)
	if _, err := io.ReadFull(r, magic); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	if _, err := binary.Decode(head, binary.LittleEndian, &h); err != nil {
		return nil, err
	}
	if string(magic) != cacheMagic || h.Rate < 1 || h.Rate > math.MaxInt32 ||
		h.Channels < 1 || h.Channels > maxChannels || h.Samples < 1 || h.Warnings > maxWarnings {
		return nil, errEntry
	}
	head = append(head, make([]byte, h.Warnings+4)...)
	if _, err := io.ReadFull(r, head[size:]); err != nil {
		return nil, err
	}
	head, ok := cutSum(head)
	if !ok {
		return nil, errEntry
	}
	e = newEnvelope(timeline.Rate(h.Rate), int(h.Channels))
	e.is16Bit = h.Is16Bit == 1
	for line := range bytes.Lines(head[size:]) {
		var t message.Text
		if json.Unmarshal(line, &t) != nil {
			return nil, errEntry // stored as English alone by an older version
		}
		e.warnText(t)
	}
	if err := e.readChunks(r, h.Samples, peaks); err != nil {
		return nil, err
	}
	if n, err := r.Read(magic[:1]); n != 0 || err != io.EOF {
		return nil, errEntry
	}
	e.setSamples(timeline.Position(h.Samples))
	return e, nil
}

// chunkSize returns how many bytes a stored chunk takes, its checksum included.
func (e *Envelope) chunkSize() int64 { return chunkBoxes*(boxBlocks*2+int64(e.Channels)*8) + 4 }

// batchSize is about how many bytes are read at a time, for all cores to decode.
const batchSize = 1 << 20

// readChunks reads the chunks of an envelope of so many samples.
func (e *Envelope) readChunks(r io.Reader, samples int64, peaks bool) error {
	size, span := e.chunkSize(), int64(e.span())
	count := (samples-1)/span + 1
	var buf []byte
	for at := int64(0); at < count; {
		n := min(count-at, max(batchSize/size, 1))
		buf = slices.Grow(buf[:0], int(n*size))[:n*size]
		if _, err := io.ReadFull(r, buf); err != nil {
			return err
		}
		chunks := make([]*chunk, n)
		var group errgroup.Group
		workers := min(int64(cores()), n)
		for w := range workers {
			group.Go(func() (err error) {
				for i := w; i < n && err == nil; i += workers {
					left := samples - (at+i)*span
					chunks[i], err = e.decodeChunk(buf[i*size:(i+1)*size], int(min(span, left)), peaks)
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
		at += n
	}
	return nil
}

// decodeChunk is the inverse of append and appendSum, for a chunk of n samples.
func (e *Envelope) decodeChunk(b []byte, n int, peaks bool) (*chunk, error) {
	b, ok := cutSum(b)
	if !ok {
		return nil, errEntry
	}
	le := binary.LittleEndian
	c := &chunk{boxes: make([]Box, chunkBoxes*e.Channels)}
	if peaks {
		c.peaks = new([chunkBlocks]uint16)
		for i := range c.peaks {
			c.peaks[i] = le.Uint16(b[2*i:])
		}
	}
	b = b[2*chunkBlocks:]
	for i := range c.boxes {
		x := le.Uint64(b[8*i:])
		c.boxes[i] = Box{int16(x), int16(x >> 16), math.Float32frombits(uint32(x >> 32))}
	}
	c.finish(n, e.box(), e.Channels)
	return c, nil
}
