package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"audiospliter/engine"
)

// recipeHelp explains flags that a line is too short for.
var recipeHelp = `
Sizes worth knowing for --max-size:
  ` + strings.Join(sizeLimits("%-6s %s"), "\n  ") + "\n" + templateHelp

const templateHelp = `
Names are made from a template. Its fields:
  {name} {ext} {index} {number} {count} {title} {artist} {albumartist} {album}
  {genre} {year} {track} {disc} {start} {end} {duration} {date} {mode} {preset} {meta.KEY}
{index:03} pads; index counts from 0, number from 1. A / makes a folder.`

func newSplit(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "split [flags] FILE|FOLDER|- ...",
		Short: "Split files into segments",
		Long: `Split files into segments. Folders are searched for audio files; - reads a
list of paths from standard input, one a line (with -0, ended by NUL).

The paths of the segments go to standard output, those of a file in their order,
or with --json the events of each job: the bodies that webhooks get, with paths.` + "\n" + recipeHelp,
		Example: `  audiospliter split --every 10m lecture.mp3
  audiospliter split --max-size 25MB --snap 15s -o pieces interview.wav
  audiospliter split --at 10:00,20:30.5 --format flac side-a.wav
  find . -name '*.m4b' -print0 | audiospliter split --mode chapters -0 -`,
		Args: someFiles,
	}
	recipe := addRecipeFlags(cmd, g)
	webhook := addWebhookFlags(cmd, g)
	jobs := addJobsFlag(cmd)
	nul := cmd.Flags().BoolP("null", "0", false, "the list on standard input is separated by NUL")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		tools, requests, err := recipe.requests(args, *nul)
		if err != nil {
			return err
		}
		hook, notify, err := webhook.open(requests[0].Notify)
		if err != nil {
			return err
		}
		for i := range requests {
			requests[i].Notify = notify
		}
		s := g.session(tools, *jobs, hook)
		defer s.close(cmd.Context())
		s.remind()
		return s.run(cmd.Context(), pathsOf(requests), func() ([]engine.Job, error) {
			return s.Engine.Add(requests...).Jobs, nil
		})
	}
	return cmd
}

func addJobsFlag(cmd *cobra.Command) *int {
	return cmd.Flags().IntP("jobs", "j", 0, "files at once (as many as cores and disk allow)")
}
