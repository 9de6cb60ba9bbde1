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
	recipe.folder = g.app.Folders.Data
	webhook := addWebhookFlags(cmd, g)
	jobs := cmd.Flags().IntP("jobs", "j", 0, "files at once (as many as cores and disk allow)")
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
		args, own, err := lists(args, request, cmd.Flags().Changed("mode"))
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
		s := g.session(tools, *jobs, hook)
		defer func() { s.close(cmd.Context()) }()
		s.remind()
		requests := make([]engine.Request, len(paths))
		for i, path := range paths {
			requests[i] = request
			if r, ok := own[path]; ok {
				requests[i] = r
			}
			requests[i].Path = path
		}
		return s.run(cmd.Context(), len(paths), func() ([]engine.Job, error) {
			return s.Engine.Add(requests...).Jobs, nil
		})
	}
	return cmd
}
