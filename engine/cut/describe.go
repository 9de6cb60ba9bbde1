package cut

// String says in a sentence how the segments will be written, as people read
// it in the window and on the command line.
func (m Method) String() string {
	if m.Note != "" && !m.Reencodes && m.Exactness == PacketExact {
		return m.Note // it says all of it
	}
	how := "Copied without re-encoding"
	switch {
	case m.Reencodes && m.Lossless:
		how = "Re-encoded without loss"
	case m.Reencodes:
		how = "Re-encoded"
	}
	exact := ", exact to the sample."
	if m.Exactness == PacketExact {
		exact = ", cut at the packets nearest to each cut."
	}
	if m.Note == "" {
		return how + exact
	}
	return how + exact + " " + m.Note
}
