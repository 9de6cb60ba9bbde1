package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// groupAnnotation names the group that --help shows a flag in.
const groupAnnotation = "group"

// Groups of flags, in the order of --help. Flags without one come last.
const (
	flagsToCut    = "Where to cut"
	flagsToWrite  = "What to write"
	flagsToNotify = "Webhooks"
)

func inGroup(f *pflag.Flag, group string) {
	f.Annotations = map[string][]string{groupAnnotation: {group}}
}

// groupCommands has --help of the root list the commands by what they are for.
func groupCommands(root *cobra.Command) {
	for _, group := range []struct{ title, commands string }{
		{"Split files:", "split watch plan cuts"},
		{"Look at files:", "probe waveform verify"},
		{"Jobs, presets and webhooks:", "jobs preset notify"},
		{"The program:", "doctor bugreport help completion"},
	} {
		root.AddGroup(&cobra.Group{ID: group.title, Title: group.title})
		for _, cmd := range root.Commands() {
			if strings.Contains(" "+group.commands+" ", " "+cmd.Name()+" ") {
				cmd.GroupID = group.title
			}
		}
		root.SetHelpCommandGroupID(group.title)
		root.SetCompletionCommandGroupID(group.title)
	}
}

// groupFlags has --help of a command show its flags in their groups, where they have
// some.
func groupFlags(cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	var text strings.Builder
	for _, title := range []string{flagsToCut, flagsToWrite, flagsToNotify, ""} {
		group := pflag.NewFlagSet(title, pflag.ContinueOnError)
		group.SortFlags = false
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if own := append(f.Annotations[groupAnnotation], ""); own[0] == title {
				group.AddFlag(f)
			}
		})
		switch {
		case !group.HasFlags():
		case title == "" && text.Len() == 0:
			return
		case title == "":
			text.WriteString("Other flags:\n" + group.FlagUsages())
		default:
			text.WriteString(title + ":\n" + group.FlagUsages() + "\n")
		}
	}
	const flags = "Flags:\n{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}"
	cmd.SetUsageTemplate(strings.Replace(cmd.UsageTemplate(), flags, strings.TrimRight(text.String(), "\n"), 1))
}
