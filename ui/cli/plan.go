package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

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
		tools, requests, err := recipe.requests(args, false)
		if err != nil {
			return err
		}
		library := engine.NewLibrary(tools, g.app.Cache)
		planned := map[string]string{} // by path of a segment: the source it is of
		return g.each(pathsOf(requests), func(i int, name string) error {
			p, err := library.Preview(cmd.Context(), requests[i], nil)
			if err != nil {
				return err
			}
			for _, warning := range slices.Concat(p.Source.Warnings, p.Plan.Warnings) {
				g.say("%s: %s", name, warning)
			}
			switch {
			case as != "":
				return g.printCuts(name, as, p)
			case g.json:
				return g.print(planObject(p))
			}
			g.sayTaken(name, p, requests[i].Recipe.Output.OnConflict, planned)
			return g.printPlan(p)
		})
	}
	return cmd
}

// printCuts prints the cuts of a plan as a cut list, and says what the list lacks.
func (g *globals) printCuts(name string, as cutlist.Format, p engine.Preview) error {
	list := cut.CutList(p.Source, p.Plan)
	for _, loss := range cutlist.Loss(as, list) {
		g.say("%s: %s", name, loss)
	}
	if s := p.Plan.Segments; !as.Ends() && s[len(s)-1].End < p.Source.Samples {
		g.say("%s: The format names no ends: the last segment would last until the end of the file.", name)
	}
	return cutlist.Write(g.app.Stdout, as, cutlist.Titled(as, list))
}

// sayTaken says what split does where files, or segments that are planned for another
// source, have names of a plan, which it adds to those that are planned.
func (g *globals) sayTaken(name string, p engine.Preview, policy cut.Conflict, planned map[string]string) {
	source, _ := os.Stat(p.Source.Path)
	there, others, other := 0, 0, ""
	for _, file := range p.Names {
		path := filepath.Join(p.Folder, filepath.FromSlash(file))
		if by, ok := planned[path]; ok {
			others, other = others+1, by
		} else if info, err := os.Stat(path); err == nil {
			there++
			if policy == cut.Overwrite && (info.IsDir() || os.SameFile(info, source)) { // which nothing replaces
				policy = cut.Fail
			}
		}
		planned[path] = cmp.Or(planned[path], name)
	}
	if others > 0 {
		if policy != "" && policy != cut.Rename {
			policy = cut.Fail
		}
		g.say("%s: %s %s of %s: split %s", name, english.Plural(others, "name", ""), english.PluralWord(others, "is that", "are those"), other, taking(others, policy))
	} else if there > 0 {
		g.say("%s: %s of %s there already: split %s", name, english.Plural(there, "file", ""), english.PluralWord(there, "this name is", "these names are"), taking(there, policy))
	}
}

// taking says what split does where n names are taken.
func taking(n int, policy cut.Conflict) string {
	switch policy {
	case cut.Overwrite:
		return "overwrites " + english.PluralWord(n, "it.", "them.")
	case cut.Skip:
		return "leaves " + english.PluralWord(n, "it as it is.", "them as they are.")
	case cut.Fail:
		return "writes nothing."
	}
	return "adds a number to " + english.PluralWord(n, "the new one.", "the new ones.")
}

// each does something for each path, with the name to show for it, and goes on
// when one fails; the error says only that some did.
func (g *globals) each(paths []string, do func(i int, name string) error) error {
	names := shortNames(paths)
	failed := g.unread
	for i, path := range paths {
		err := do(i, names[path])
		if fault.CodeOf(err) == fault.Canceled {
			return exit(exitInterrupted)
		}
		if err != nil {
			g.report(names[path], err)
			failed = true
		}
	}
	if failed {
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
	Path        string            `json:"path"`
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
			StartSample: s.Start, EndSample: s.End,
			Title: s.Title, FileName: p.Names[i], Path: filepath.Join(p.Folder, filepath.FromSlash(p.Names[i])), AboutSize: p.Choice.About(s),
		}
	}
	return object
}

func (g *globals) printPlan(p engine.Preview) error {
	src, n := p.Source, len(p.Plan.Segments)
	lines := line("%s", src.Path) + line("  %s, %s, %s; %s %s by %s into %s", formatOf(src),
		src.Rate.Time(src.Samples).Clock(), humanize.Bytes(uint64(src.Size)),
		humanize.Comma(int64(n)), english.PluralWord(n, "segment", ""), p.Plan.Mode, p.Folder) + line("  %s", p.Choice)
	for _, note := range p.Plan.Notes {
		lines += line("  %s", note)
	}
	if _, err := io.WriteString(g.app.Stdout, lines); err != nil {
		return err
	}
	t := g.table()
	for i, s := range p.Plan.Segments {
		cells := []any{
			fmt.Sprintf("  %d", s.Index), src.Rate.Time(s.Start).Clock(), src.Rate.Time(s.End).Clock(), src.Rate.Time(s.Len()).Clock(),
			"~" + humanize.Bytes(uint64(p.Choice.About(s))), p.Names[i],
		}
		if s.Title != "" {
			cells = append(cells, s.Title)
		}
		t.row(cells...)
	}
	return t.Flush()
}
