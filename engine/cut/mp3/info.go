package mp3

import "encoding/binary"

// infoLen is the length of a Xing header with all fields and the LAME block.
const infoLen = 156

// infoFrame returns the frame in front of the part, whose frames behind it have
// the checksum audio. The layout is described at gabriel.mp3-tech.org/mp3infotag.html.
func (c *Cutter) infoFrame(l *layout, audio uint16) []byte {
	h := c.headerFor(l.header, infoLen)
	_, at := h.SideInfo()
	frame := make([]byte, h.Len())
	be := binary.BigEndian
	be.PutUint32(frame, uint32(h))
	x := frame[at:]
	copy(x, "Info")
	if c.stream.VBR {
		copy(x, "Xing")
	}
	size := uint32(l.size())
	be.PutUint32(x[4:], 0x0F) // frames, bytes, contents, quality
	be.PutUint32(x[8:], uint32(l.count()))
	be.PutUint32(x[12:], size)
	c.fillTOC(l, x[16:116])
	lame := x[120:infoLen]
	if source := c.stream.Info; source != nil {
		be.PutUint32(x[116:], source.Quality)
		copy(lame, source.LAME)
	}
	if lame[0] == 0 {
		copy(lame, "Lavf") // ffmpeg honours delay and padding of few names
	}
	clear(lame[11:19]) // peak and replay gain are of the whole source
	lame[21] = byte(l.delay >> 4)
	lame[22] = byte(l.delay<<4) | byte(l.padding>>8)
	lame[23] = byte(l.padding)
	be.PutUint32(lame[28:], size)
	be.PutUint16(lame[32:], audio)
	be.PutUint16(lame[34:], UpdateCRC(0, frame[:at+infoLen-2]))
	return frame
}

// fillTOC fills in the table of contents: where each hundredth of the part's time begins, in 256ths
// of its size. It comes from the sparse index, which is fine enough.
func (c *Cutter) fillTOC(l *layout, toc []byte) {
	lead := int64(l.infoLen + len(l.reservoir))
	base := c.stream.Rough(l.first)
	for i := range toc {
		frame := l.count() * int64(i) / 100
		at := int64(0)
		if frame > 0 {
			copied := frame - (l.count() - (l.last - l.first + 1)) // without the silent frame
			at = lead + c.stream.Rough(l.first+copied) - base
		}
		toc[i] = byte(min(max(256*at/l.size(), 0), 255))
	}
}
