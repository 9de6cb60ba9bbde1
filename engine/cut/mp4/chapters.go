package mp4

import (
	"encoding/binary"
	"strings"

	"audiospliter/engine/media/id3"
	"audiospliter/engine/timeline"
)

// A chapter is a sample of QuickTime's text track.
type chapter struct {
	start, length int64
	sample        []byte
}

// Limits of what chapters say.
const (
	maxChapters = 1 << 16
	maxNero     = 255 // chapters, and bytes of a title
	maxTitle    = 1 << 12
)

// clip returns a title of no more than most bytes.
func clip(title string, most int) string {
	title = strings.ToValidUTF8(title, "\uFFFD")
	if len(title) > most {
		title = strings.ToValidUTF8(title[:most], "")
	}
	return title
}

// chapters returns the chapters of a part. Each lasts to the next one; the last
// to its end.
func (c *Cutter) chapters(l *layout, list []id3.Chapter) []chapter {
	var out []chapter
	rate := c.stream.Rate
	for i, ch := range list[:min(len(list), maxChapters)] {
		start, end := int64(rate.Position(ch.Start)), int64(rate.Position(ch.End))
		if i+1 < len(list) {
			end = int64(rate.Position(list[i+1].Start))
		}
		end = min(end, int64(l.length))
		if end <= start {
			continue
		}
		title := clip(ch.Title, maxTitle)
		sample := binary.BigEndian.AppendUint16(nil, uint16(len(title)))
		sample = append(sample, title...)
		sample = append(sample, "\x00\x00\x00\x0Cencd\x00\x00\x01\x00"...) // UTF-8
		out = append(out, chapter{start, end - start, sample})
	}
	return out
}

// chapterTrack adds the text track (QuickTime File Format, "Chapter lists"). Its
// last sample is longer by what comes before the first chapter, which the edit
// list hides: ffmpeg takes the end of the last chapter from the track's length.
func (c *Cutter) chapterTrack(b *builder, l *layout, chapters []chapter) {
	first, total := chapters[0].start, int64(0)
	for _, ch := range chapters {
		total += ch.length
	}
	b.box("trak", func() {
		c.trackHeader(b, chapterTrack, 0, first+total, 0) // not shown
		if first > 0 {
			edits(b, edit{first, -1}, edit{total, 0})
		}
		b.box("mdia", func() {
			mediaHeader(b, int64(c.stream.Rate), first+total, "text", "SubtitleHandler")
			b.box("minf", func() {
				b.box("gmhd", func() {
					b.full("gmin", 0, 0, func() { b.u16(0x40, 0x8000, 0x8000, 0x8000, 0, 0) })
					b.box("text", func() { b.u32(matrix...) })
				})
				dataInformation(b)
				b.box("stbl", func() { chapterTables(b, l, chapters) })
			})
		})
	})
}

func chapterTables(b *builder, l *layout, chapters []chapter) {
	count := uint32(len(chapters))
	b.full("stsd", 0, 0, func() {
		b.u32(1)
		b.box("text", func() {
			b.zeros(6)
			b.u16(1)
			b.u32(0, 1) // flags, in the middle
			b.zeros(6 + 8 + 8 + 2 + 2 + 1 + 2 + 6 + 1)
		})
	})
	b.full("stts", 0, 0, func() {
		b.u32(count)
		for _, ch := range chapters[:count-1] {
			b.u32(1, uint32(ch.length))
		}
		b.u32(1, uint32(chapters[count-1].length+chapters[0].start))
	})
	b.full("stsc", 0, 0, func() { b.u32(1, 1, count, 1) })
	b.full("stsz", 0, 0, func() {
		b.u32(0, count)
		for _, ch := range chapters {
			b.u32(uint32(len(ch.sample)))
		}
	})
	// One chunk, before those of the packets.
	b.full("stco", 0, 0, func() {
		b.u32(1)
		b.table(texts, 1, 4)
	})
}

// neroChapters adds chpl, Nero's list of chapters, as most players of audio
// books read it: starts in units of 100 ns.
func neroChapters(b *builder, list []id3.Chapter) {
	list = list[:min(len(list), maxNero)]
	b.full("chpl", 1, 0, func() {
		b.u32(0)
		b.bytes(byte(len(list)))
		for _, ch := range list {
			title := clip(ch.Title, maxNero)
			b.word(true, int64(timeline.Rate(10_000_000).Position(ch.Start)))
			b.bytes(byte(len(title)))
			b.text(title)
		}
	})
}
