package mp3

// A mark is where a frame begins, and how many bytes all frames before it have:
// their difference tells how much junk lies between two marks.
type mark struct {
	offset, clean int64
}
