// Package pcm reads the headers of files that hold plain PCM: WAV, RF64, BW64,
// Sony Wave64, AIFF, AIFF-C and CAF. It says how the samples are stored, where
// they are, and where everything else in the file is, so that they can be read
// straight from the file and the rest be kept when it is cut.
//
// It does not read samples, and it refuses what is compressed (ADPCM, ALAC in CAF):
// ffmpeg reads those.
package pcm

import (
	"fmt"
	"io"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A Kind is a container of PCM.
type Kind string

// The containers.
const (
	WAV  Kind = "wav"
	RF64 Kind = "rf64"
	BW64 Kind = "bw64"
	W64  Kind = "w64"
	AIFF Kind = "aiff"
	AIFC Kind = "aifc"
	CAF  Kind = "caf"
)

// An Encoding is how a number is stored.
type Encoding uint8

// The encodings.
const (
	Signed   Encoding = iota // two's complement, 0 is silence
	Unsigned                 // 8 bits only, 128 is silence
	Float                    // IEEE 754, 32 or 64 bits, full scale is ±1
	ALaw                     // 8 bits, companded (ITU-T G.711)
	MuLaw                    // 8 bits, companded (ITU-T G.711)
)

// A Format is how samples are stored: interleaved, one frame after the other.
type Format struct {
	Encoding  Encoding
	Bits      int // that carry the sound, the highest of the stored ones
	Bytes     int // that one sample of one channel takes: 1, 2, 3, 4 or 8
	BigEndian bool
	Channels  int // at least 1
	Rate      timeline.Rate
	Mask      uint32 // which loudspeakers, as in WAVEFORMATEXTENSIBLE; 0 if unknown
}

// FrameSize returns the bytes of one sample of all channels.
func (f Format) FrameSize() int { return f.Bytes * f.Channels }

// Companded reports whether the stored numbers are no amplitudes, but codes of some.
func (f Format) Companded() bool { return f.Encoding == ALaw || f.Encoding == MuLaw }

// Codec returns ffmpeg's name of the format, such as pcm_s16le.
func (f Format) Codec() string {
	letter := map[Encoding]string{Signed: "s", Unsigned: "u", Float: "f", ALaw: "alaw", MuLaw: "mulaw"}[f.Encoding]
	switch {
	case f.Companded():
		return "pcm_" + letter
	case f.Bytes == 1:
		return "pcm_" + letter + "8"
	case f.BigEndian:
		return fmt.Sprintf("pcm_%s%dbe", letter, f.Bytes*8)
	}
	return fmt.Sprintf("pcm_%s%dle", letter, f.Bytes*8)
}

// A Chunk is a part of the file with a name, a header and a payload.
type Chunk struct {
	ID     string // four characters; in W64, the 16 bytes of its GUID
	Header int64  // where its header begins
	Offset int64  // where its payload begins
	Size   int64  // of the payload, in bytes, padding not counted
}

// A File is what the headers say, checked against the file's size.
type File struct {
	Kind   Kind
	Format Format
	Data   int64             // where the first frame begins
	Frames timeline.Position // whole frames that are in the file
	Chunks []Chunk           // all whole chunks in the order of the file, that of the samples included
	Short  bool              // the header promises more samples than the file holds
	More   bool              // other chunks hold samples, too; programs differ in which they read

	Warnings []message.Text // what else is odd about the samples, a sentence each
}

// DataEnd returns where the last frame ends.
func (f *File) DataEnd() int64 { return f.Data + int64(f.Frames)*int64(f.Format.FrameSize()) }

// maxChunks bounds what a hostile file can make of a list of tiny chunks.
const maxChunks = 4096

// maxRate and maxChannels bound what is believed of a header.
const (
	maxRate     = 10_000_000
	maxChannels = 1024
)

// Open reads the headers of a file of size bytes. It reads the headers of the
// chunks and the few payloads that describe the samples, never the samples.
// The error has the code UNSUPPORTED_FORMAT where the file is none of the
// containers or holds no plain PCM, and CORRUPT_FILE where its headers make no
// sense; an error of r is returned as it is.
func Open(r io.ReaderAt, size int64) (*File, error) {
	var head [40]byte
	n, err := r.ReadAt(head[:], 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	p := &parser{r: r, size: size}
	id, form := string(head[:4]), string(head[8:12])
	walk := (*parser).riff
	switch {
	case n >= 12 && id == "RIFF" && form == "WAVE":
		p.file.Kind = WAV
	case n >= 12 && id == "RF64" && form == "WAVE":
		p.file.Kind = RF64
	case n >= 12 && id == "BW64" && form == "WAVE":
		p.file.Kind = BW64
	case n >= 40 && string(head[:16]) == w64Riff && string(head[24:40]) == w64Wave:
		p.file.Kind, walk = W64, (*parser).w64
	case n >= 12 && id == "FORM" && form == "AIFF":
		p.file.Kind, walk = AIFF, (*parser).aiff
	case n >= 12 && id == "FORM" && form == "AIFC":
		p.file.Kind, walk = AIFC, (*parser).aiff
	case n >= 8 && id == "caff":
		p.file.Kind, walk = CAF, (*parser).caf
	default:
		return nil, fault.New(fault.UnsupportedFormat, "This is not a WAV, AIFF, CAF or Wave64 file.")
	}
	if err := walk(p); err != nil {
		return nil, err
	}
	return p.finish()
}

// A parser collects what the headers of one file say.
type parser struct {
	r    io.ReaderAt
	size int64
	file File

	described bool  // the format is known
	dataSize  int64 // of the samples in bytes, as promised; below 0 is up to the end of the file
	counted   int64 // frames the header counts, below 0 where it does not
}

// errDamaged is for headers that contradict themselves or the file.
func errDamaged(format string, args ...any) error {
	return fault.New(fault.CorruptFile, "The headers of this file are damaged.").
		WithDetails(fmt.Sprintf(format, args...))
}

// payload reads the first len(b) bytes of a chunk.
func (p *parser) payload(c Chunk, b []byte) error {
	if c.Size < int64(len(b)) {
		return errDamaged("chunk %q at byte %d has %d bytes, needs %d", c.ID, c.Header, c.Size, len(b))
	}
	if _, err := p.r.ReadAt(b, c.Offset); err != nil && err != io.EOF {
		return err
	} else if err == io.EOF && c.Offset+int64(len(b)) > p.size {
		return errDamaged("chunk %q at byte %d ends beyond the file", c.ID, c.Header)
	}
	return nil
}

func (p *parser) warn(t message.Text) { p.file.Warnings = append(p.file.Warnings, t) }

// add notes a chunk. It reports whether the walk may go on to the next. Zeros are
// room that a recorder kept.
func (p *parser) add(c Chunk) bool {
	if c.Size == 0 && c.ID == "\x00\x00\x00\x00" || c.Size < 0 || c.Offset > p.size || c.Size > p.size-c.Offset {
		return false
	}
	p.file.Chunks = append(p.file.Chunks, c)
	return len(p.file.Chunks) < maxChunks
}

// samples notes the chunk that holds the samples, its promised size below 0
// where it goes to the end of the file. It reports whether anything follows it.
func (p *parser) samples(c Chunk, skip int64) bool {
	room := p.size - c.Offset
	if p.dataSize > 0 {
		if !p.file.More {
			p.warn(message.New("The file has several chunks of samples: only the first is read."))
		}
		p.file.More = true
		return p.add(c)
	}
	if c.Size < 0 || c.Size > room {
		p.file.Short = c.Size > room
		c.Size = room
	}
	p.file.Data, p.dataSize = c.Offset+skip, c.Size-skip
	return p.add(c) && c.Size < room
}

// finish checks what was collected and counts the frames.
func (p *parser) finish() (*File, error) {
	f := &p.file
	if !p.described {
		return nil, errDamaged("no chunk says how the samples are stored")
	}
	if f.Data == 0 {
		return nil, errDamaged("no chunk holds samples")
	}
	if err := f.Format.check(); err != nil {
		return nil, err
	}
	frame := int64(f.Format.FrameSize())
	frames := max(p.dataSize, 0) / frame
	f.Short = f.Short || p.counted > frames
	if p.counted >= 0 && p.counted < frames { // ffmpeg reads the chunk to its end, too
		p.warn(message.New("The file goes on behind the end its header gives."))
	}
	f.Frames = timeline.Position(frames)
	return f, nil
}

func (f Format) check() error {
	if f.Channels < 1 || f.Channels > maxChannels || f.Rate < 1 || f.Rate > maxRate {
		return errDamaged("%d channels at %d Hz", f.Channels, f.Rate)
	}
	ok := f.Bits >= 1 && f.Bits <= f.Bytes*8
	switch f.Encoding {
	case Signed:
		ok = ok && (f.Bytes >= 1 && f.Bytes <= 4 || f.Bytes == 8)
	case Unsigned, ALaw, MuLaw:
		ok = ok && f.Bytes == 1
	case Float:
		ok = ok && (f.Bytes == 4 || f.Bytes == 8)
	}
	if !ok {
		return fault.New(fault.UnsupportedFormat, "The samples of this file are stored in a way that cannot be read directly.").
			WithDetails(fmt.Sprintf("%d bits in %d bytes", f.Bits, f.Bytes))
	}
	return nil
}
