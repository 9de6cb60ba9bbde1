package pcm

import (
	"encoding/binary"
	"math"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/pcm"
)

// A container is how chunks are framed.
type container struct {
	order  byteOrder
	wide   bool  // sizes have 64 bits, not 32
	extra  int64 // what a size counts besides the payload
	align  int64 // payloads are padded to a multiple of this
	head   int64 // bytes before the first chunk
	prefix int64 // zeros before the first sample in the chunk of the samples
	data   string
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

const w64Tail = "\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"

func containerOf(kind pcm.Kind) container {
	switch kind {
	case pcm.W64:
		return container{order: binary.LittleEndian, wide: true, extra: 24, align: 8, head: 40, data: "data" + w64Tail}
	case pcm.AIFF, pcm.AIFC:
		return container{order: binary.BigEndian, align: 2, head: 12, prefix: 8, data: "SSND"}
	case pcm.CAF:
		return container{order: binary.BigEndian, wide: true, align: 1, head: 8, prefix: 4, data: "data"}
	}
	return container{order: binary.LittleEndian, align: 2, head: 12, data: "data"}
}

// framedSize returns the bytes a chunk takes in the file.
func (c container) framedSize(b block) int64 {
	header := int64(len(b.id)) + 4
	if c.wide {
		header += 4
	}
	return header + b.size + c.padding(b.size)
}

func (c container) padding(size int64) int64 { return (c.align - size%c.align) % c.align }

// header returns the id and the size of a chunk.
func (c container) header(b block) []byte {
	out := []byte(b.id)
	if c.wide {
		return c.order.AppendUint64(out, uint64(b.size+c.extra))
	}
	return c.order.AppendUint32(out, uint32(min(b.size, math.MaxUint32)))
}

// ds64Size is the payload of a ds64 chunk without a table.
const ds64Size = 28

// fileHeader returns what stands before the first chunk of a file whose chunks
// take the given bytes. WAV that does not fit its 32 bits opens as RF64.
func (c container) fileHeader(kind pcm.Kind, chunks, data, frames int64) ([]byte, error) {
	switch kind {
	case pcm.W64:
		b := []byte("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00")
		b = c.order.AppendUint64(b, uint64(c.head+chunks))
		return append(b, "wave"+w64Tail...), nil
	case pcm.CAF:
		return []byte("caff\x00\x01\x00\x00"), nil
	case pcm.AIFF, pcm.AIFC:
		if 4+chunks > math.MaxUint32 {
			return nil, fault.New(fault.DurationTooLong, "AIFF files cannot be over 4 GiB: make shorter segments, or choose WAV.").In("maxSegment")
		}
		b := c.order.AppendUint32([]byte("FORM"), uint32(4+chunks))
		if kind == pcm.AIFC {
			return append(b, "AIFC"...), nil
		}
		return append(b, "AIFF"...), nil
	}
	if 4+chunks <= math.MaxUint32 {
		b := c.order.AppendUint32([]byte("RIFF"), uint32(4+chunks))
		return append(b, "WAVE"...), nil
	}
	id := "RF64"
	if kind == pcm.BW64 {
		id = "BW64"
	}
	b := append([]byte(id), "\xff\xff\xff\xffWAVEds64"...)
	b = c.order.AppendUint32(b, ds64Size)
	b = c.order.AppendUint64(b, uint64(4+8+ds64Size+chunks))
	b = c.order.AppendUint64(b, uint64(data))
	b = c.order.AppendUint64(b, uint64(frames))
	return c.order.AppendUint32(b, 0), nil
}
