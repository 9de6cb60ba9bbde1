package mp4

import (
	"bytes"
	"encoding/binary"
)

// A config is what an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2) says of the
// core that a header of ADTS can say, too. The zero value is none.
type config struct {
	rate     byte // an index
	channels byte // a configuration
}

// maxDescription bounds what is read of the description of the packets.
const maxDescription = 4096

// Tags of descriptors (ISO/IEC 14496-1, 7.2.2), and the kinds of audio object.
const (
	tagStream  = 3
	tagDecoder = 4
	tagConfig  = 5

	objectLC  = 2
	objectSBR = 5
	objectPS  = 29
)

// readConfig reads how the packets are to be decoded.
func (t *Track) readConfig(parent box) error {
	description, err := t.find(parent, "stsd")
	if err != nil {
		return err
	}
	b := make([]byte, min(description.end-description.start, maxDescription))
	if err := t.read(b, description); err != nil {
		return err
	}
	if len(b) < 16 || binary.BigEndian.Uint32(b[4:]) != 1 {
		return errOther("the track changes what it is")
	}
	// QuickTime has the boxes that are looked for one level deeper.
	switch kind, b := string(b[12:16]), b[16:]; kind {
	case "mp4a":
		_, b, found := bytes.Cut(b, []byte("esds\x00\x00\x00\x00"))
		if !found {
			return errOther("there is no box esds")
		}
		if t.Config = decoderConfig(b); t.Config == nil {
			return errOther("the packets are no AAC")
		}
		t.Codec, t.adts = "aac", parseConfig(t.Config)
	case "alac":
		// The cookie has 24 bytes, or more where it names the channels.
		i := bytes.Index(b, []byte("alac\x00\x00\x00\x00"))
		if i < 4 {
			return errOther("there is no cookie of ALAC")
		}
		size := int64(binary.BigEndian.Uint32(b[i-4:])) - 12
		if size < 24 || size > int64(len(b)-i-8) {
			return errDamaged("the cookie of ALAC has %d bytes", size)
		}
		t.Codec, t.Config = "alac", b[i+8:i+8+int(size)]
	default:
		return errOther("the track is neither AAC nor ALAC")
	}
	return nil
}

// decoderConfig returns the AudioSpecificConfig in a descriptor of a stream.
func decoderConfig(b []byte) []byte {
	b = descriptor(b, tagStream)
	if len(b) < 3 || b[2]&0xE0 != 0 {
		return nil // it depends on others
	}
	if b = descriptor(b[3:], tagDecoder); len(b) < 13 || b[0] != 0x40 {
		return nil
	}
	if b = descriptor(b[13:], tagConfig); len(b) < 2 {
		return nil
	}
	return b
}

// parseConfig returns what ADTS can say of an AudioSpecificConfig.
func parseConfig(b []byte) config {
	bits := uint32(b[0])<<24 | uint32(b[1])<<16
	if len(b) > 3 {
		bits |= uint32(b[2])<<8 | uint32(b[3])
	}
	object, c := bits>>27, config{rate: byte(bits >> 23 & 15), channels: byte(bits >> 19 & 15)}
	if object == objectSBR || object == objectPS {
		object = bits >> 10 & 31 // behind the rate of the extension
	}
	if object != objectLC || c.rate > 12 || c.channels == 0 || c.channels > 7 {
		return config{}
	}
	return c
}

// descriptor returns the payload of the descriptor that b begins with, nil if
// it has another tag.
func descriptor(b []byte, tag byte) []byte {
	if len(b) < 2 || b[0] != tag {
		return nil
	}
	size := 0
	for i, v := range b[1:min(len(b), 5)] {
		size = size<<7 | int(v&0x7F)
		if v&0x80 == 0 {
			b = b[i+2:]
			return b[:min(size, len(b))]
		}
	}
	return nil
}

// A header of ADTS without a checksum, and the largest packet it can have.
const (
	adtsSize = 7
	maxADTS  = 1<<13 - 1 - adtsSize
)

// appendHeader appends the header (ISO/IEC 14496-3, 1.A.2.2) of a packet.
func (c config) appendHeader(b []byte, size int) []byte {
	size += adtsSize
	const profile = objectLC - 1
	return append(
		b, 0xFF, 0xF1, profile<<6|c.rate<<2|c.channels>>2,
		c.channels<<6|byte(size>>11), byte(size>>3), byte(size<<5)|0x1F, 0xFC,
	)
}

// CoreRate returns the sampling rate of the core that an AudioSpecificConfig
// describes, in Hz. It is not ok where the core is not AAC-LC in packets of 1024
// samples.
func CoreRate(config []byte) (rate int64, ok bool) {
	c := parseCore(config)
	return c.rate, c.object == objectLC && !c.short && c.rate > 0
}

// Replicates reports whether an AudioSpecificConfig says that bands are
// replicated (SBR). Without its word they may be, too.
func Replicates(config []byte) bool { return parseCore(config).replicates }

// A core is what an AudioSpecificConfig says of the core.
type core struct {
	object     uint32
	rate       int64 // Hz; 0 if it is none of the usual
	short      bool  // packets of 960 samples
	replicates bool
}

// rates are the sampling rates by their index (14496-3, 1.6.3.3).
var rates = [16]int64{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

func parseCore(b []byte) core {
	var bits uint64
	for i := range 8 {
		bits <<= 8
		if i < len(b) {
			bits |= uint64(b[i])
		}
	}
	take := func(n int) uint32 {
		v := uint32(bits >> (64 - n))
		bits <<= n
		return v
	}
	c := core{object: take(5)}
	c.rate = rates[take(4)]
	take(4) // channels
	if c.object == objectSBR || c.object == objectPS {
		c.replicates = true
		if rates[take(4)] == 0 {
			c.rate = 0
		}
		c.object = take(5)
	}
	c.short = take(1) == 1
	return c
}
