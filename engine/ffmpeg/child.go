package ffmpeg

import (
	"context"
	"os/exec"
	"slices"
	"time"
)

// A Run is one run of ffmpeg or ffprobe that has ended.
type Run struct {
	Program string
	Args    []string // everything after the program's name
	Started time.Time
	Took    time.Duration
	Err     error // what its caller got
}

// A child is one run under way.
type child struct {
	tools   *Tools
	ctx     context.Context
	cancel  context.CancelCauseFunc
	cmd     *exec.Cmd
	tail    tail
	watch   watchdog
	started time.Time
}

// newChild prepares the run that c describes.
func (t *Tools) newChild(ctx context.Context, cancel context.CancelCauseFunc, c *Command) *child {
	child := &child{tools: t, ctx: ctx, cancel: cancel}
	child.cmd = t.command(ctx, c, &child.tail)
	if c.Stdin != nil {
		child.cmd.Stdin = child.watch.stdin(c.Stdin)
	}
	return child
}

func (c *child) start() error {
	c.started = time.Now()
	if err := start(c.cmd); err != nil {
		err = notStarted(c.ctx, err)
		c.report(err)
		return err
	}
	if c.tools.Background {
		yield(c.cmd.Process)
	}
	c.tools.children.add(c.cmd.Process)
	c.watch.begin(c.tools, c.cancel)
	return nil
}

// wait returns when the child is gone, with the error its caller gets.
func (c *child) wait() error {
	err := c.cmd.Wait()
	c.watch.end()
	c.tools.children.remove(c.cmd.Process)
	err = result(c.ctx, err, &c.tail)
	c.report(err)
	return err
}

func (c *child) report(err error) {
	if c.tools.Ran != nil {
		c.tools.Ran(Run{
			Program: c.cmd.Path, Args: slices.Clone(c.cmd.Args[1:]),
			Started: c.started, Took: time.Since(c.started), Err: err,
		})
	}
}
