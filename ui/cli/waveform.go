package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"audiospliter/engine/atomicfile"
	"audiospliter/engine/fault"
	"audiospliter/engine/field"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
	"audiospliter/engine/waveform/picture"
)

// waveformFlags are the flags of the waveform command.
type waveformFlags struct {
	output        string
	width, height int
	dark, noRuler bool
	silences      string
	minSilence    string
	markers       string
	perPixel      int
	resample      bool // the samples a pixel were asked for
	bits          int
	split         bool
}

func newWaveform(g *globals) *cobra.Command {
	f := &waveformFlags{}
	cmd := &cobra.Command{
		Use:   "waveform FILE -o out.png|out.json|out.dat",
		Short: "Draw a file's waveform, or write its peaks",
		Long: `Draw a file's waveform as a PNG picture, or write its peaks as JSON or as
binary data in the format of audiowaveform. FILE may be such peaks itself,
which are then drawn, or written in the other format.`,
		Example: `  audiospliter waveform talk.mp3 -o talk.png --silences -40dB
  audiospliter waveform talk.mp3 -o talk.dat --samples-per-pixel 512
  audiospliter waveform talk.dat -o talk.png`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.resample = cmd.Flags().Changed("samples-per-pixel")
			err := g.waveform(cmd.Context(), args[0], f)
			switch fault.CodeOf(err) {
			case "", fault.Canceled, fault.InvalidParams, fault.FFmpegMissing:
				return err
			}
			g.report(filepath.Base(args[0]), err)
			return exit(exitSomeFailed)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.output, "output", "o", "", "write `FILE`: .png, .json or .dat")
	flags.IntVar(&f.width, "width", 1600, "of the picture, in pixels")
	flags.IntVar(&f.height, "height", 300, "of the picture, in pixels")
	flags.BoolVar(&f.dark, "dark", false, "draw on a dark ground")
	flags.BoolVar(&f.noRuler, "no-ruler", false, "leave the times out")
	flags.StringVar(&f.silences, "silences", "", "shade what is quieter than `LEVEL`, such as -40dB")
	flags.StringVar(&f.minSilence, "min-silence", "1s", "shade silences of at least `TIME`")
	flags.StringVar(&f.markers, "markers", "", "draw a line at each of these `TIMES`: 10:00,20:30.5")
	flags.IntVar(&f.perPixel, "samples-per-pixel", 256, "of the peaks")
	flags.IntVar(&f.bits, "bits", 16, "of the peaks: 8 or 16")
	flags.BoolVar(&f.split, "split-channels", false, "keep the peaks of each channel apart")
	_ = cmd.MarkFlagRequired("output")
	return cmd
}

func (g *globals) waveform(ctx context.Context, path string, f *waveformFlags) error {
	if err := f.validate(); err != nil {
		return err
	}
	in, err := os.Stat(path)
	if out, miss := os.Stat(f.output); err == nil && miss == nil && os.SameFile(in, out) {
		return fault.New(fault.InvalidParams, "--output %s: that is the file itself, which is never written to.", f.output)
	}
	draw := g.drawAudio
	if isPeaks(path) {
		draw = drawPeaks
	}
	write, err := draw(ctx, path, f)
	if err != nil {
		return err
	}
	if err := atomicfile.Write(f.output, 0o644, write); err != nil {
		return fault.Of(err)
	}
	return g.result(map[string]string{"path": f.output}, f.output)
}

// drawAudio returns what writes the picture or the peaks of an audio file.
func (g *globals) drawAudio(ctx context.Context, path string, f *waveformFlags) (func(io.Writer) error, error) {
	tools, err := g.tools()
	if err != nil {
		return nil, err
	}
	src, err := media.Probe(ctx, tools, path)
	if err != nil {
		return nil, err
	}
	if f.extension() != ".png" {
		data, err := waveform.Extremes(ctx, tools, src, f.perPixel, !f.split)
		if err != nil {
			return nil, err
		}
		peaks := &picture.Peaks{Rate: int(src.Rate), SamplesPerPixel: f.perPixel, Channels: 1, Bits: 16, Data: data}
		if f.split {
			peaks.Channels = src.Channels
		}
		return f.peaks(peaks), nil
	}
	options, err := f.picture(src.Rate)
	if err != nil {
		return nil, err
	}
	envelope, err := g.app.Cache.Open(ctx, tools, src, waveform.Options{})
	if err != nil {
		return nil, err
	}
	for _, warning := range envelope.Warnings() {
		g.say("%s: %s", filepath.Base(path), warning)
	}
	if f.silences != "" {
		if options.Silences, err = f.shaded(src.Rate, envelope); err != nil {
			return nil, err
		}
	}
	return func(w io.Writer) error { return picture.WritePNG(w, picture.ShapeOf(envelope), options) }, nil
}

// validate refuses what can be refused before anything is read.
func (f *waveformFlags) validate() error {
	switch f.extension() {
	case ".png":
		return nil
	case ".json", ".dat":
		if f.perPixel < 2 || f.bits != 8 && f.bits != 16 {
			return fault.New(fault.InvalidParams, "Peaks have at least 2 samples a pixel, and 8 or 16 bits.")
		}
		return nil
	}
	return fault.New(fault.InvalidParams, "--output %s: write a name that ends in .png, .json or .dat.", f.output)
}

// extension returns how the output's name ends.
func (f *waveformFlags) extension() string { return strings.ToLower(filepath.Ext(f.output)) }

func (f *waveformFlags) picture(rate timeline.Rate) (picture.Options, error) {
	o := picture.Options{Width: f.width, Height: f.height, Ruler: !f.noRuler, Colors: &picture.Light}
	if f.dark {
		o.Colors = &picture.Dark
	}
	if f.markers == "" {
		return o, nil
	}
	times, err := field.ParseTimes(f.markers)
	if err != nil {
		return o, fault.New(fault.InvalidParams, "--markers: %v", err)
	}
	for _, t := range times {
		o.Markers = append(o.Markers, rate.Position(t))
	}
	return o, nil
}

func (f *waveformFlags) shaded(rate timeline.Rate, e *waveform.Envelope) ([]timeline.Span, error) {
	threshold, err := field.ParseLevel(f.silences)
	if err != nil {
		return nil, fault.New(fault.InvalidParams, "--silences %s: %v", f.silences, err)
	}
	least, err := field.ParseTime(f.minSilence)
	if err != nil {
		return nil, fault.New(fault.InvalidParams, "--min-silence %s: %v", f.minSilence, err)
	}
	return e.Silences(threshold, rate.Position(least)), nil
}
