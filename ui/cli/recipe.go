package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/naming"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
	"audiospliter/presets"
)

// recipeFlags are the flags of split and plan. Each flag that was given is
// applied over the preset or over the defaults.
type recipeFlags struct {
	preset   string
	metadata []string
	folder   string                                // of data, where a list from standard input is kept
	formats  []string                              // that complete --format
	apply    map[string]func(*engine.Recipe) error // by flag name
}

// titlesUsage is the help of --titles.
const titlesUsage = "what the titles of a list hold: whole, artist-title, title-artist (artist and title where most look so)"

func addRecipeFlags(cmd *cobra.Command, store *presets.Store) *recipeFlags {
	f := &recipeFlags{formats: texts(cut.Formats), apply: map[string]func(*engine.Recipe) error{}}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.preset, "preset", "", "start from the preset `NAME`; other flags override it")

	text := func(name, value, usage string, set func(*engine.Recipe, string) error) {
		v := flags.String(name, value, usage)
		f.apply[name] = func(r *engine.Recipe) error { return set(r, *v) }
	}
	time := func(name, value, usage string, field func(*engine.Recipe) *timeline.Time) {
		text(name, value, usage, func(r *engine.Recipe, s string) error {
			t, err := timeline.Parse(s)
			if err != nil {
				return err
			}
			*field(r) = t
			return nil
		})
	}
	number := func(name string, value int, usage string, field func(*engine.Recipe) *int) {
		v := flags.Int(name, value, usage)
		f.apply[name] = func(r *engine.Recipe) error { *field(r) = *v; return nil }
	}
	on := func(name, usage string, field func(*engine.Recipe) *bool) {
		v := flags.Bool(name, false, usage)
		f.apply[name] = func(r *engine.Recipe) error { *field(r) = *v; return nil }
	}

	// Where to cut.
	text("mode", string(plan.Duration), "how to choose the cuts: "+fault.List(modes), func(r *engine.Recipe, s string) error {
		r.Split.Mode = plan.Mode(s)
		return nil
	})
	time("every", "10m", "duration: a segment each `TIME` (90, 1:30, 01:30:00.250 or 1h30m)", func(r *engine.Recipe) *timeline.Time { return &r.Split.Every })
	text("max-size", "25MB", "size: no written file is larger than `SIZE`, tags and all (MB = 10^6, MiB = 2^20)", func(r *engine.Recipe, s string) error {
		n, err := humanize.ParseBytes(s)
		if err != nil || n > 1<<62 {
			return fmt.Errorf("not a size: write 25MB or 8MiB")
		}
		r.Split.MaxSize = int64(n)
		return nil
	})
	number("parts", 2, "parts: `N` segments of equal length", func(r *engine.Recipe) *int { return &r.Split.Parts })
	text("at", "", "timestamps: cut at these `TIMES`: 10:00,20:30.5", func(r *engine.Recipe, s string) error {
		at, err := times(s)
		r.Split.At = at
		return err
	})
	text("silence-threshold", "-40dB", "what is quieter than `LEVEL` is silence; auto takes it from the noise floor", func(r *engine.Recipe, s string) error {
		if r.Split.Silence.Auto = s == "auto"; r.Split.Silence.Auto {
			return nil
		}
		level, err := decibels(s)
		r.Split.Silence.Threshold = level
		return err
	})
	number("silence-channel", 0, "listen to channel `N` only, from 1, such as the one of a host; 0 is all together", func(r *engine.Recipe) *int { return &r.Split.Silence.Channel })
	time("min-silence", "1s", "shorter silences are not cut at", func(r *engine.Recipe) *timeline.Time { return &r.Split.Silence.Min })
	text("cut-at", "middle", "where in the silence: start, middle, end, or 0..1", func(r *engine.Recipe, s string) error {
		at, named := map[string]float64{"start": 0, "middle": 0.5, "end": 1}[s]
		if !named {
			var err error
			if at, err = strconv.ParseFloat(s, 64); err != nil {
				return fmt.Errorf("write start, middle, end or a number from 0 to 1")
			}
		}
		r.Split.Silence.CutAt = &at
		return nil
	})
	text("silence", "keep", "keep, or remove (segments hold only sound)", func(r *engine.Recipe, s string) error {
		r.Split.Silence.Remove = s == "remove"
		return oneOf(s, "keep", "remove")
	})
	time("pad", "200ms", "silence kept at each side when it is removed or trimmed", func(r *engine.Recipe) *timeline.Time { return &r.Split.Silence.Pad })
	number("longest", 0, "cut only at the `N` longest silences", func(r *engine.Recipe) *int { return &r.Split.Silence.Longest })
	time("snap", "0", "move each cut to the best silence within `TIME`; not for silence, manual and channels", func(r *engine.Recipe) *timeline.Time { return &r.Split.Snap })
	on("snap-quietest", "a cut with no silence in reach moves to the quietest moment", func(r *engine.Recipe) *bool { return &r.Split.SnapQuietest })
	on("snap-packets", "cuts of AAC, Vorbis, AC-3 and others whose packets ffmpeg plays whole move to where packets meet: by half a packet at most, in mode size back by up to a whole one", func(r *engine.Recipe) *bool { return &r.Split.SnapPackets })
	time("min-segment", "0", "shorter segments join their neighbour", func(r *engine.Recipe) *timeline.Time { return &r.Split.MinSegment })
	time("max-segment", "0", "longer segments are split again", func(r *engine.Recipe) *timeline.Time { return &r.Split.MaxSegment })
	time("overlap", "0", "each segment begins this much earlier", func(r *engine.Recipe) *timeline.Time { return &r.Split.Overlap })
	on("trim-edges", "leave out the silence at the edges of each segment", func(r *engine.Recipe) *bool { return &r.Split.TrimEdges })
	numbers := flags.IntSlice("exclude", nil, "do not write the segments with these `INDEXES`, from 0: 0,3")
	f.apply["exclude"] = func(r *engine.Recipe) error { r.Split.Exclude = *numbers; return nil }
	on("drop-lead", "leave out what lies before the first listed cut", func(r *engine.Recipe) *bool { return &r.Split.DropLead })
	on("drop-rest", "leave out what lies after the last listed cut, or in mode duration a shorter last segment", func(r *engine.Recipe) *bool { return &r.Split.DropRest })
	on("pairs", "channels: a stereo pair a file", func(r *engine.Recipe) *bool { return &r.Split.Pairs })
	text("cuts", "", "a cue sheet, labels, chapters, CSV ... `FILE`, its type told by its content; - for standard input", func(r *engine.Recipe, s string) error {
		r.Split.CutsFile = s
		return nil
	})
	text("pregap", "", "cue: what lies before INDEX 01 ends the track before it; or own, or drop", func(r *engine.Recipe, s string) error {
		r.Split.Pregap = plan.Pregap(s)
		return nil
	})
	text("cuts-format", "", "the `FORMAT` of the cut list, where its content misleads", func(r *engine.Recipe, s string) error {
		r.Split.CutsKind = s
		return nil
	})
	text("charset", "", "the `CHARSET` of the cut list, such as windows-1251", func(r *engine.Recipe, s string) error {
		r.Split.Charset = s
		return nil
	})
	text("titles", "", titlesUsage, func(r *engine.Recipe, s string) error {
		r.Split.Titles = s
		return nil
	})
	text("frame-rate", "", "of cut lists that count frames: 25 or 30000/1001", func(r *engine.Recipe, s string) error {
		r.Split.FrameRate = s
		return nil
	})

	// How and where to write.
	output := flags.StringP("output", "o", "", "write into `DIR` (a folder named after the source, beside it)")
	f.apply["output"] = func(r *engine.Recipe) error { r.Output.Folder = *output; return nil }
	text("name", "{name}_{index:03}", "`TEMPLATE` of the names: split --help tells what it may hold", func(r *engine.Recipe, s string) error {
		r.Output.Name = s
		return nil
	})
	text("format", string(cut.Keep), fault.List(cut.Formats)+"; keep does not re-encode where the format allows", func(r *engine.Recipe, s string) error {
		r.Output.Format = cut.Format(s)
		return nil
	})
	text("bitrate", "", "re-encoding: bits a second, such as 192k", func(r *engine.Recipe, s string) error {
		n, err := bitrate(s)
		r.Output.Bitrate = n
		return err
	})
	quality := flags.Float64("quality", 0, "re-encoding: quality on the encoder's own scale")
	f.apply["quality"] = func(r *engine.Recipe) error { r.Output.Quality = quality; return nil }
	number("sample-rate", 0, "re-encoding: in `HZ`", func(r *engine.Recipe) *int { return &r.Output.SampleRate })
	number("channels", 0, "re-encoding: number of channels", func(r *engine.Recipe) *int { return &r.Output.Channels })
	text("on-conflict", string(cut.Rename), "when a file has the name: "+fault.List(cut.Conflicts), func(r *engine.Recipe, s string) error {
		r.Output.OnConflict = cut.Conflict(s)
		return nil
	})
	time("fade-in", "0", "fade each segment in (re-encodes)", func(r *engine.Recipe) *timeline.Time { return &r.Output.FadeIn })
	time("fade-out", "0", "fade each segment out (re-encodes)", func(r *engine.Recipe) *timeline.Time { return &r.Output.FadeOut })
	text("normalize", "", "bring the whole to `LEVEL`, such as -16LUFS, by one gain that lets no peak above -1 dBTP (re-encodes)", func(r *engine.Recipe, s string) error {
		level, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.ToUpper(s), "LUFS")), 64)
		if err != nil {
			return fmt.Errorf("not a loudness: write -16LUFS")
		}
		r.Output.Normalize = &level
		return nil
	})
	tags := flags.StringArray("tag", nil, "set the tag `KEY=VALUE` on every segment")
	f.apply["tag"] = func(r *engine.Recipe) (err error) {
		r.Output.Tags, err = pairs(*tags)
		return err
	}
	text("id3", "", "ID3 version of MP3 files: 2.3 or 2.4 (as the source had)", func(r *engine.Recipe, s string) error {
		r.Output.ID3 = s
		return nil
	})
	on("keep-time", "give the segments the source's modification time", func(r *engine.Recipe) *bool { return &r.Output.KeepTime })
	on("verify", "decode what was written and compare it with the source", func(r *engine.Recipe) *bool { return &r.Output.Verify })
	on("no-md5", "let FLAC that is copied say no MD5 of its audio: cutting it is faster", func(r *engine.Recipe) *bool { return &r.Output.NoMD5 })
	on("manifest", "write manifest.json beside the segments", func(r *engine.Recipe) *bool { return &r.Output.Manifest })
	on("playlist", "write an m3u8 playlist beside the segments", func(r *engine.Recipe) *bool { return &r.Output.Playlist })
	text("write-cuts", "", "write the cuts beside the segments in `FORMAT`: cue, audacity, csv ...", func(r *engine.Recipe, s string) error {
		r.Output.WriteCuts = s
		return nil
	})
	flags.StringArrayVar(&f.metadata, "meta", nil, "metadata `KEY=VALUE`, echoed in events and usable as {meta.KEY}")

	_ = cmd.RegisterFlagCompletionFunc("preset", func(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return presetNames(store)
	})
	complete(cmd, "mode", modes)
	complete(cmd, "max-size", sizeLimits("%s\t%s"))
	_ = cmd.RegisterFlagCompletionFunc("format", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return f.formats, cobra.ShellCompDirectiveNoFileComp
	})
	complete(cmd, "cuts-format", cutlist.Readable())
	complete(cmd, "titles", cutlist.Titlings)
	complete(cmd, "write-cuts", cutlist.Formats())
	complete(cmd, "on-conflict", cut.Conflicts)
	return f
}

// request returns what the flags of cmd ask for, without a path.
func (f *recipeFlags) request(cmd *cobra.Command, store *presets.Store) (engine.Request, error) {
	r := engine.Request{Recipe: engine.DefaultRecipe()}
	if name := cmp.Or(f.preset, store.DefaultName()); name != "" {
		p, err := store.Get(name)
		if err != nil && f.preset == "" {
			return r, fault.Wrap(err, fault.CodeOf(err), "The default preset %q cannot be used: 'audiospliter preset default \"\"' chooses none.", name)
		}
		if err != nil {
			return r, err
		}
		r.Recipe, r.Preset, r.Notify = p.Recipe, p.Name, p.Notify
	}
	kept := cmd.Flags().Changed("mode") || r.Recipe.Split.Needs().List // whatever kind of list --cuts names
	var err error
	if r.Recipe.Split.Mode, err = mode(cmd.Flags(), r); err != nil {
		return r, err
	}
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		set := f.apply[flag.Name]
		if set == nil || err != nil {
			return
		}
		if e := set(&r.Recipe); e != nil {
			err = fault.New(fault.InvalidParams, "--%s %s: %v", flag.Name, flag.Value, e)
		}
	})
	if err != nil {
		return r, err
	}
	if r.Metadata, err = pairs(f.metadata); err != nil {
		return r, fault.New(fault.InvalidParams, "--meta: %v", err)
	}
	if err := r.Recipe.Split.Validate(); err != nil {
		return r, err
	}
	if cmd.Flags().Changed("cuts") {
		if r.Recipe.Split.CutsFile == "-" {
			if r.Recipe.Split.CutsFile, err = keepPiped(cmd.InOrStdin(), f.folder); err != nil {
				return r, err
			}
		}
		if err := useList(&r.Recipe.Split, kept); err != nil {
			return r, err
		}
	}
	if _, err := naming.Parse(r.Recipe.Output.Name); err != nil {
		return r, err
	}
	return r, r.Recipe.Output.Validate()
}

// useList reads the cut list of s, so that one that is missing or broken stops
// the command and not each file alone, and takes the mode of its kind unless
// the mode is kept.
func useList(s *plan.Spec, kept bool) error {
	if s.CutsFile == "" || !s.Needs().List {
		return nil
	}
	options, err := s.ListOptions()
	if err != nil {
		return err
	}
	list, err := cutlist.ReadFile(s.CutsFile, options)
	if err == nil && !kept {
		s.Mode = plan.ModeOf(list.Format)
	}
	return err
}

// modes are those that flags can ask for: the segments of manual are drawn in
// the window.
var modes = slices.DeleteFunc(slices.Clone(plan.Modes), func(m plan.Mode) bool { return m == plan.Manual })

// sizeLimits writes the limits worth offering, each with what it is for, in a
// format of two texts.
func sizeLimits(format string) []string {
	var limits []string
	for _, l := range plan.SizeLimits {
		limits = append(limits, fmt.Sprintf(format, fmt.Sprintf("%dMB", l.Bytes/1_000_000), l.For))
	}
	return limits
}

// choosing are the flags that mean a mode where --mode is not given: in any
// other they would be passed over.
var choosing = []struct {
	flag string
	mode plan.Mode
}{
	{"every", plan.Duration},
	{"max-size", plan.Size},
	{"parts", plan.Parts},
	{"at", plan.Timestamps},
	{"longest", plan.Silence},
	{"cuts", plan.Labels}, // or what the kind of the list says
	{"pairs", plan.Channels},
}

// mode returns the mode that the flags mean, else that of the request. What
// counts as silence serves several modes: it means silence only where nothing
// else says what the silences are for.
func mode(flags *pflag.FlagSet, r engine.Request) (plan.Mode, error) {
	mode, by := r.Recipe.Split.Mode, ""
	if flags.Changed("mode") {
		return mode, nil // its own flag sets it
	}
	readsList := r.Recipe.Split.Needs().List
	for _, c := range choosing {
		if !flags.Changed(c.flag) || c.flag == "cuts" && readsList {
			continue
		}
		if by != "" {
			return mode, fault.New(fault.InvalidParams, "--%s and --%s are two ways to split: leave one out, or say which with --mode.", by, c.flag)
		}
		mode, by = c.mode, c.flag
	}
	about := flags.Changed("silence-threshold") || flags.Changed("min-silence")
	if by == "" && r.Preset == "" && about && !flags.Changed("snap") && !flags.Changed("trim-edges") {
		mode = plan.Silence
	}
	return mode, nil
}

// times reads times with commas between them.
func times(s string) ([]timeline.Time, error) {
	var list []timeline.Time
	for part := range strings.SplitSeq(s, ",") {
		t, err := timeline.Parse(part)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", part, err)
		}
		list = append(list, t)
	}
	return list, nil
}

func decibels(s string) (float64, error) {
	level, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(s), "fs"), "db")), 64)
	if err != nil {
		return 0, fmt.Errorf("not a level: write -40dB")
	}
	return level, nil
}

func bitrate(s string) (int, error) {
	digits, kilo := strings.CutSuffix(strings.ToLower(s), "k")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || !(n >= 0 && n <= 1e9) { // NaN fails, too
		return 0, fmt.Errorf("not a bitrate: write 192k")
	}
	if kilo {
		n *= 1000
	}
	return int(n), nil
}

func pairs(list []string) (map[string]string, error) {
	if len(list) == 0 {
		return nil, nil
	}
	m := make(map[string]string, len(list))
	for _, entry := range list {
		key, value, ok := strings.Cut(entry, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("%q is not KEY=VALUE", entry)
		}
		m[key] = value
	}
	return m, nil
}

func oneOf(s string, allowed ...string) error {
	if slices.Contains(allowed, s) {
		return nil
	}
	return fmt.Errorf("write %s", strings.Join(allowed, " or "))
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = string(s)
	}
	return all
}

func complete[T ~string](cmd *cobra.Command, flag string, values []T) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(texts(values), cobra.ShellCompDirectiveNoFileComp))
}
