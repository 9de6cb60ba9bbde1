package mp3

import (
	"encoding/binary"
	"slices"
)

// decoderDelay is what a decoder itself adds in front, in samples: the 528 of
// its filters and one. The LAME header does not count it.
const decoderDelay = 529

// lameLen is the length of the LAME block that may follow a Xing header.
const lameLen = 36

// An Info is what the Xing, Info or VBRI header in front of the audio says.
type Info struct {
	Offset  int64  // where its frame begins
	Kind    string // "Xing", "Info" or "VBRI"
	Frames  uint32 // frames of audio; 0 for unknown
	Bytes   uint32 // length of the stream with this frame; 0 for unknown
	Quality uint32 // the encoder's own scale
	LAME    []byte // the 36 bytes of the LAME block; nil if there are none
	Delay   int    // samples the encoder put in front
	Padding int    // samples the encoder put behind
	Gapless bool   // Delay and Padding count: the encoder is one that ffmpeg trusts
}

// parseInfo reads the Xing (by Naoki Shibata's and LAME's description) or VBRI
// (Fraunhofer) header of a frame; nil if it has none.
func parseInfo(h Header, frame []byte, offset int64) *Info {
	const vbri = 4 + 32 // whatever the mode
	be := binary.BigEndian
	if len(frame) >= vbri+26 && string(frame[vbri:vbri+4]) == "VBRI" && be.Uint16(frame[vbri+4:]) == 1 {
		return &Info{
			Offset: offset, Kind: "VBRI",
			Bytes: be.Uint32(frame[vbri+10:]), Frames: be.Uint32(frame[vbri+14:]),
		}
	}
	at := h.infoOffset()
	if len(frame) < at+8 {
		return nil
	}
	info := &Info{Offset: offset, Kind: string(frame[at : at+4])}
	if info.Kind != "Xing" && info.Kind != "Info" {
		return nil
	}
	flags := be.Uint32(frame[at+4:])
	rest := frame[at+8:]
	take := func(flag uint32, size int) []byte {
		if flags&flag == 0 || len(rest) < size {
			return nil
		}
		field := rest[:size]
		rest = rest[size:]
		return field
	}
	number := func(flag uint32) uint32 {
		if field := take(flag, 4); field != nil {
			return be.Uint32(field)
		}
		return 0
	}
	info.Frames = number(1)
	info.Bytes = number(2)
	take(4, 100) // the table of contents
	info.Quality = number(8)
	if len(rest) < lameLen {
		return info
	}
	switch string(rest[:4]) {
	case "LAME", "Lavf", "Lavc":
		info.LAME = slices.Clone(rest[:lameLen])
		info.Delay = int(rest[21])<<4 | int(rest[22])>>4
		info.Padding = int(rest[22]&15)<<8 | int(rest[23])
		info.Gapless = true
	}
	return info
}

// audio returns the audible range of a stream of the given number of raw
// samples, of which the header describes only a part if the file is joined.
func (i *Info) audio(raw, samplesPerFrame int64, joined bool) (skip, end int64) {
	if i == nil || !i.Gapless {
		return 0, raw
	}
	skip, end = int64(i.Delay)+decoderDelay, raw
	told := int64(i.Frames) * samplesPerFrame
	if told >= raw && !joined {
		end = min(raw, told-int64(i.Padding)+decoderDelay)
	}
	return skip, max(end, skip)
}

// joined reports whether the file is so much longer than the header says that
// ffmpeg takes it for several files joined. rest counts the bytes from behind
// the header's first word to the end of the file, tags included.
func (i *Info) joined(rest int64) bool {
	told := int64(i.Bytes)
	return told > 0 && rest > told && rest-told > told>>4
}
