package ogg

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Comments are the tags of a stream (Vorbis I, section 5; RFC 7845, section 5.2).
type Comments struct {
	Vendor string   // who encoded it
	List   []string // KEY=value
}

// The words that begin header packets.
const (
	opusTags      = "OpusTags"
	vorbisComment = "\x03vorbis"
)

// parseComments reads what follows the words that begin the packet. What is not
// whole is left out.
func parseComments(b []byte) Comments {
	var c Comments
	text := func() (string, bool) {
		if len(b) < 4 {
			return "", false
		}
		n := binary.LittleEndian.Uint32(b)
		if uint64(n) > uint64(len(b)-4) {
			return "", false
		}
		s := string(b[4 : 4+n])
		b = b[4+n:]
		return s, true
	}
	vendor, ok := text()
	if !ok || len(b) < 4 {
		return c
	}
	c.Vendor = vendor
	n := binary.LittleEndian.Uint32(b)
	b = b[4:]
	for ; n > 0; n-- {
		s, ok := text()
		if !ok {
			break
		}
		if strings.IndexByte(s, '=') > 0 {
			c.List = append(c.List, s)
		}
	}
	return c
}

// Packet returns the packet with the comments of a stream of that codec.
func (c Comments) Packet(codec Codec) []byte {
	var b bytes.Buffer
	if codec == Opus {
		b.WriteString(opusTags)
	} else {
		b.WriteString(vorbisComment)
	}
	text := func(s string) {
		_ = binary.Write(&b, binary.LittleEndian, uint32(len(s)))
		b.WriteString(s)
	}
	text(c.Vendor)
	_ = binary.Write(&b, binary.LittleEndian, uint32(len(c.List)))
	for _, s := range c.List {
		text(s)
	}
	if codec == Vorbis {
		b.WriteByte(1) // the framing bit
	}
	return b.Bytes()
}
