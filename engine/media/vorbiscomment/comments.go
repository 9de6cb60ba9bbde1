// Package vorbiscomment reads and writes the comments of FLAC, Vorbis and Opus:
// a vendor and any number of KEY=value. It knows no container, and what keys
// mean is for others to say.
package vorbiscomment

import (
	"encoding/binary"
	"strings"
)

// Comments are the tags of a stream (Vorbis I, section 5).
type Comments struct {
	Vendor string   // who encoded it
	List   []string // KEY=value
}

// Parse reads comments. What is not whole is left out.
func Parse(b []byte) Comments {
	var c Comments
	text := func() (string, bool) {
		if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
			return "", false
		}
		n := 4 + binary.LittleEndian.Uint32(b)
		s := string(b[4:n])
		b = b[n:]
		return s, true
	}
	vendor, ok := text()
	if !ok || len(b) < 4 {
		return c
	}
	c.Vendor = vendor
	n := binary.LittleEndian.Uint32(b)
	for b = b[4:]; n > 0; n-- {
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

// Append appends the comments to dst as Parse reads them.
func (c Comments) Append(dst []byte) []byte {
	text := func(s string) {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(s)))
		dst = append(dst, s...)
	}
	text(c.Vendor)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(c.List)))
	for _, s := range c.List {
		text(s)
	}
	return dst
}
