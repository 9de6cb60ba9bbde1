package cli

import (
	"fmt"
	"maps"
	"slices"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
)

func newProbe(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "probe FILE ...",
		Short: "Say what files are",
		Long:  "Say what files are, by their content: format, length, tags, chapters, and how\nthey can be split.",
		Example: `  audiospliter probe lecture.mp3
  audiospliter probe --json *.flac`,
		Args: someFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			tools, err := g.tools()
			if err != nil {
				return err
			}
			paths, err := g.inputs(cmd.Context(), args, false)
			if err != nil {
				return err
			}
			return g.each(paths, func(i int, _ string) error {
				src, err := media.Probe(cmd.Context(), tools, paths[i])
				if err != nil {
					return err
				}
				choice, err := cut.Choose(tools, src, cut.Output{})
				if err != nil && fault.CodeOf(err) != fault.UnsupportedFormat {
					return err
				}
				defer choice.Close()
				if err != nil { // it can be looked at and encoded, if not kept
					src.Warnings = append(src.Warnings, fault.Of(err).Message)
					choice = &cut.Choice{Reencodes: true}
				}
				if g.json {
					return g.print(probeObject(src, choice))
				}
				return g.printSource(src, choice)
			})
		},
	}
}

// A probeJSON is what probe --json prints for a file.
type probeJSON struct {
	sourceJSON
	Lossless  bool              `json:"lossless"`
	Bitrate   int               `json:"bitrate"`
	Tags      map[string]string `json:"tags"`
	Cover     bool              `json:"cover"`
	Chapters  []chapterJSON     `json:"chapters"`
	Copies    bool              `json:"canSplitWithoutReencoding"`
	Exactness string            `json:"exactness"`
	Warnings  []string          `json:"warnings"`
}

type chapterJSON struct {
	Start float64 `json:"start"`
	End   float64 `json:"end"`
	Title string  `json:"title"`
}

func probeObject(s engine.Source, c *cut.Choice) probeJSON {
	object := probeJSON{
		sourceJSON: sourceObject(s),
		Lossless:   s.Lossless,
		Bitrate:    s.Bitrate,
		Tags:       map[string]string{},
		Cover:      s.Cover,
		Chapters: mapped(s.Chapters, func(c media.Chapter) chapterJSON {
			return chapterJSON{c.Start.Float(), c.End.Float(), c.Title}
		}),
		Copies:    !c.Reencodes,
		Exactness: c.Exactness,
		Warnings:  message.Strings(s.Warnings),
	}
	maps.Copy(object.Tags, s.Tags)
	return object
}

func (g *globals) printSource(s media.Source, c *cut.Choice) error {
	if err := g.show("%s", s.Path); err != nil {
		return err
	}
	t := g.table()
	row := func(name, format string, args ...any) { t.row("  "+name, fmt.Sprintf(format, args...)) }
	row("format", "%s", formatOf(s))
	row("length", "%s (%s samples)", s.Rate.Time(s.Samples).Clock(), humanize.Comma(int64(s.Samples)))
	row("size", "%s", humanize.Bytes(uint64(s.Size)))
	if s.Bitrate > 0 {
		row("bitrate", "%d kb/s", s.Bitrate/1000)
	}
	if s.Streams > 1 {
		row("streams", "%d audio streams, of which the one numbered %d is split", s.Streams, s.Stream)
	}
	if c.Method != "" {
		row("split", "%s", c)
	}
	for _, key := range slices.Sorted(maps.Keys(s.Tags)) {
		row(key, "%s", s.Tags[key])
	}
	if s.Cover {
		row("cover", "yes")
	}
	for _, c := range s.Chapters {
		row("chapter", "%s  %s", c.Start.Clock(), c.Title)
	}
	for _, warning := range s.Warnings {
		row("warning", "%s", warning)
	}
	return t.Flush()
}

// formatOf describes the format of a source: "mp3, 44100 Hz, 2 channels".
func formatOf(s media.Source) string {
	name := s.Container
	if s.Codec != name {
		name += " (" + s.Codec + ")"
	}
	channels := fmt.Sprintf("%d channels", s.Channels)
	switch s.Channels {
	case 1:
		channels = "mono"
	case 2:
		channels = "stereo"
	}
	return fmt.Sprintf("%s, %d Hz, %s", name, s.Rate, channels)
}
