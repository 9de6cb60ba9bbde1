package message

// An Error is an error that a text describes, for a caller that puts it into a
// sentence of its own.
type Error struct{ Text Text }

// Errorf returns an Error with a text of one sentence.
func Errorf(format string, args ...any) *Error { return &Error{New(format, args...)} }

// Error returns the English.
func (e *Error) Error() string { return e.Text.String() }
