package picture

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
)

// Peaks are the lowest and highest sample of each stretch of a source, as the
// BBC's audiowaveform keeps them ("Data Format", version 1 for one channel and
// version 2 for any number).
type Peaks struct {
	Rate            int     // Hz
	SamplesPerPixel int     // of a stretch
	Channels        int     // at least 1
	Bits            int     // 8 or 16
	Data            []int16 // lowest and highest of each channel in turn, stretch by stretch; in 8 bits from -128 to 127
}

// Len returns how many stretches there are.
func (p *Peaks) Len() int { return len(p.Data) / (2 * p.Channels) }

// Shape returns what the peaks show. They have no power.
func (p *Peaks) Shape() Shape {
	return Shape{
		Rate: timeline.Rate(p.Rate), Channels: p.Channels,
		Samples: timeline.Position(p.Len()) * timeline.Position(p.SamplesPerPixel), Columns: p.columns,
	}
}

// columns is Shape's: borders are widened to whole stretches.
func (p *Peaks) columns(channel int, start, end timeline.Position, n int) []waveform.Box {
	columns := make([]waveform.Box, n)
	each, count := timeline.Position(p.SamplesPerPixel), timeline.Position(p.Len())
	for i := range columns {
		from := (start + (end-start)*timeline.Position(i)/timeline.Position(n)) / each
		to := (start + (end-start)*timeline.Position(i+1)/timeline.Position(n) + each - 1) / each
		for k := from; k < min(max(to, from+1), count); k++ {
			low, high := p.at(int(k), channel)
			if k == from {
				columns[i] = waveform.Box{Min: low, Max: high}
			}
			columns[i].Min, columns[i].Max = min(columns[i].Min, low), max(columns[i].Max, high)
		}
	}
	return columns
}

// at returns a stretch of a channel in 16 bits.
func (p *Peaks) at(stretch, channel int) (low, high int16) {
	i := 2 * (stretch*p.Channels + channel)
	if p.Bits == 8 {
		return p.Data[i] * 256, p.Data[i+1] * 256
	}
	return p.Data[i], p.Data[i+1]
}

// In8Bits returns the peaks in 8 bits, those of 16 rounded towards 0.
func (p *Peaks) In8Bits() *Peaks {
	if p.Bits == 8 {
		return p
	}
	q := *p
	q.Bits, q.Data = 8, make([]int16, len(p.Data))
	for i, v := range p.Data {
		q.Data[i] = v / 256
	}
	return &q
}

// flag8 says that a .dat file has 8 bits.
const flag8 = 1

// WriteDat writes the binary format, little-endian.
func (p *Peaks) WriteDat(w io.Writer) error {
	if err := p.check(); err != nil {
		return err
	}
	version, flags := uint32(1), uint32(0)
	if p.Channels > 1 {
		version = 2
	}
	if p.Bits == 8 {
		flags = flag8
	}
	fields := []uint32{version, flags, uint32(p.Rate), uint32(p.SamplesPerPixel), uint32(p.Len())}
	if version == 2 {
		fields = append(fields, uint32(p.Channels))
	}
	out := bufio.NewWriter(w)
	_ = binary.Write(out, binary.LittleEndian, fields) // Flush returns the error
	for _, v := range p.Data {
		_ = out.WriteByte(byte(v))
		if p.Bits == 16 {
			_ = out.WriteByte(byte(v >> 8))
		}
	}
	return out.Flush()
}

// ReadDat reads the binary format. The error has the code CORRUPT_FILE.
func ReadDat(r io.Reader) (*Peaks, error) {
	le := binary.LittleEndian
	var b [24]byte
	if _, err := io.ReadFull(r, b[:20]); err != nil {
		return nil, errPeaks(err)
	}
	p := &Peaks{Channels: 1, Bits: 16, Rate: int(le.Uint32(b[8:])), SamplesPerPixel: int(le.Uint32(b[12:]))}
	if le.Uint32(b[4:])&flag8 != 0 {
		p.Bits = 8
	}
	switch le.Uint32(b[:]) {
	case 1:
	case 2:
		if _, err := io.ReadFull(r, b[20:]); err != nil {
			return nil, errPeaks(err)
		}
		p.Channels = int(le.Uint32(b[20:]))
	default:
		return nil, errPeaks(fmt.Errorf("version %d", le.Uint32(b[:])))
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	in := bufio.NewReader(r)
	for range uint64(le.Uint32(b[16:])) * 2 * uint64(p.Channels) {
		if _, err := io.ReadFull(in, b[:p.Bits/8]); err != nil {
			return nil, errPeaks(err)
		}
		value := int16(int8(b[0]))
		if p.Bits == 16 {
			value = int16(le.Uint16(b[:]))
		}
		p.Data = append(p.Data, value)
	}
	return p, nil
}

// peaksJSON is the JSON format, its names in audiowaveform's order.
type peaksJSON struct {
	Version         int     `json:"version"`
	Channels        int     `json:"channels"`
	Rate            int     `json:"sample_rate"`
	SamplesPerPixel int     `json:"samples_per_pixel"`
	Bits            int     `json:"bits"`
	Length          int     `json:"length"`
	Data            []int16 `json:"data"`
}

// WriteJSON writes the JSON format.
func (p *Peaks) WriteJSON(w io.Writer) error {
	if err := p.check(); err != nil {
		return err
	}
	data := p.Data
	if data == nil {
		data = []int16{}
	}
	return json.NewEncoder(w).Encode(peaksJSON{2, p.Channels, p.Rate, p.SamplesPerPixel, p.Bits, p.Len(), data})
}

// ReadJSON reads the JSON format; version 1 has no channels, which means one.
// The error has the code CORRUPT_FILE.
func ReadJSON(r io.Reader) (*Peaks, error) {
	var j peaksJSON
	if err := json.NewDecoder(r).Decode(&j); err != nil {
		return nil, errPeaks(err)
	}
	if j.Version == 1 && j.Channels == 0 {
		j.Channels = 1
	}
	p := &Peaks{Rate: j.Rate, SamplesPerPixel: j.SamplesPerPixel, Channels: j.Channels, Bits: j.Bits, Data: j.Data}
	if err := p.check(); err != nil {
		return nil, err
	}
	if j.Version < 1 || j.Version > 2 || j.Length != p.Len() || len(p.Data)%(2*p.Channels) != 0 {
		return nil, errPeaks(fmt.Errorf("version %d, length %d with %d numbers", j.Version, j.Length, len(p.Data)))
	}
	if p.Bits == 8 && slices.ContainsFunc(p.Data, func(v int16) bool { return v != int16(int8(v)) }) {
		return nil, errPeaks(errors.New("a number of more than 8 bits"))
	}
	return p, nil
}

// maxNumber bounds rates, stretches and channels: what lies beyond is damage.
const maxNumber = 1 << 30

func (p *Peaks) check() error {
	if p.Rate < 1 || p.Rate > maxNumber || p.SamplesPerPixel < 1 || p.SamplesPerPixel > maxNumber ||
		p.Channels < 1 || p.Channels > 1024 || p.Bits != 8 && p.Bits != 16 {
		return errPeaks(fmt.Errorf("%d channels at %d Hz, %d samples a pixel, %d bits", p.Channels, p.Rate, p.SamplesPerPixel, p.Bits))
	}
	return nil
}

func errPeaks(err error) error {
	return fault.Wrap(err, fault.CorruptFile, "These are not audiowaveform's peaks, or they are damaged.")
}
