package cut

import "audiospliter/engine/message"

// Text says how the segments will be written, as people read it in the window
// and on the command line.
func (c *Choice) Text() message.Text {
	var how message.Text
	switch exact := c.Exactness != PacketExact; {
	case c.Reencodes && c.Lossless && exact:
		how = message.New("Re-encoded without loss, exact to the sample.")
	case c.Reencodes && c.Lossless:
		how = message.New("Re-encoded without loss, cut at the packets nearest to each cut.")
	case c.Reencodes && exact:
		how = message.New("Re-encoded, exact to the sample.")
	case c.Reencodes:
		how = message.New("Re-encoded, cut at the packets nearest to each cut.")
	case exact:
		how = message.New("Copied without re-encoding, exact to the sample.")
	case len(c.Note) > 0:
		return c.Note // it says all of it
	default:
		how = message.New("Copied without re-encoding, cut at the packets nearest to each cut.")
	}
	return message.Join(how, c.Note)
}

// String returns the English of Text.
func (c *Choice) String() string { return c.Text().String() }
