package timeline

// A Span is the samples [Start, End).
type Span struct{ Start, End Position }

// Len returns the number of samples in the span.
func (s Span) Len() Position { return s.End - s.Start }
