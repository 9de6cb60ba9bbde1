package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

func newPlan(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan [flags] FILE ...",
		Short: "Show the segments without writing anything",
		Long: `Show the segments that split would write with the same flags. With --print
the cuts are printed in the format of another program.` + "\n" + recipeHelp,
		Example: `  audiospliter plan --mode silence --min-silence 2s talk.wav
  audiospliter plan --cuts set.cue --print youtube set.flac
  audiospliter plan --json --parts 4 lecture.mp3`,
		Args: someFiles,
	}
	printed := append(texts(cutlist.Formats()), "json")
	recipe := addRecipeFlags(cmd, g)
	printAs := cmd.Flags().String("print", "", "print the cuts in `FORMAT`: "+fault.List(printed))
	complete(cmd, "print", printed)
	recipe.folder = g.app.Folders.Data
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var as cutlist.Format // "" prints for people, or --json
		format, name := recipe.given["format"], strings.ToLower(*printAs)
		// Before there was --print, --format had both meanings.
		if old := strings.ToLower(format.String()); slices.Contains(printed, old) && !slices.Contains(cut.Formats, cut.Format(old)) {
			format.texts, name = nil, old
			g.say("--format %s is --print %s now: --format is for what the segments would be written as.", old, old)
		}
		switch {
		case name == "json":
			g.json = true
		case name != "" && !slices.Contains(printed, name):
			return fault.New(fault.InvalidParams, "There is no format %q: --print takes one of %s.", name, fault.List(printed))
		default:
			as = cutlist.Format(name)
		}
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
		paths, err := g.inputs(cmd.Context(), args, false)
		if err != nil {
			return err
		}
		library := engine.NewLibrary(tools, g.app.Cache)
		return g.each(paths, func(path string) error {
			request := request
			if r, ok := own[path]; ok {
				request = r
			}
			request.Path = path
			preview, err := library.Preview(cmd.Context(), request, nil)
			if err != nil {
				return err
			}
			for _, warning := range slices.Concat(preview.Source.Warnings, preview.Plan.Warnings) {
				g.say("%s: %s", filepath.Base(path), warning)
			}
			switch {
			case as != "":
				list := cut.CutList(preview.Source, preview.Plan)
				for _, loss := range cutlist.Loss(as, list) {
					g.say("%s: %s", filepath.Base(path), loss)
				}
				if s := preview.Plan.Segments; !as.Ends() && s[len(s)-1].End < preview.Source.Samples {
					g.say("%s: The format names no ends: the last segment would last until the end of the file.", filepath.Base(path))
				}
				return cutlist.Write(g.app.Stdout, as, cutlist.Titled(as, list))
			case g.json:
				return g.print(planObject(preview))
			}
			if n, protected := taken(preview); n > 0 {
				policy := request.Recipe.Output.OnConflict
				if protected && policy == cut.Overwrite {
					policy = cut.Fail
				}
				g.say("%s: %s", filepath.Base(path), takenText(n, policy))
			}
			return printPlan(g.app.Stdout, preview)
		})
	}
	return cmd
}

// taken counts the names of a plan that files have already, and reports whether
// one of these is the source or a folder, which nothing replaces.
func taken(p engine.Preview) (n int, protected bool) {
	source, _ := os.Stat(p.Source.Path)
	for _, name := range p.Names {
		if info, err := os.Stat(filepath.Join(p.Folder, filepath.FromSlash(name))); err == nil {
			n++
			protected = protected || info.IsDir() || os.SameFile(info, source)
		}
	}
	return n, protected
}

// takenText says what split does where files have the names of n segments.
func takenText(n int, policy cut.Conflict) string {
	subject := english.Plural(n, "file", "") + " of " + english.PluralWord(n, "this name is", "these names are") + " there already: split "
	switch policy {
	case cut.Overwrite:
		return subject + "overwrites " + english.PluralWord(n, "it.", "them.")
	case cut.Skip:
		return subject + "leaves " + english.PluralWord(n, "it as it is.", "them as they are.")
	case cut.Fail:
		return subject + "writes nothing."
	}
	return subject + "adds a number to " + english.PluralWord(n, "the new one.", "the new ones.")
}

// each does something for each path and goes on when one fails; the error says
// only that some did.
func (g *globals) each(paths []string, do func(path string) error) error {
	failed := false
	for _, path := range paths {
		err := do(path)
		if fault.CodeOf(err) == fault.Canceled {
			return exit(exitInterrupted)
		}
		if err != nil {
			report(g.app.Stderr, filepath.Base(path), err)
			failed = true
		}
	}
	if failed || g.unread {
		return exit(exitSomeFailed)
	}
	return nil
}

// A planJSON is what plan --json prints for a source.
type planJSON struct {
	Source    sourceJSON    `json:"source"`
	Mode      string        `json:"mode"`
	Method    string        `json:"method"`
	Exactness string        `json:"exactness"`
	Segments  []segmentJSON `json:"segments"`
	Notes     []string      `json:"notes"`
	Warnings  []string      `json:"warnings"`
}

type sourceJSON struct {
	Path       string            `json:"path"`
	Format     string            `json:"format"`
	Codec      string            `json:"codec"`
	SampleRate timeline.Rate     `json:"sampleRate"`
	Channels   int               `json:"channels"`
	Duration   float64           `json:"duration"`
	Samples    timeline.Position `json:"samples"`
	Size       int64             `json:"size"`
}

type segmentJSON struct {
	Index       int               `json:"index"`
	Start       float64           `json:"start"`
	End         float64           `json:"end"`
	Duration    float64           `json:"duration"`
	StartSample timeline.Position `json:"startSample"`
	EndSample   timeline.Position `json:"endSample"`
	Title       string            `json:"title"`
	FileName    string            `json:"fileName"`
	AboutSize   int64             `json:"aboutSize"` // bytes, without tags and cover
}

func sourceObject(s engine.Source) sourceJSON {
	return sourceJSON{
		Path: s.Path, Format: s.Container, Codec: s.Codec, SampleRate: s.Rate, Channels: s.Channels,
		Duration: s.Duration(), Samples: s.Samples, Size: s.Size,
	}
}

func planObject(p engine.Preview) planJSON {
	rate := p.Source.Rate
	object := planJSON{
		Source:    sourceObject(p.Source),
		Mode:      string(p.Plan.Mode),
		Method:    string(p.Choice.Method),
		Exactness: p.Choice.Exactness,
		Segments:  make([]segmentJSON, len(p.Plan.Segments)),
		Notes:     message.Strings(p.Plan.Notes),
		Warnings:  message.Strings(slices.Concat(p.Source.Warnings, p.Plan.Warnings)),
	}
	for i, s := range p.Plan.Segments {
		object.Segments[i] = segmentJSON{
			Index: s.Index, Start: rate.Seconds(s.Start), End: rate.Seconds(s.End), Duration: rate.Seconds(s.Len()),
			StartSample: s.Start, EndSample: s.End, Title: s.Title, FileName: p.Names[i], AboutSize: p.Choice.About(s),
		}
	}
	return object
}

func printPlan(w io.Writer, p engine.Preview) error {
	src := p.Source
	fmt.Fprintf(w, "%s\n  %s, %s, %s; %s %s by %s into %s\n", src.Path,
		formatOf(src), src.Rate.Time(src.Samples).Clock(), humanize.Bytes(uint64(src.Size)),
		humanize.Comma(int64(len(p.Plan.Segments))), english.PluralWord(len(p.Plan.Segments), "segment", ""),
		p.Plan.Mode, p.Folder)
	fmt.Fprintf(w, "  %s\n", p.Choice)
	for _, note := range p.Plan.Notes {
		fmt.Fprintf(w, "  %s\n", note)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, s := range p.Plan.Segments {
		title := ""
		if s.Title != "" {
			title = "\t" + printable(s.Title)
		}
		fmt.Fprintf(table, "  %d\t%s\t%s\t%s\t~%s\t%s%s\n", s.Index, src.Rate.Time(s.Start).Clock(),
			src.Rate.Time(s.End).Clock(), src.Rate.Time(s.Len()).Clock(), humanize.Bytes(uint64(p.Choice.About(s))), p.Names[i], title)
	}
	return table.Flush()
}
