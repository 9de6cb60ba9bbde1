package cli

import (
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"audiospliter/engine/fault"
	"audiospliter/ui/watch"
)

func newWatch(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watch [flags] DIR",
		Short: "Split the files that come into a folder",
		Long: `Split the files that come into a folder, each once, until it is interrupted. A
file is split when it has stopped growing and nobody writes it. What was split
before is remembered: a new start resumes where the last one ended.

The paths of the segments go to standard output, or with --json the events of
each job, as with split.`,
		Example: `  audiospliter watch --preset "Podcast chapters" ~/incoming
  audiospliter watch --every 10m -o /srv/pieces --after move /srv/incoming`,
		Args: cobra.ExactArgs(1),
	}
	recipe := addRecipeFlags(cmd, g)
	webhook := addWebhookFlags(cmd, g)
	jobs := addJobsFlag(cmd)
	after := cmd.Flags().String("after", string(watch.Leave), "what becomes of sources that are split: "+fault.List(watch.Afters)+" (move: to the folder "+watch.DoneFolder+" beside them)")
	stable := cmd.Flags().Duration("settle", 0, "how long a file must have been the same (3s)")
	complete(cmd, "after", watch.Afters)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		request, err := recipe.request()
		if err != nil {
			return err
		}
		tools, err := g.tools()
		if err != nil {
			return err
		}
		hook, notify, err := webhook.open(request.Notify)
		if err != nil {
			return err
		}
		request.Notify = notify
		s := g.session(tools, *jobs, hook)
		defer s.close(cmd.Context())
		if s.Journal == nil {
			return exit(exitNothing) // the reason is printed: without a journal files would be split again
		}
		printer := g.newPrinter(nil)
		stop := s.Engine.Subscribe(printer.handle)
		err = watch.Run(cmd.Context(), s.Engine, s.Journal, watch.Options{
			Folder: args[0], Request: request, After: watch.After(*after), Stable: *stable, Notice: g.sayTrouble,
			Ready: func() { g.say("Watching %s. Ctrl+C ends it.", args[0]) },
		})
		s.Engine.Close() // unfinished jobs are for the next start
		stop()
		printer.close()
		if errors.Is(err, cmd.Context().Err()) && cmd.Context().Err() != nil {
			g.say("Stopped. The next start resumes where this one ended.")
			return exit(exitInterrupted)
		}
		return err
	}
	return cmd
}

// sayTrouble says what a watcher has trouble with.
func (g *globals) sayTrouble(t watch.Trouble, path string, err error) {
	name := filepath.Base(path)
	switch t {
	case watch.FolderUnreadable:
		g.report(path, err)
		g.say("%s: It is watched again when it can be read.", path)
	case watch.Unreadable:
		g.report(name, err)
		g.say("%s: It is split when it can be read.", name)
	case watch.Undisposed:
		g.report(name, err)
		g.say("%s: It is split, and stays where it is until it can be put away.", name)
	case watch.Renamed:
		g.say("%s: This source has another name here, as its own was taken.", filepath.Join(watch.DoneFolder, name))
	}
}
