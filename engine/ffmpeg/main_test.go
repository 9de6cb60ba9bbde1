package ffmpeg

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test program stand in for ffprobe: called with one of these
// words it plays a child that ffmpeg's own programs are hard to make play.
func TestMain(m *testing.M) {
	for word, play := range map[string]func() int{
		"play=chatter":  chatter,
		"play=complain": func() int { chatter(); fmt.Fprintln(os.Stderr, "the last word"); return 1 },
		"play=endless":  endless,
		"play=parent":   parent,
		"play=idle":     func() int { time.Sleep(time.Hour); return 0 },
		"play=echo":     func() int { _, _ = io.Copy(os.Stdout, os.Stdin); return 0 },
	} {
		if slices.Contains(os.Args, word) {
			os.Exit(play())
		}
	}
	os.Exit(m.Run())
}

// chatter writes 8 MB of warnings.
func chatter() int {
	line := strings.Repeat("w", 1023) + "\n"
	for range 8 << 10 {
		fmt.Fprint(os.Stderr, line)
	}
	return 0
}

// endless writes until nobody reads.
func endless() int {
	block := make([]byte, 64<<10)
	for {
		if _, err := os.Stdout.Write(block); err != nil {
			return 1
		}
	}
}

// parent starts a child of its own that holds on to standard output, says so,
// and waits for it.
func parent() int {
	child := exec.Command(os.Args[0], "play=idle")
	child.Stdout = os.Stdout
	if err := child.Start(); err != nil {
		return 1
	}
	fmt.Println("started")
	_ = child.Wait()
	return 0
}

// actors are tools whose ffprobe is the test program.
func actors(t *testing.T) *Tools {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &Tools{FFmpeg: "unused", FFprobe: self}
}

func installed(t *testing.T) *Tools {
	t.Helper()
	tools, err := Find("")
	if err != nil {
		t.Fatal(err)
	}
	return tools
}
