package ogg

import (
	"io"

	"audiospliter/engine/media/ogg"
)

// A pageWriter makes the pages of one logical stream.
type pageWriter struct {
	w       io.Writer
	serial  uint32
	next    uint32 // sequence number
	flags   byte   // of the page under way
	lacing  []byte
	payload []byte
	granule int64 // of the page under way
	begin   int64 // the granule position that it begins at
	buf     []byte
	written int64
}

// headers writes the header packets: the first on a page of its own, the others
// on pages that the audio does not share.
func (w *pageWriter) headers(packets ...[]byte) error {
	w.flags = ogg.First
	for i, packet := range packets {
		if err := w.append(packet, 0); err != nil {
			return err
		}
		if i == 0 || i == len(packets)-1 {
			if err := w.flush(0); err != nil {
				return err
			}
		}
	}
	return nil
}

// headersLen returns how many bytes headers writes.
func headersLen(packets ...[]byte) int64 {
	w := &pageWriter{w: io.Discard}
	_ = w.headers(packets...)
	return w.written
}

// audio adds a packet of audio that ends at a granule position. A page is
// written before it if the packet does not fit, or a length of audio is on it.
func (w *pageWriter) audio(packet []byte, granule, length int64) error {
	full := len(w.lacing)+len(packet)/ogg.MaxSegment+1 > ogg.MaxSegments
	if len(w.lacing) > 0 && (full || w.granule-w.begin >= length) {
		if err := w.flush(0); err != nil {
			return err
		}
	}
	return w.append(packet, granule)
}

// append adds a packet to the page under way, and writes each page it fills.
func (w *pageWriter) append(packet []byte, granule int64) error {
	for {
		n := min(len(packet), ogg.MaxSegment)
		if len(w.lacing) == ogg.MaxSegments {
			if err := w.flush(0); err != nil {
				return err
			}
			w.flags |= ogg.Continued
		}
		w.lacing = append(w.lacing, byte(n))
		w.payload = append(w.payload, packet[:n]...)
		if packet = packet[n:]; n < ogg.MaxSegment {
			w.granule = granule
			return nil
		}
	}
}

// flush writes the page under way.
func (w *pageWriter) flush(flags byte) error {
	granule := ogg.NoGranule
	for _, n := range w.lacing {
		if n < ogg.MaxSegment {
			granule = w.granule
		}
	}
	w.buf = ogg.AppendPage(w.buf[:0], ogg.Header{
		Flags: w.flags | flags, Granule: granule, Serial: w.serial, Sequence: w.next, Lacing: w.lacing,
	}, w.payload)
	w.flags, w.lacing, w.payload = 0, w.lacing[:0], w.payload[:0]
	w.begin = w.granule
	w.next++
	n, err := w.w.Write(w.buf)
	w.written += int64(n)
	return err
}
