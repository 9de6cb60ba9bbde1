package media

import (
	"bytes"
	"io"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/message"
)

// flac takes the length from STREAMINFO (RFC 9639, section 8.2) if the first and
// the last frame agree with it, and counts all frames where they do not. It
// reports whether that tells it for certain.
func (p *prober) flac() (bool, error) {
	m, err := flac.ReadMetadata(p.file)
	if err != nil {
		p.Odd = true // ffmpeg found it to be FLAC nevertheless
		return false, nil
	}
	if err := p.leadingTag(m.Start); err != nil {
		return false, err
	}
	b := make([]byte, flac.MaxHeader)
	n, _ := p.file.ReadAt(b, m.Audio)
	first, ok := flac.ParseHeader(b[:n])
	if ok && first.Number == 0 && p.flacEnds(m) && p.flacRises(m) {
		p.exactly(m.Info.Total)
		return true, nil
	}
	s, err := flac.Index(p.ctx, p.file, p.Size)
	switch fault.CodeOf(err) {
	case "":
	case fault.UnsupportedFormat, fault.CorruptFile:
		p.Odd = true
		return false, nil
	default:
		return false, err
	}
	p.exactly(s.Samples)
	if ok && first.Number != 0 {
		p.warn("The file was cut out of a longer one, whose length its header still gives.")
	}
	if s.Info.Total != 0 && s.Info.Total < s.Samples {
		p.warn("The file goes on behind the end its header gives.")
	}
	for _, d := range s.Damage[:min(maxDamage, len(s.Damage))] {
		text := d.Text()
		if at, ok := p.otherIn(d); ok {
			text = message.New("At byte %d a recording of another sample rate, or with other channels, begins, and is left out: convert the file first to split all of it.", at)
		}
		p.warnText(text)
	}
	if s.DamageCount > maxDamage {
		p.warn("The file is damaged in more places.")
	}
	return true, nil
}

// otherIn returns where in bytes that are no frames of the stream another begins.
func (p *prober) otherIn(d flac.Damage) (int64, bool) {
	b := make([]byte, min(d.Len, flacTail))
	n, _ := p.file.ReadAt(b, d.Offset)
	i := bytes.Index(b[:n], []byte("fLaC"))
	if i < 0 {
		return 0, false
	}
	at := d.Offset + int64(i)
	m, err := flac.ReadMetadata(io.NewSectionReader(p.file, at, p.Size-at))
	return at, err == nil && m.Info.Rate > 0
}

// leadingTag adds what an ID3v2 tag of n bytes in front says and the comments of
// the stream do not. ffmpeg takes no notice of one where there are comments.
func (p *prober) leadingTag(n int64) error {
	if n == 0 {
		return nil
	}
	tag, err := id3.Read(p.file, 0, n)
	if fault.CodeOf(err) == fault.CorruptFile {
		return nil
	}
	if err != nil {
		return err
	}
	for name, value := range tag.Fields() {
		if p.Tags[name] == "" {
			p.Tags[name] = value
		}
	}
	return nil
}

// flacRises reports whether the numbers of frames at some places in the file rise. Of
// several files that were joined they begin again.
func (p *prober) flacRises(m *flac.Metadata) bool {
	const places, window = 8, 32 << 10 // bytes: more than a frame of usual settings
	last := int64(0)
	b := make([]byte, window)
	for i := range int64(places) {
		n, _ := p.file.ReadAt(b, m.Audio+(p.Size-m.Audio)*i/places)
		for at := range n {
			h, ok := flac.ParseHeader(b[at:n])
			if !ok {
				continue
			}
			if h.Number < last {
				return false
			}
			last = h.Number
			break
		}
	}
	return true
}

// flacTail is how much of the file's end is searched for the last frame: more
// than a frame of usual settings takes.
const flacTail = 256 << 10

// flacEnds reports whether the file ends with the frame that its header says is
// the last: one with the right number, checksum included. An ID3v1 tag may
// follow.
func (p *prober) flacEnds(m *flac.Metadata) bool {
	from := max(m.Audio, p.Size-flacTail)
	b := make([]byte, max(0, p.Size-from))
	if _, err := p.file.ReadAt(b, from); err != nil && err != io.EOF {
		return false
	}
	if tag := len(b) - 128; tag > 0 && string(b[tag:tag+3]) == "TAG" {
		b = b[:tag]
	}
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != 0xFF {
			continue
		}
		h, ok := flac.ParseHeader(b[i:])
		if !ok {
			continue
		}
		sample := h.Number
		if !h.Variable {
			sample *= int64(m.Info.MaxBlock)
		}
		if sample+int64(h.BlockSize) == m.Info.Total && flac.CRC16(0, b[i:]) == 0 {
			return true
		}
	}
	return false
}
