package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"audiospliter/engine"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/field"
	"audiospliter/engine/plan"
	"audiospliter/presets"
)

// recipeFlags are the flags of split and plan. Each flag that was given is
// applied over the preset or over the defaults.
type recipeFlags struct {
	say      func(format string, args ...any) // what people should know, though it is no error
	preset   string
	metadata []string
	folder   string                // of data, where a list from standard input is kept
	given    map[string]*flagTexts // by flag name
}

// flagTexts are the texts that a flag was given, the last of which counts unless
// the flag lists values. It is a pflag.Value.
type flagTexts struct {
	kind  string
	start string // what holds where the flag is not given
	texts []string
}

func (f *flagTexts) String() string {
	if len(f.texts) == 0 {
		return f.start
	}
	return f.texts[len(f.texts)-1]
}

func (f *flagTexts) Set(text string) error {
	f.texts = append(f.texts, text)
	return nil
}

func (f *flagTexts) Type() string { return f.kind }

// addRecipeFlags adds a flag for each option that has one.
func addRecipeFlags(cmd *cobra.Command, g *globals) *recipeFlags {
	f := &recipeFlags{say: g.say, given: map[string]*flagTexts{}}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.preset, "preset", "", "start from the preset `NAME`; other flags override it")
	defaults := engine.DefaultRecipe()
	cuts := defaults.Split.Fields()
	for _, option := range defaults.Fields() {
		if option.Flag == "" {
			continue
		}
		start := strings.ReplaceAll(cmp.Or(option.Value.String(), option.Empty), " ", "") // in one word, as a shell has it
		given := &flagTexts{kind: option.Value.Kind, start: start}
		f.given[option.Flag] = given
		flag := flags.VarPF(given, option.Flag, option.Short, option.Help)
		if inGroup(flag, flagsToWrite); slices.ContainsFunc(cuts, func(o field.Field) bool { return o.Key == option.Key }) {
			inGroup(flag, flagsToCut)
		}
		switch choices := option.Value.Choices; {
		case choices != nil:
			complete(cmd, option.Flag, choices)
		case option.Value.Kind == "bool":
			flag.NoOptDefVal = "true"
		}
	}
	flags.StringArrayVar(&f.metadata, "meta", nil, "metadata `KEY=VALUE`, echoed in events and usable as {meta.KEY}")

	_ = cmd.RegisterFlagCompletionFunc("preset", func(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return presetNames(g.app.Presets)
	})
	complete(cmd, "max-size", sizeLimits("%s\t%s"))
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
	if err := f.apply(&r.Recipe); err != nil {
		return r, err
	}
	f.silences(&r.Recipe.Split, cmd.Flags())
	f.sayIgnored(r.Recipe)
	if r.Metadata, err = field.ParseTags(f.metadata...); err != nil {
		return r, fault.New(fault.InvalidParams, "--meta: %v", err)
	}
	if err := r.Recipe.Validate(); err != nil {
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
	return r, nil
}

// apply sets the options that flags were given for.
func (f *recipeFlags) apply(r *engine.Recipe) error {
	for _, option := range r.Fields() {
		given := f.given[option.Flag]
		if given == nil || given.texts == nil {
			continue
		}
		if err := option.Value.SetAll(given.texts); err != nil {
			return fault.New(fault.InvalidParams, "--%s %s: %v", option.Flag, given, err)
		}
	}
	return nil
}

// silences has --parts count the segments of mode silence, too.
func (f *recipeFlags) silences(s *plan.Spec, flags *pflag.FlagSet) {
	if s.Mode == plan.Silence && flags.Changed("parts") && !flags.Changed("longest") && s.Parts > 1 {
		s.Silence.Longest = s.Parts - 1
		f.say("--parts %d in mode silence: the cuts are in the longest silences, %d at most.", s.Parts, s.Silence.Longest)
	}
}

// sayIgnored names the options that were given for another mode than that of r.
func (f *recipeFlags) sayIgnored(r engine.Recipe) {
	for _, option := range r.Fields() {
		given := f.given[option.Flag]
		mode := r.Split.Mode
		counted := option.Flag == "parts" && mode == plan.Silence
		if given != nil && given.texts != nil && option.Means != "" && option.Means != string(mode) && !slices.Contains(option.Modes, string(mode)) && !counted {
			f.say("--%s does nothing in mode %s.", option.Flag, mode)
		}
	}
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

// sizeLimits writes the limits worth offering, each with what it is for, in a
// format of two texts.
func sizeLimits(format string) []string {
	var limits []string
	for _, l := range plan.SizeLimits {
		limits = append(limits, fmt.Sprintf(format, fmt.Sprintf("%dMB", l.Bytes/1_000_000), l.For))
	}
	return limits
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
	for _, option := range r.Recipe.Fields() {
		flag := option.Flag
		if option.Means == "" || !flags.Changed(flag) || flag == "cuts" && readsList {
			continue
		}
		if by != "" {
			return mode, fault.New(fault.InvalidParams, "--%s and --%s are two ways to split: leave one out, or say which with --mode.", by, flag)
		}
		mode, by = plan.Mode(option.Means), flag
	}
	about := flags.Changed("silence-threshold") || flags.Changed("min-silence")
	if by == "" && r.Preset == "" && about && !flags.Changed("snap") && !flags.Changed("trim-edges") {
		mode = plan.Silence
	}
	return mode, nil
}

// helpOf returns the help of an option's flag.
func helpOf(flag string) string {
	r := engine.DefaultRecipe()
	options := r.Fields()
	return options[slices.IndexFunc(options, func(o field.Field) bool { return o.Flag == flag })].Help
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
