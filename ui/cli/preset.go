package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"audiospliter/engine/fault"
	"audiospliter/presets"
)

func newPreset(g *globals) *cobra.Command {
	store := g.app.Presets
	cmd := &cobra.Command{
		Use:   "preset",
		Short: "Keep recipes under names",
		Long:  "Keep recipes under names: those that come with AudioSpliter, and your own.",
		Example: `  audiospliter preset list
  audiospliter preset save "Ten minutes" --every 10m --snap 15s
  audiospliter split --preset "Ten minutes" lecture.mp3`,
	}
	one := func(use, short string, do func(name string) error) *cobra.Command {
		return &cobra.Command{
			Use: use + " NAME", Short: short, Args: cobra.ExactArgs(1), ValidArgsFunction: firstBy(g.presetNames),
			Example: "  audiospliter preset " + use + ` "Ten minutes"`,
			RunE:    func(_ *cobra.Command, args []string) error { return do(args[0]) },
		}
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: "Name all presets", Args: cobra.NoArgs,
			Example: "  audiospliter preset list --json",
			RunE:    func(*cobra.Command, []string) error { return g.listPresets() },
		},
		one("show", "Print a preset as JSON", func(name string) error {
			p, err := store.Get(name)
			if err != nil {
				return err
			}
			if g.json {
				return g.print(p)
			}
			return store.Export(g.app.Stdout, name)
		}),
		newPresetSave(g),
		&cobra.Command{
			Use: "rename NAME NEW", Short: "Give a preset another name", Args: cobra.ExactArgs(2), ValidArgsFunction: firstBy(g.presetNames),
			Example: `  audiospliter preset rename "Ten minutes" Lectures`,
			RunE:    func(_ *cobra.Command, args []string) error { return store.Rename(args[0], args[1]) },
		},
		one("duplicate", "Copy a preset under a free name", func(name string) error {
			p, err := store.Duplicate(name)
			if err == nil {
				g.say("Saved as %q.", p.Name)
			}
			return err
		}),
		one("delete", "Delete a preset of your own", store.Delete),
		one("default", `Use a preset where no other is named ("" for none)`, store.SetDefault),
		one("export", "Write a preset to standard output", func(name string) error { return store.Export(g.app.Stdout, name) }),
		newPresetImport(g),
	)
	return cmd
}

func (g *globals) listPresets() error {
	list, unread := g.app.Presets.List()
	standard, chosen := g.app.Presets.Default()
	t := g.table()
	for _, p := range list {
		name, isDefault := p.Name, chosen && p.Name == standard.Name
		if isDefault {
			name += " (default)"
		}
		err := t.add(struct {
			presets.Preset
			BuiltIn bool `json:"builtIn"`
			Default bool `json:"default"`
		}{p, p.BuiltIn, isDefault}, name, p.Description)
		if err != nil {
			return err
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if unread != nil {
		g.report("presets", unread)
		return exit(exitSomeFailed)
	}
	return nil
}

func newPresetSave(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "save NAME [flags]",
		Short: "Save the flags of split as a preset",
		Example: `  audiospliter preset save "Ten minutes" --every 10m --snap 15s
  audiospliter preset save "My book" --preset "Audiobook by chapter" --format m4a`,
		Args: cobra.ExactArgs(1),
	}
	recipe := addRecipeFlags(cmd, g)
	force := cmd.Flags().Bool("force", false, "replace the preset of that name")
	description := cmd.Flags().String("description", "", "a sentence: what it is for")
	notify := cmd.Flags().StringArray("notify", nil, "notify the saved endpoint `NAME` of the preset's jobs (\"\" for none)")
	webhook := cmd.Flags().String("webhook", "", "\"\" for no endpoint; a preset names saved ones, with --notify")
	completeBy(cmd, "notify", g.endpointNames)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		request, err := recipe.request()
		if err != nil {
			return err
		}
		if cmd.Flags().Changed("notify") {
			request.Notify = notEmpty(*notify)
		} else if isEmptied(cmd.Flags(), "webhook") {
			request.Notify = nil
		}
		if *webhook != "" {
			return fault.New(fault.InvalidParams, "A preset names saved endpoints: save this one with 'audiospliter notify add', and give its name to --notify.")
		}
		for _, name := range request.Notify {
			if _, err := g.newNotifier(nil).Endpoints.Find(name); err != nil {
				return err
			}
		}
		_, missing := g.app.Presets.Get(args[0])
		if missing == nil && !*force {
			return fault.New(fault.OutputExists, "There is a preset %q: --force replaces it.", args[0])
		}
		err = g.app.Presets.Save(presets.Preset{Name: args[0], Description: *description, Recipe: request.Recipe, Notify: request.Notify})
		switch {
		case err != nil:
			return err
		case missing != nil:
			g.say("Saved as %q.", args[0])
		default:
			g.say("Saved as %q, in place of what was so named.", args[0])
		}
		return nil
	}
	return cmd
}

func newPresetImport(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "import FILE", Short: "Keep a preset from a file (- for standard input)", Args: cobra.ExactArgs(1),
		Example: "  audiospliter preset import ten-minutes.json",
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := g.readText(args[0])
			if err != nil {
				return err
			}
			p, err := g.app.Presets.Import(strings.NewReader(text))
			if err == nil {
				g.say("Imported as %q.", p.Name)
			}
			return err
		},
	}
}

func (g *globals) presetNames() []string {
	list, _ := g.app.Presets.List()
	return mapped(list, func(p presets.Preset) string { return p.Name })
}
