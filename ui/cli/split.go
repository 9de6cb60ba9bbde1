package cli

import (
	"context"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

const templateHelp = `
Names are made from a template. Its fields:
  {name} {ext} {index} {number} {count} {title} {artist} {album} {genre} {year}
  {track} {start} {end} {duration} {date} {mode} {preset} {meta.KEY}
{index:03} pads; index counts from 0, number from 1. A / makes a folder.`

func newSplit(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "split [flags] FILE|FOLDER|- ...",
		Short: "Split files into segments",
		Long: `Split files into segments. Folders are searched for audio files; - reads a
list of paths from standard input, one a line (with -0, ended by NUL).

The paths of the segments go to standard output, or with --json the events of
each job: the same bodies that webhooks get.` + "\n" + templateHelp,
		Example: `  audiospliter split --every 10m lecture.mp3
  audiospliter split --max-size 25MB --snap 15s -o pieces interview.wav
  audiospliter split --at 10:00,20:30.5 --format flac side-a.wav
  find . -name '*.m4b' -print0 | audiospliter split --mode chapters -0 -`,
		Args: cobra.MinimumNArgs(1),
	}
	recipe := addRecipeFlags(cmd, g.app.Presets)
	webhook := addWebhookFlags(cmd, g)
	jobs := cmd.Flags().IntP("jobs", "j", 0, "files at once (as many as cores)")
	nul := cmd.Flags().BoolP("null", "0", false, "the list on standard input is separated by NUL")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		request, err := recipe.request(cmd, g.app.Presets)
		if err != nil {
			return err
		}
		tools, err := g.tools()
		if err != nil {
			return err
		}
		paths, err := g.inputs(cmd.Context(), args, *nul)
		if err != nil {
			return err
		}
		hook, err := webhook.open(g, &request)
		if err != nil {
			return err
		}
		e := engine.New(engine.Options{Tools: tools, Workers: *jobs, Cache: g.app.Cache, Record: hook.notifier.Record})
		defer e.Close()
		finish := hook.follow(e)
		defer func() { finish(cmd.Context()) }()
		return g.split(cmd.Context(), e, request, paths)
	}
	return cmd
}

// split runs a job for each path and tells how each ended.
func (g *globals) split(ctx context.Context, e *engine.Engine, request engine.Request, paths []string) error {
	requests := make([]engine.Request, len(paths))
	for i, path := range paths {
		requests[i] = request
		requests[i].Path = path
	}
	printer := g.newPrinter(len(paths))
	stop := e.Subscribe(printer.handle)
	batch := e.Add(requests...)
	err := e.Wait(ctx)
	if err != nil {
		e.CancelAll()
		_ = e.Wait(context.WithoutCancel(ctx))
	}
	stop()
	printer.close()
	failed := 0
	for _, j := range batch.Jobs {
		if j, ok := e.Job(j.ID); ok && j.State != engine.Completed {
			failed++
		}
	}
	if err != nil {
		g.say("Interrupted: %d of %s done.", len(paths)-failed, english.Plural(len(paths), "file", ""))
		return exit(exitInterrupted)
	}
	switch {
	case printer.err != nil:
		return fault.Wrap(printer.err, fault.IOFailed, "All is split, but standard output took not all results.")
	case failed > 0:
		g.say("%d of %s failed.", failed, english.Plural(len(paths), "file", ""))
		return exit(exitSomeFailed)
	case g.unread:
		return exit(exitSomeFailed)
	}
	return nil
}
