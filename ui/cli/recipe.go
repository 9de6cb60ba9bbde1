package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/field"
	"audiospliter/engine/plan"
)

// recipeFlags are the flags of a recipe. Each flag that was given is applied over
// the preset or over the defaults.
type recipeFlags struct {
	g        *globals
	cmd      *cobra.Command
	preset   string
	metadata []string
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
	f := &recipeFlags{g: g, cmd: cmd, given: map[string]*flagTexts{}}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.preset, "preset", "", "start from the preset `NAME`; other flags override it")
	inGroup(flags.Lookup("preset"), flagsToCut)
	recipe := engine.DefaultRecipe()
	f.add(flagsToCut, recipe.Split.Fields())
	f.add(flagsToWrite, recipe.Output.Fields())
	flags.StringArrayVar(&f.metadata, "meta", nil, "metadata `KEY=VALUE`, echoed in events and usable as {meta.KEY}")
	inGroup(flags.Lookup("meta"), flagsToWrite)

	completeBy(cmd, "preset", g.presetNames)
	complete(cmd, "max-size", sizeLimits("%s\t%s"))
	return f
}

func (f *recipeFlags) add(group string, options []field.Field) {
	for _, option := range options {
		if option.Flag == "" {
			continue
		}
		start := strings.ReplaceAll(cmp.Or(option.Value.String(), option.Empty), " ", "") // in one word, as a shell has it
		given := &flagTexts{kind: option.Value.Kind, start: start}
		f.given[option.Flag] = given
		flag := f.cmd.Flags().VarPF(given, option.Flag, option.Short, option.Help)
		inGroup(flag, group)
		switch choices := option.Value.Choices; {
		case choices != nil:
			complete(f.cmd, option.Flag, choices)
		case option.Value.Kind == "bool":
			flag.NoOptDefVal = "true"
		}
	}
}

// requests returns ffmpeg, and a request for each of the files that args mean.
func (f *recipeFlags) requests(args []string, nul bool) (*ffmpeg.Tools, []engine.Request, error) {
	request, err := f.request()
	if err != nil {
		return nil, nil, err
	}
	tools, err := f.g.tools()
	if err != nil {
		return nil, nil, err
	}
	args, own, err := f.g.lists(args, request, f.changed("mode"))
	if err != nil {
		return nil, nil, err
	}
	paths, err := f.g.inputs(f.cmd.Context(), args, nul)
	if err != nil {
		return nil, nil, err
	}
	requests := make([]engine.Request, len(paths))
	for i, path := range paths {
		requests[i] = request
		if r, ok := own[path]; ok {
			requests[i] = r
		}
		requests[i].Path = path
	}
	return tools, requests, nil
}

// pathsOf returns the paths of the sources.
func pathsOf(requests []engine.Request) []string {
	return mapped(requests, func(r engine.Request) string { return r.Path })
}

// mapped returns what of makes of each element of a list.
func mapped[T, U any](list []T, of func(T) U) []U {
	all := make([]U, len(list))
	for i, one := range list {
		all[i] = of(one)
	}
	return all
}

// request returns what the flags ask for, without a path.
func (f *recipeFlags) request() (engine.Request, error) {
	r := engine.Request{Recipe: engine.DefaultRecipe()}
	store := f.g.app.Presets
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
	split := &r.Recipe.Split
	kept := f.changed("mode") || split.Needs().List // whatever kind of list --cuts names
	var err error
	if split.Mode, err = f.mode(r); err != nil {
		return r, err
	}
	if err := f.set(&r.Recipe); err != nil {
		return r, err
	}
	if r.Metadata, err = field.ParseTags(f.metadata...); err != nil {
		return r, fault.New(fault.InvalidParams, "--meta: %v", err)
	}
	if err := r.Recipe.Validate(); err != nil {
		return r, err
	}
	if !f.changed("cuts") || split.CutsFile == "" || !split.Needs().List {
		return r, nil
	}
	if split.CutsFile == "-" {
		if split.CutsFile, err = f.g.keepPiped(); err != nil {
			return r, err
		}
	}
	// A list that is missing or broken stops the command and not each file alone.
	list, err := f.g.readCutList(split.CutsFile, *split)
	if err != nil {
		return r, fault.Of(err).In(cmp.Or(fault.Of(err).Field, "cutsFile"))
	}
	if !kept {
		split.Mode = plan.ModeOf(list.Format)
	}
	return r, nil
}

// Flags that do nothing where no cut list is read, or no silence looked for.
var (
	ofLists    = []string{"cuts-format", "charset", "frame-rate", "titles", "pregap"}
	ofSilences = []string{"silence-threshold", "min-silence", "silence-channel", "cut-at", "silence", "pad", "snap-quietest"}
)

// set sets the options that flags were given for, and says which do nothing.
func (f *recipeFlags) set(r *engine.Recipe) error {
	for _, option := range r.Fields() {
		if given := f.given[option.Flag]; given != nil && given.texts != nil {
			if err := option.Value.SetAll(given.texts); err != nil {
				return fault.New(fault.InvalidParams, "--%s %s: %v", option.Flag, given, err)
			}
		}
	}
	split := &r.Split
	countsSilences := split.Mode == plan.Silence && f.changed("parts")
	if countsSilences && !f.changed("longest") && split.Parts > 1 {
		split.Silence.Longest = split.Parts - 1
		f.g.say("--parts %d in mode silence: the cuts are in the longest silences, %d at most.", split.Parts, split.Silence.Longest)
	}
	needs := split.Needs()
	for _, option := range r.Fields() {
		ignored := option.Means != "" && option.Means != string(split.Mode) && !slices.Contains(option.Modes, string(split.Mode)) ||
			!needs.List && slices.Contains(ofLists, option.Flag) || !needs.Sound && slices.Contains(ofSilences, option.Flag)
		if ignored && f.changed(option.Flag) && !(option.Flag == "parts" && countsSilences) {
			f.g.say("--%s does nothing in mode %s.", option.Flag, split.Mode)
		}
	}
	return nil
}

func (f *recipeFlags) changed(flag string) bool { return f.cmd.Flags().Changed(flag) }

// mode returns the mode that the flags mean, else that of the request. What
// counts as silence serves several modes: it means silence only where nothing
// else says what the silences are for.
func (f *recipeFlags) mode(r engine.Request) (plan.Mode, error) {
	mode, by := r.Recipe.Split.Mode, ""
	if f.changed("mode") {
		return mode, nil // its own flag sets it
	}
	readsList := r.Recipe.Split.Needs().List
	for _, option := range r.Recipe.Fields() {
		flag := option.Flag
		if option.Means == "" || !f.changed(flag) || flag == "cuts" && readsList {
			continue
		}
		if by != "" {
			return mode, fault.New(fault.InvalidParams, "--%s and --%s are two ways to split: leave one out, or say which with --mode.", by, flag)
		}
		mode, by = plan.Mode(option.Means), flag
	}
	about := f.changed("silence-threshold") || f.changed("min-silence")
	if by == "" && r.Preset == "" && about && !f.changed("snap") && !f.changed("trim-edges") {
		mode = plan.Silence
	}
	return mode, nil
}

// sizeLimits writes the limits worth offering, each with what it is for, in a
// format of two texts.
func sizeLimits(format string) []string {
	return mapped(plan.SizeLimits, func(l plan.SizeLimit) string {
		return fmt.Sprintf(format, fmt.Sprintf("%dMB", l.Bytes/1_000_000), l.For)
	})
}

// optionOf returns the option with a key or with a flag; one without a key if there
// is none.
func optionOf(name string) field.Field {
	r := engine.DefaultRecipe()
	for _, option := range r.Fields() {
		if name != "" && (option.Key == name || option.Flag == name) {
			return option
		}
	}
	return field.Field{}
}

func texts[T ~string](list []T) []string {
	return mapped(list, func(s T) string { return string(s) })
}

func complete[T ~string](cmd *cobra.Command, flag string, values []T) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(texts(values), cobra.ShellCompDirectiveNoFileComp))
}

// completeBy completes a flag with names that are looked up when they are needed.
func completeBy(cmd *cobra.Command, flag string, names func() []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return names(), cobra.ShellCompDirectiveNoFileComp
	})
}

// firstBy completes the first word behind a command.
func firstBy(names func() []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(), cobra.ShellCompDirectiveNoFileComp
	}
}
