package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"audiospliter/engine/fault"
)

func act(play string) Command { return Command{Probe: true, Args: []string{"play=" + play}} }

func TestStderrIsDrainedAndBounded(t *testing.T) {
	t.Parallel()
	if err := actors(t).Run(t.Context(), act("chatter")); err != nil {
		t.Errorf("warnings are no failure: %v", err)
	}
	e := fault.Of(actors(t).Run(t.Context(), act("complain")))
	if e == nil || e.Code != fault.FFmpegFailed || !strings.HasSuffix(e.Details, "the last word") || len(e.Details) > tailSize {
		t.Errorf("got %v", e)
	}
}

func TestOutputIsBounded(t *testing.T) {
	t.Parallel()
	c := act("echo")
	c.Stdin = io.LimitReader(zeros{}, maxOutput+1)
	if out, err := actors(t).Output(t.Context(), c); fault.CodeOf(err) != fault.CorruptFile || out != nil {
		t.Errorf("%d bytes, %v", len(out), err)
	}
	c.Stdin = io.LimitReader(zeros{}, 1<<20)
	if out, err := actors(t).Output(t.Context(), c); err != nil || len(out) != 1<<20 {
		t.Errorf("%d bytes, %v", len(out), err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// TestCancelEndsTheWholeGroup reads a stream that a child and its own child
// write to: it ends only when both are gone.
func TestCancelEndsTheWholeGroup(t *testing.T) {
	t.Parallel()
	for _, held := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		tools := actors(t)
		out, err := tools.Pipe(ctx, act("parent"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, len("started\n"))); err != nil {
			t.Fatal(err)
		}
		tools.Hold(held)
		cancel()
		if _, err := io.ReadAll(out); err != nil {
			t.Error(err)
		}
		if err := out.Close(); !errors.Is(err, context.Canceled) {
			t.Errorf("held %v: got %v", held, err)
		}
	}
}

func TestRunIsCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := act("endless")
	c.Stdout = writer(func(b []byte) (int, error) { cancel(); return len(b), nil })
	if err := actors(t).Run(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := actors(t).Run(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled before: got %v", err)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

func TestHeldChildGoesOn(t *testing.T) {
	t.Parallel()
	tools := actors(t)
	tools.Hold(true)
	c := act("echo")
	c.Stdin = strings.NewReader("hello")
	out, err := tools.Pipe(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	tools.Hold(false)
	if b, err := io.ReadAll(out); string(b) != "hello" || err != nil {
		t.Errorf("%q, %v", b, err)
	}
	if err := out.Close(); err != nil {
		t.Error(err)
	}
}

func TestPipeClosedEarly(t *testing.T) {
	t.Parallel()
	out, err := actors(t).Pipe(t.Context(), act("endless"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := out.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestPipeTellsFailureOnClose(t *testing.T) {
	t.Parallel()
	out, err := actors(t).Pipe(t.Context(), act("complain"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(out); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := out.Close(); fault.CodeOf(err) != fault.FFmpegFailed {
			t.Errorf("got %v", err)
		}
	}
}

func TestWriterAndReaderFailuresKeepTheirCodes(t *testing.T) {
	t.Parallel()
	c := act("endless")
	c.Stdout = writer(func([]byte) (int, error) { return 0, syscall.ENOSPC })
	if err := actors(t).Run(t.Context(), c); fault.CodeOf(err) != fault.DiskFull {
		t.Errorf("got %v", err)
	}
	broken := fault.New(fault.CorruptFile, "The source broke.")
	c = act("echo")
	c.Stdin = io.MultiReader(strings.NewReader("abc"), failing{broken})
	if err := actors(t).Run(t.Context(), c); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestToolsThatAreGone(t *testing.T) {
	t.Parallel()
	gone := &Tools{FFmpeg: t.TempDir() + "/ffmpeg", FFprobe: "no-such-ffprobe"}
	for _, c := range []Command{{}, {Probe: true}} {
		if err := gone.Run(t.Context(), c); fault.CodeOf(err) != fault.FFmpegMissing {
			t.Errorf("Run: %v", err)
		}
		if _, err := gone.Pipe(t.Context(), c); fault.CodeOf(err) != fault.FFmpegMissing {
			t.Errorf("Pipe: %v", err)
		}
	}
	if _, err := gone.Version(t.Context()); fault.CodeOf(err) != fault.FFmpegMissing {
		t.Errorf("Version: %v", err)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	t.Parallel()
	tail := &tail{}
	for i := range 5000 {
		if n, err := tail.Write(bytes.Repeat([]byte{'a' + byte(i%26)}, i%50)); n != i%50 || err != nil {
			t.Fatal(n, err)
		}
	}
	_, _ = tail.Write([]byte("\xffend\n"))
	if s := tail.String(); !strings.HasSuffix(s, "\uFFFDend") || len(tail.buf) != tailSize {
		t.Errorf("%d bytes, ... %q", len(tail.buf), s[len(s)-20:])
	}
}

// A child that does nothing is ended; one that waits for us, or is held, is not.
func TestStandstillIsEnded(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var ran []Run
	tools := actors(t)
	tools.Stall = 50 * time.Millisecond
	tools.Ran = func(r Run) {
		mu.Lock()
		defer mu.Unlock()
		ran = append(ran, r)
	}
	if err := tools.Run(t.Context(), act("idle")); fault.CodeOf(err) != fault.FFmpegFailed || !errors.Is(err, errStalled) {
		t.Errorf("got %v", err)
	}
	out, err := tools.Pipe(t.Context(), act("idle"))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = out.Read(make([]byte, 1))
	if err := out.Close(); !errors.Is(err, errStalled) {
		t.Errorf("got %v", err)
	}
	if len(ran) != 2 || ran[0].Program != tools.FFprobe || !slices.Equal(ran[0].Args, []string{"play=idle"}) || ran[0].Err == nil {
		t.Errorf("recorded %+v", ran)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 10*tools.Stall)
	defer cancel()
	tools.Hold(true)
	if err := tools.Run(ctx, act("idle")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a held child: %v", err)
	}
}

// Who waits for us does not stand still, however long we take.
func TestWaitingForUsIsNoStandstill(t *testing.T) {
	t.Parallel()
	tools := actors(t)
	tools.Stall = 10 * time.Millisecond
	long := 20 * tools.Stall
	out, err := tools.Pipe(t.Context(), act("endless"))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(long) // nobody reads
	if err := out.Close(); err != nil {
		t.Errorf("a child whose output nobody has read yet: %v", err)
	}

	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	var w watchdog
	theirs := w.waiting() // until it is in the sink's hands
	w.begin(tools, cancel)
	defer w.end()
	slow := &sink{watch: &w, w: writer(func(b []byte) (int, error) {
		theirs()
		time.Sleep(long)
		if err := context.Cause(ctx); err != nil {
			t.Errorf("a child whose output is being taken: %v", err)
		}
		return len(b), nil
	})}
	_, _ = slow.Write([]byte("x"))
	<-ctx.Done() // nothing holds it up any more
	if err := context.Cause(ctx); !errors.Is(err, errStalled) {
		t.Errorf("a child that does nothing after that: %v", err)
	}
}

// What a watched child writes is its own: no report of progress is among it.
func TestWatchedStreamIsUntouched(t *testing.T) {
	t.Parallel()
	tools := installed(t)
	args := strings.Fields("-hide_banner -v error -f lavfi -i sine=r=8000:d=2 -f s16le pipe:1")
	var streams [2][]byte
	for i, stall := range []time.Duration{0, time.Minute} {
		group := tools.Group()
		group.Stall = stall
		out, err := group.Pipe(t.Context(), Command{Args: args})
		if err != nil {
			t.Fatal(err)
		}
		if streams[i], err = io.ReadAll(out); err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(streams[0]) != 32000 || !bytes.Equal(streams[0], streams[1]) {
		t.Errorf("%d bytes, and %d when watched", len(streams[0]), len(streams[1]))
	}
}
