package ogg

import "bytes"

// A timing counts the samples that packets decode to.
type timing struct {
	codec Codec
	modes vorbisModes
	prev  int // the size of the block before; 0 if there is none
}

// of returns the samples of the next packet; false if it is no audio. The first
// packet of Vorbis gives none: it lacks the one before.
func (t *timing) of(packet []byte) (samples int, ok bool) {
	if t.codec == Opus {
		n := opusDuration(packet)
		return n, n > 0 && !bytes.HasPrefix(packet, []byte(opusTags))
	}
	size := t.modes.size(packet)
	if size == 0 {
		return 0, false
	}
	if t.prev > 0 {
		samples = (t.prev + size) / 4
	}
	t.prev = size
	return samples, true
}
