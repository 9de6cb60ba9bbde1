package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"audiospliter/engine/fault"
)

// killDelay is how long the pipes of a child that was ended may stay open before
// they are closed. Canceling a job promises that children are gone within 2 s.
const killDelay = time.Second

// maxOutput bounds what Output keeps of standard output.
const maxOutput = 64 << 20

// A Command is one run of ffmpeg or ffprobe.
type Command struct {
	Args   []string  // everything after the program's name
	Probe  bool      // run ffprobe rather than ffmpeg
	Stdin  io.Reader // nil for none
	Stdout io.Writer // nil to discard; written to from another goroutine

	// Progress is called with how far ffmpeg is, about twice a second, from another
	// goroutine than the caller's. Setting it adds -progress to the arguments;
	// it needs Stdout to be nil.
	Progress func(Progress)
}

// Run runs c to its end. A canceled context ends the child, and its children,
// within a second and returns the context's error; any other failure is a
// *fault.Error with the last lines of standard error in its details.
func (t *Tools) Run(ctx context.Context, c Command) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if t.Stall > 0 && !c.Probe && c.Stdin == nil && c.Stdout == nil && c.Progress == nil {
		c.Progress = func(Progress) {} // it would give no sign of life else
	}
	child := t.newChild(ctx, cancel, &c)
	out := &sink{w: c.Stdout, watch: &child.watch}
	switch {
	case c.Progress != nil:
		child.cmd.Stdout = child.watch.progress(c.Progress)
	case isFile(c.Stdout):
		child.cmd.Stdout = c.Stdout // the child writes to it directly
	case c.Stdout != nil:
		child.cmd.Stdout = out
	}
	if err := child.start(); err != nil {
		return err
	}
	err := child.wait()
	if out.err != nil && ctx.Err() == nil {
		return fault.Of(out.err) // the child only saw a broken pipe
	}
	return err
}

// A sink remembers why it could not be written to.
type sink struct {
	w     io.Writer
	watch *watchdog
	err   error
}

func (s *sink) Write(b []byte) (int, error) {
	defer s.watch.waiting()()
	n, err := s.w.Write(b)
	if err != nil {
		s.err = err
	}
	return n, err
}

func isFile(w io.Writer) bool {
	_, ok := w.(*os.File)
	return ok
}

// Output runs c and returns what it wrote to standard output, which must be
// small: more than 64 MB is an error.
func (t *Tools) Output(ctx context.Context, c Command) ([]byte, error) {
	out := &bounded{max: maxOutput}
	c.Stdout = out
	err := t.Run(ctx, c)
	if out.over {
		return nil, fault.New(fault.CorruptFile, "ffmpeg says far more about this file than any audio file needs.")
	}
	return out.buf.Bytes(), err
}

// Pipe starts c and returns its standard output as a stream. The reader must
// be closed: Close ends a child that is still running, and otherwise returns
// the error the child ended with. A reader that has seen io.EOF learns from
// Close whether the stream was whole. c.Stdout and c.Progress are not used.
func (t *Tools) Pipe(ctx context.Context, c Command) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	child := t.newChild(ctx, cancel, &c)
	out, err := child.cmd.StdoutPipe()
	if err != nil {
		cancel(nil)
		return nil, fault.Of(err)
	}
	growPipe(out)
	p := &pipe{ReadCloser: out, child: child, reading: child.watch.waiting()}
	if err := child.start(); err != nil {
		cancel(nil)
		return nil, err
	}
	return p, nil
}

// errClosed is why a pipe's context ends when its reader closes it early.
var errClosed = errors.New("the reader wanted no more")

type pipe struct {
	io.ReadCloser
	child   *child
	reading func() // says that the child is waited for
	ended   bool   // the stream was read to its end
	close   sync.Once
	err     error // what Close returns
}

func (p *pipe) Read(b []byte) (int, error) {
	p.reading()
	n, err := p.ReadCloser.Read(b)
	p.reading = p.child.watch.waiting()
	if errors.Is(err, io.EOF) {
		p.ended = true
	}
	return n, err
}

func (p *pipe) Close() error {
	p.close.Do(func() { p.err = p.end() })
	return p.err
}

func (p *pipe) end() error {
	c := p.child
	if p.ended {
		defer c.cancel(nil)
		return c.wait()
	}
	c.cancel(errClosed)
	// It closes the pipe; the child's end is its own doing here.
	err := c.wait()
	switch context.Cause(c.ctx) {
	case errClosed:
		return nil
	case errStalled:
		return err
	}
	return c.ctx.Err()
}

func (t *Tools) command(ctx context.Context, c *Command, stderr io.Writer) *exec.Cmd {
	path, args := t.FFmpeg, []string(nil)
	switch {
	case c.Probe:
		path = t.FFprobe
	case c.Progress != nil:
		args = append(args, "-nostats", "-progress", "pipe:1")
	}
	if !c.Probe && c.Stdin == nil {
		args = append(args, "-nostdin")
	}
	cmd := exec.CommandContext(ctx, path, append(args, c.Args...)...)
	cmd.Stderr = stderr
	cmd.WaitDelay = killDelay
	ownGroup(cmd)
	return cmd
}

// result turns the end of a child into the error its caller gets.
func result(ctx context.Context, err error, tail *tail) error {
	if err == nil {
		return nil
	}
	if context.Cause(ctx) == errStalled {
		return fault.Wrap(errStalled, fault.FFmpegFailed, "ffmpeg stood still, and was ended: the file may be damaged, or its disk or network share may be gone.").
			WithDetails(strings.TrimSpace(errStalled.Error() + "\n" + tail.String()))
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		return fault.Of(err) // what the child was to read from or write to failed
	}
	return diagnose(err, tail.String())
}

// notStarted says why a child could not be started.
func notStarted(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.FFmpegMissing, "AudioSpliter needs ffmpeg, which is gone. %s", InstallHint())
	}
	return fault.Wrap(err, fault.FFmpegFailed, "ffmpeg cannot be started.")
}

// A tail keeps the last 8 kB written to it: ffmpeg can write megabytes of
// warnings about a good file.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

const tailSize = 8 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, b...)
	if over := len(t.buf) - tailSize; over > 0 {
		t.buf = append(t.buf[:0], t.buf[over:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(bytes.ToValidUTF8(t.buf, []byte("\uFFFD"))))
}

// bounded keeps what fits and remembers that something did not.
type bounded struct {
	buf  bytes.Buffer
	max  int
	over bool
}

func (w *bounded) Write(b []byte) (int, error) {
	if w.buf.Len()+len(b) > w.max {
		w.over = true
		return len(b), nil
	}
	return w.buf.Write(b)
}
