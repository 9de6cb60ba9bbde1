package mp4

import (
	"math"

	"audiospliter/engine/cut/native"
)

// Numbers of the tracks.
const (
	audioTrack   = 1
	chapterTrack = 2
)

// head returns the boxes before the packets: ftyp and moov (ISO/IEC 14496-12),
// and the header of mdat.
func (c *Cutter) head(l *layout, p native.Part, chapters []chapter) *builder {
	b := &builder{}
	b.box("ftyp", func() {
		b.text(c.brand)
		b.u32(0x200)
		b.text(c.brand + "isomiso2")
	})
	b.box("moov", func() {
		c.movieHeader(b, l, len(chapters) > 0)
		c.audioTrack(b, l, len(chapters) > 0)
		if len(chapters) > 0 {
			c.chapterTrack(b, l, chapters)
		}
		b.box("udta", func() {
			if len(chapters) > 0 {
				neroChapters(b, p.Tags.Chapters)
			}
			c.items(b, l, p)
		})
	})
	payload := int64(len(l.texts)) + l.audio
	if payload+8 > math.MaxUint32 {
		b.u32(1)
		b.text("mdat")
		b.word(true, payload+16)
	} else {
		b.u32(uint32(payload + 8))
		b.text("mdat")
	}
	return b
}

// boxVersion reports whether a box that says n needs to be of version 1, and returns
// that version.
func boxVersion(n int64) (bool, byte) {
	if n > math.MaxInt32 {
		return true, 1
	}
	return false, 0
}

var matrix = []uint32{0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000}

// movieHeader adds mvhd. The scale of time is the sample rate, so that the edit
// list is exact; that of the track is the rate of the core, which all versions of
// ffmpeg understand alike.
func (c *Cutter) movieHeader(b *builder, l *layout, two bool) {
	wide, version := boxVersion(int64(l.length))
	b.full("mvhd", version, 0, func() {
		b.word(wide, 0, 0) // made, changed
		b.u32(uint32(c.stream.Rate))
		b.word(wide, int64(l.length))
		b.u32(0x10000) // speed
		b.u16(0x100)   // volume
		b.zeros(10)
		b.u32(matrix...)
		b.zeros(24)
		next := uint32(audioTrack + 1)
		if two {
			next = chapterTrack + 1
		}
		b.u32(next)
	})
}

func (c *Cutter) trackHeader(b *builder, id, flags uint32, length int64, volume uint16) {
	wide, version := boxVersion(length)
	b.full("tkhd", version, flags, func() {
		b.word(wide, 0, 0)
		b.u32(id, 0)
		b.word(wide, length)
		b.zeros(12) // reserved, layer, group
		b.u16(volume, 0)
		b.u32(matrix...)
		b.u32(0, 0)
	})
}

// An edit is silence (start -1) or a stretch of the track.
type edit struct{ length, start int64 }

func edits(b *builder, list ...edit) {
	wide, version := false, byte(0)
	for _, e := range list {
		if w, v := boxVersion(max(e.length, e.start)); w {
			wide, version = w, v
		}
	}
	b.box("edts", func() {
		b.full("elst", version, 0, func() {
			b.u32(uint32(len(list)))
			for _, e := range list {
				b.word(wide, e.length, e.start)
				b.u32(0x10000) // speed
			}
		})
	})
}

// mediaHeader adds mdhd and hdlr.
func mediaHeader(b *builder, scale, length int64, kind, name string) {
	wide, version := boxVersion(length)
	b.full("mdhd", version, 0, func() {
		b.word(wide, 0, 0)
		b.u32(uint32(scale))
		b.word(wide, length)
		b.u16(0x55C4, 0) // language: und
	})
	b.full("hdlr", 0, 0, func() {
		b.u32(0)
		b.text(kind)
		b.zeros(12)
		b.text(name)
		b.bytes(0)
	})
}

// dataInformation says that the packets are in this file.
func dataInformation(b *builder) {
	b.box("dinf", func() {
		b.full("dref", 0, 0, func() {
			b.u32(1)
			b.full("url ", 0, 1, func() {})
		})
	})
}

// audioTrack adds the track of the packets.
func (c *Cutter) audioTrack(b *builder, l *layout, chapters bool) {
	unit := c.stream.Unit
	b.box("trak", func() {
		c.trackHeader(b, audioTrack, 3, int64(l.length), 0x100)
		edits(b, edit{int64(l.length), l.start / unit})
		if chapters {
			b.box("tref", func() { b.box("chap", func() { b.u32(chapterTrack) }) })
		}
		b.box("mdia", func() {
			mediaHeader(b, int64(c.stream.Rate)/unit, l.packets()*c.stream.Frame/unit, "soun", "SoundHandler")
			b.box("minf", func() {
				b.full("smhd", 0, 0, func() { b.u32(0) })
				dataInformation(b)
				b.box("stbl", func() { c.audioTables(b, l) })
			})
		})
	})
}

func (c *Cutter) audioTables(b *builder, l *layout) {
	c.description(b, l)
	b.full("stts", 0, 0, func() { b.u32(1, uint32(l.packets()), uint32(c.stream.Frame/c.stream.Unit)) })
	b.full("stsc", 0, 0, func() {
		rest := uint32(l.packets() % perChunk)
		switch {
		case l.chunks == 1:
			b.u32(1, 1, uint32(l.packets()), 1)
		case rest == 0:
			b.u32(1, 1, perChunk, 1)
		default:
			b.u32(2, 1, perChunk, 1, uint32(l.chunks), rest, 1)
		}
	})
	b.full("stsz", 0, 0, func() {
		b.u32(0, uint32(l.packets()))
		b.table(sizes, l.packets(), 4)
	})
	if l.wide {
		b.full("co64", 0, 0, func() {
			b.u32(uint32(l.chunks))
			b.table(offsets, l.chunks, 8)
		})
	} else {
		b.full("stco", 0, 0, func() {
			b.u32(uint32(l.chunks))
			b.table(offsets, l.chunks, 4)
		})
	}
	b.full("sgpd", 1, 0, func() {
		b.text("roll")
		b.u32(2, 1)
		b.u16(uint16(-c.stream.Preroll))
	})
	b.full("sbgp", 0, 0, func() {
		b.text("roll")
		b.u32(1, uint32(l.packets()), 1)
	})
}

// description adds stsd: how the packets are decoded (ISO/IEC 14496-14, 5.6).
func (c *Cutter) description(b *builder, l *layout) {
	b.full("stsd", 0, 0, func() {
		b.u32(1)
		b.box("mp4a", func() {
			b.zeros(6)
			b.u16(1)
			b.zeros(8)
			b.u16(uint16(c.stream.Channels), 16, 0, 0)
			rate := uint32(c.stream.Rate)
			if rate > math.MaxUint16 {
				rate = 0 // the configuration says it
			}
			b.u32(rate << 16)
			b.full("esds", 0, 0, func() { c.descriptor(b, l) })
		})
	})
}

// descriptor adds the descriptor of the stream (ISO/IEC 14496-1, 7.2.6.5).
func (c *Cutter) descriptor(b *builder, l *layout) {
	config := c.stream.Config
	bitrate := uint32(min(l.audio*8*int64(c.stream.Rate)/(l.packets()*c.stream.Frame), math.MaxUint32))
	tag := func(tag byte, size int) {
		b.bytes(tag, 0x80, 0x80, 0x80|byte(size>>7), byte(size)&0x7F)
	}
	const head = 5
	tag(3, 3+head+13+head+len(config)+head+1)
	b.u16(0)
	b.bytes(0)
	tag(4, 13+head+len(config))
	b.bytes(0x40, 5<<2|1, 0, 0, 0) // MPEG-4 audio; size of buffer unknown
	b.u32(bitrate, bitrate)
	tag(5, len(config))
	b.bytes(config...)
	tag(6, 1)
	b.bytes(2)
}
