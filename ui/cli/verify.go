package cli

import (
	"io"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
)

// A checkJSON is what verify --json prints for a segment.
type checkJSON struct {
	Index    int    `json:"index"`
	File     string `json:"file"`
	OK       bool   `json:"ok"`
	Compared bool   `json:"comparedWithSource"`
	Alike    bool   `json:"likeSource,omitempty"`
	Error    string `json:"error,omitempty"`
}

func newVerify(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify DIR|manifest.json",
		Short: "Check written segments against their manifest",
		Long: `Check the segments that split --manifest wrote: that each is there, whole and
unchanged. With --source they are decoded, too, and compared with the source,
sample for sample, where they were cut without loss.`,
		Example: `  audiospliter split --manifest --every 10m lecture.flac
  audiospliter verify lecture
  audiospliter verify --source lecture.flac lecture`,
		Args: cobra.ExactArgs(1),
	}
	source := cmd.Flags().String("source", "", "compare with the samples of `FILE`")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var tools *ffmpeg.Tools
		if *source != "" { // checksums need no decoder
			var err error
			if tools, err = g.tools(); err != nil {
				return err
			}
		}
		if _, _, err := cut.ReadManifest(args[0]); fault.CodeOf(err) == fault.FileNotFound {
			return fault.New(fault.FileNotFound, "There is no %s here: split with --manifest writes one.", cut.ManifestName)
		}
		checks, err := cut.VerifyManifest(cmd.Context(), tools, args[0], *source)
		bad := 0
		for _, c := range checks {
			if c.Err != nil {
				bad++
			}
			if err := g.printCheck(c); err != nil {
				return err
			}
		}
		switch {
		case bad > 0:
			g.say("%d of %s differ.", bad, english.Plural(len(checks), "segment", ""))
			return exit(exitSomeFailed)
		case err != nil:
			return err
		}
		g.say("%s as written.", english.Plural(len(checks), "segment", ""))
		return nil
	}
	return cmd
}

func (g *globals) printCheck(c cut.Check) error {
	if g.json {
		object := checkJSON{Index: c.Segment.Index, File: c.Segment.File, OK: c.Err == nil, Compared: c.Compared, Alike: c.Alike}
		if c.Err != nil {
			object.Error = c.Err.Error()
		}
		return g.print(object)
	}
	if c.Err != nil {
		_, err := io.WriteString(g.app.Stdout, reportOf(c.Segment.File, c.Err))
		return err
	}
	how := ""
	switch {
	case c.Compared:
		how = ", and equal to the source"
	case c.Alike:
		how = ", and like the source, as far as decoders of its codec agree"
	}
	return g.show("%s: unchanged%s", c.Segment.File, how)
}
