package media

import (
	"io"
	"os"

	"audiospliter/engine/fault"
)

// Blame returns err, or CORRUPT_FILE where ffmpeg takes a file that is cut short for
// a disk that fails: it calls both an input error. Where the file at path can be read
// to its end, the disk is well.
func Blame(err error, path string) error {
	if fault.CodeOf(err) != fault.IOFailed || !fault.Passing(err) {
		return err
	}
	f, oerr := os.Open(path)
	if oerr != nil {
		return err
	}
	defer f.Close()
	if _, rerr := io.Copy(io.Discard, f); rerr != nil {
		return err
	}
	return fault.Wrap(err, fault.CorruptFile, "The file is damaged beyond reading. If it is still being copied or recorded, try again when that is done.").
		WithDetails(fault.Of(err).Details)
}
