package mp4

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/media/mp4"
)

// itemNames are the items that hold a field as text, by ffmpeg's names of the
// fields.
var itemNames = map[string]string{
	"title": "\xA9nam", "artist": "\xA9ART", "album_artist": "aART", "album": "\xA9alb", "composer": "\xA9wrt",
	"date": "\xA9day", "comment": "\xA9cmt", "genre": "\xA9gen", "copyright": "cprt", "grouping": "\xA9grp",
	"lyrics": "\xA9lyr", "description": "desc", "synopsis": "ldes", "show": "tvsh", "episode_id": "tven",
	"network": "tvnn", "keywords": "keyw", "sort_name": "sonm", "sort_artist": "soar", "sort_album": "soal",
	"sort_album_artist": "soaa", "sort_composer": "soco", "sort_show": "sosn", "encoder": "\xA9too",
}

// Kinds of data in an item.
const (
	kindBinary  = 0
	kindText    = 1
	kindInteger = 21
)

// freeform is the item of everything else: its names stand inside.
const freeform = "----"

// items adds meta with the tags of a part.
func (c *Cutter) items(b *builder, l *layout, p native.Part) {
	set := map[string]string{}
	maps.Copy(set, c.fields)
	maps.Copy(set, p.Tags.All())
	b.full("meta", 0, 0, func() {
		b.full("hdlr", 0, 0, func() {
			b.u32(0)
			b.text("mdirappl")
			b.zeros(9)
		})
		b.box("ilst", func() {
			for _, item := range c.kept {
				if _, replaced := set[fieldOf(item)]; !replaced {
					b.box(item.Name, func() { b.keep(item.Data) })
				}
			}
			for _, field := range slices.Sorted(maps.Keys(set)) {
				addItem(b, field, set[field])
			}
			c.gapless(b, l)
		})
	})
}

// keepable returns the items of the source that parts keep.
func keepable(items []mp4.Item) []mp4.Item {
	return slices.DeleteFunc(slices.Clone(items), func(item mp4.Item) bool {
		return item.Name == "pgap" || item.Name == freeform && !native.Keeps(fieldOf(item))
	})
}

// fieldOf returns ffmpeg's name of the field that an item holds, "" if it has
// none.
func fieldOf(item mp4.Item) string {
	switch item.Name {
	case "trkn":
		return "track"
	case "disk":
		return "disc"
	case "gnre":
		return "genre"
	case "cpil":
		return "compilation"
	case freeform:
		return freeformName(item.Data)
	}
	for field, name := range itemNames {
		if name == item.Name {
			return field
		}
	}
	return ""
}

// freeformName returns the name inside a freeform item, in lower case.
func freeformName(data []byte) string {
	for len(data) >= 12 {
		size := int64(binary.BigEndian.Uint32(data))
		if size < 12 || size > int64(len(data)) {
			break
		}
		if string(data[4:8]) == "name" {
			return strings.ToLower(string(data[12:size]))
		}
		data = data[size:]
	}
	return ""
}

// addItem adds the item of a field; nothing for a value of nothing.
func addItem(b *builder, field, value string) {
	if value == "" {
		return
	}
	value = strings.ToValidUTF8(value, "\uFFFD")
	switch name := itemNames[field]; {
	case field == "track" || field == "disc":
		number, count := pair(value)
		data := []byte{0, 0, byte(number >> 8), byte(number), byte(count >> 8), byte(count)}
		if field == "track" {
			b.box("trkn", func() { addData(b, kindBinary, append(data, 0, 0)) })
			return
		}
		b.box("disk", func() { addData(b, kindBinary, data) })
	case field == "compilation":
		on := byte(1)
		if value == "0" {
			on = 0
		}
		b.box("cpil", func() { addData(b, kindInteger, []byte{on}) })
	case name != "":
		b.box(name, func() { addData(b, kindText, []byte(value)) })
	default:
		if field == "isrc" || field == "barcode" {
			field = strings.ToUpper(field) // as all players have them
		}
		addFreeform(b, field, value)
	}
}

func addFreeform(b *builder, name, value string) {
	b.box(freeform, func() {
		b.full("mean", 0, 0, func() { b.text("com.apple.iTunes") })
		b.full("name", 0, 0, func() { b.text(name) })
		addData(b, kindText, []byte(value))
	})
}

func addData(b *builder, kind uint32, data []byte) {
	b.box("data", func() {
		b.u32(kind, 0)
		b.bytes(data...)
	})
}

// pair reads a number, or a number of a count: 3/12.
func pair(s string) (number, count uint64) {
	n, of, _ := strings.Cut(s, "/")
	number, _ = strconv.ParseUint(strings.TrimSpace(n), 10, 16)
	count, _ = strconv.ParseUint(strings.TrimSpace(of), 10, 16)
	return number, count
}

// gapless adds iTunSMPB: samples before and behind the part, and in it. Of band
// replication it is not agreed which samples it counts, so there it is left out.
func (c *Cutter) gapless(b *builder, l *layout) {
	if c.stream.Frame != 1024 {
		return
	}
	behind := l.packets()*c.stream.Frame - l.start - int64(l.length)
	text := fmt.Sprintf(" %08X %08X %08X %016X", 0, l.start, behind, int64(l.length)) + strings.Repeat(" 00000000", 8)
	addFreeform(b, "iTunSMPB", text)
}
