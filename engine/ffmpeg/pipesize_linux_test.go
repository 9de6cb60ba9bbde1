package ffmpeg

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

func TestWidenedPipeHoldsMore(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	size := func() int {
		n, err := unix.FcntlInt(r.Fd(), unix.F_GETPIPE_SZ, 0)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := size()
	growPipe(r)
	if after := size(); after <= before {
		t.Errorf("the pipe held %d bytes, and now %d", before, after)
	}
	growPipe(nil) // refuses nothing
}
