package cut

import "audiospliter/engine/message"

// Text says how the segments will be written, as people read it in the window
// and on the command line.
func (m Method) Text() message.Text {
	var how message.Text
	switch exact := m.Exactness != PacketExact; {
	case m.Reencodes && m.Lossless && exact:
		how = message.New("Re-encoded without loss, exact to the sample.")
	case m.Reencodes && m.Lossless:
		how = message.New("Re-encoded without loss, cut at the packets nearest to each cut.")
	case m.Reencodes && exact:
		how = message.New("Re-encoded, exact to the sample.")
	case m.Reencodes:
		how = message.New("Re-encoded, cut at the packets nearest to each cut.")
	case exact:
		how = message.New("Copied without re-encoding, exact to the sample.")
	case len(m.Note) > 0:
		return m.Note // it says all of it
	default:
		how = message.New("Copied without re-encoding, cut at the packets nearest to each cut.")
	}
	return message.Join(how, m.Note)
}

// String returns the English of Text.
func (m Method) String() string { return m.Text().String() }
