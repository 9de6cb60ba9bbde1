package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/atomicfile"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/plan"
)

func newCuts(g *globals) *cobra.Command {
	cmd := &cobra.Command{Use: "cuts", Short: "Work with cut lists without any audio"}
	cmd.AddCommand(newConvert(g))
	return cmd
}

func newConvert(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "convert [flags] IN [OUT]",
		Short: "Write a cut list in the format of another program",
		Long: `Write a cut list in the format of another program. The format of IN is told by
its content, that of OUT by its ending unless --to names it; without OUT, or with
-, the list goes to standard output. IN may be - for standard input.`,
		Example: `  audiospliter cuts convert Album.cue chapters.txt
  audiospliter cuts convert --to ffmetadata markers.csv - | ffmpeg -i in.m4a -i - -map_metadata 1 -c copy out.m4a`,
		Args: cobra.RangeArgs(1, 2),
	}
	from := cmd.Flags().String("from", "", "the `FORMAT` of IN, where its content misleads")
	to := cmd.Flags().String("to", "", "the `FORMAT` of OUT: "+fault.List(cutlist.Formats()))
	charset := cmd.Flags().String("charset", "", "the `CHARSET` of IN, such as windows-1251")
	frames := cmd.Flags().String("frame-rate", "", "of lists that count frames: 25 or 30000/1001")
	titles := cmd.Flags().String("titles", "", optionOf("titles").Help)
	complete(cmd, "from", cutlist.Readable())
	complete(cmd, "to", cutlist.Formats())
	complete(cmd, "titles", cutlist.Titlings)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		spec := plan.Spec{CutsKind: *from, Charset: *charset, FrameRate: *frames, Titles: *titles}
		list, err := g.readCutList(args[0], spec)
		if err != nil {
			return err
		}
		for _, w := range list.Warnings {
			g.say("%s: %s", filepath.Base(args[0]), w)
		}
		out := append(args, "-")[1]
		format := cutlist.Format(*to)
		if format == "" {
			if format = formatByEnding(out, list.Format); format == "" {
				return fault.New(fault.InvalidParams, "Name the format that is to be written: --to with one of %s.", fault.List(cutlist.Formats()))
			}
		}
		for _, loss := range cutlist.Loss(format, list) {
			g.say("%s: %s", filepath.Base(args[0]), loss)
		}
		var text bytes.Buffer
		if err := cutlist.Write(&text, format, cutlist.Titled(format, list)); err != nil {
			return err
		}
		if out == "-" {
			return writing(text.Bytes())(g.app.Stdout)
		}
		return atomicfile.Write(out, 0o644, writing(text.Bytes()))
	}
	return cmd
}

// readCutList reads a cut list from a file, or for "-" from standard input.
func (g *globals) readCutList(path string, s plan.Spec) (*cutlist.List, error) {
	options, err := s.ListOptions()
	if err != nil {
		return nil, err
	}
	if path == "-" {
		return cutlist.Read(g.app.Stdin, options)
	}
	return cutlist.ReadFile(path, options)
}

// formatByEnding returns the format that a file with such an ending usually has,
// and that is not the one that is read.
func formatByEnding(path string, read cutlist.Format) cutlist.Format {
	if strings.EqualFold(filepath.Ext(path), ".txt") && read != cutlist.YouTube {
		return cutlist.YouTube
	}
	for _, f := range cutlist.Formats() {
		if strings.HasSuffix(strings.ToLower(path), f.Extension()) {
			return f
		}
	}
	return ""
}

// keepPiped stores a list from standard input, so that a job can be resumed, and
// returns its path.
func (g *globals) keepPiped() (string, error) {
	const most = 16 << 20 // as cutlist reads
	data, err := io.ReadAll(io.LimitReader(g.app.Stdin, most+1))
	if err != nil {
		return "", fault.Wrap(err, fault.InvalidParams, "The cut list on standard input cannot be read.")
	}
	sum := sha256.Sum256(data)
	path := filepath.Join(g.app.Folders.Data, "lists", hex.EncodeToString(sum[:8])+".txt")
	if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
		err = atomicfile.Write(path, 0o600, writing(data))
	}
	if err != nil {
		return "", fault.Of(err)
	}
	return path, nil
}

// writing returns what writes the data.
func writing(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// lists takes the cut lists out of args that stand in place of their audio, and
// returns that audio in their place, with a request for each file of it.
func (g *globals) lists(args []string, r engine.Request, keepsMode bool) ([]string, map[string]engine.Request, error) {
	var rest []string
	own := map[string]engine.Request{}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if !cutlist.IsListName(arg) || err != nil || !info.Mode().IsRegular() {
			rest = append(rest, arg)
			continue
		}
		list, err := g.readCutList(arg, r.Recipe.Split)
		if err != nil {
			return nil, nil, fault.Wrap(err, fault.CodeOf(err), "%s: %s", filepath.Base(arg), fault.Of(err).Message)
		}
		audio := engine.AudioOf(arg, list, rest)
		if len(audio) == 0 {
			return nil, nil, fault.New(fault.FileNotFound, "The audio that %s is for is not beside it: name the audio, and the list with --cuts.", filepath.Base(arg))
		}
		listed := r
		listed.Recipe.Split.CutsFile = arg
		if !keepsMode {
			listed.Recipe.Split.Mode = plan.ModeOf(list.Format)
		}
		for _, path := range audio {
			own[path] = listed
			if !slices.Contains(rest, path) {
				rest = append(rest, path)
			}
		}
	}
	return rest, own, nil
}
