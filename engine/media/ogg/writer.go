package ogg

import "io"

// A Writer makes the pages of one logical stream. It is for one goroutine.
type Writer struct {
	W       io.Writer
	Serial  uint32
	Written int64 // bytes

	next    uint32 // sequence number
	flags   byte   // of the page under way
	lacing  []byte
	payload []byte
	granule int64 // of the page under way
	begin   int64 // the granule position that it begins at
	buf     []byte
}

// Headers writes the header packets: the first on a page of its own, the others
// on pages that the audio does not share.
func (w *Writer) Headers(packets ...[]byte) error {
	w.flags = First
	for i, packet := range packets {
		if err := w.Append(packet, 0); err != nil {
			return err
		}
		if i == 0 || i == len(packets)-1 {
			if err := w.Flush(0); err != nil {
				return err
			}
		}
	}
	return nil
}

// Audio adds a packet of audio that ends at a granule position. A page is
// written before it if the packet does not fit, or a length of audio, in samples,
// is on it.
func (w *Writer) Audio(packet []byte, granule, length int64) error {
	full := len(w.lacing)+len(packet)/MaxSegment+1 > MaxSegments
	if len(w.lacing) > 0 && (full || w.granule-w.begin >= length) {
		if err := w.Flush(0); err != nil {
			return err
		}
	}
	return w.Append(packet, granule)
}

// Append adds a packet to the page under way, and writes each page it fills.
func (w *Writer) Append(packet []byte, granule int64) error {
	for {
		n := min(len(packet), MaxSegment)
		if len(w.lacing) == MaxSegments {
			if err := w.Flush(0); err != nil {
				return err
			}
			w.flags |= Continued
		}
		w.lacing = append(w.lacing, byte(n))
		w.payload = append(w.payload, packet[:n]...)
		if packet = packet[n:]; n < MaxSegment {
			w.granule = granule
			return nil
		}
	}
}

// Flush writes the page under way, with flags beside those it has.
func (w *Writer) Flush(flags byte) error {
	granule := NoGranule
	for _, n := range w.lacing {
		if n < MaxSegment {
			granule = w.granule
		}
	}
	w.buf = AppendPage(w.buf[:0], Header{
		Flags: w.flags | flags, Granule: granule, Serial: w.Serial, Sequence: w.next, Lacing: w.lacing,
	}, w.payload)
	w.flags, w.lacing, w.payload = 0, w.lacing[:0], w.payload[:0]
	w.begin = w.granule
	w.next++
	n, err := w.W.Write(w.buf)
	w.Written += int64(n)
	return err
}
