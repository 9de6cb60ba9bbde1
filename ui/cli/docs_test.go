package cli

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"audiospliter/engine/cut"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/plan"
	"audiospliter/notifier"
	"audiospliter/ui/app"
	"audiospliter/ui/folders"
)

// docsFolder is where the pages are, from here.
const docsFolder = "../../docs"

// documentedRoot returns the command of the program with all that cobra adds to it.
func documentedRoot(t *testing.T) *cobra.Command {
	t.Helper()
	root := newRoot(&App{App: app.New("test", folders.Folders{Config: t.TempDir()}), Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range withSubcommands(root) {
		c.InitDefaultHelpFlag()
		c.InitDefaultVersionFlag()
	}
	return root
}

// withSubcommands returns a command and all below it.
func withSubcommands(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		all = append(all, withSubcommands(sub)...)
	}
	return all
}

// anchorOf returns the anchor of a command's section.
func anchorOf(c *cobra.Command) string {
	return strings.ReplaceAll(strings.TrimPrefix(c.CommandPath(), "audiospliter "), " ", "-")
}

// readPage returns the text of a page.
func readPage(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	headingLine = regexp.MustCompile(`(?m)^#{2,3} (.+)$`)
	longFlag    = regexp.MustCompile(`(?:^|[^-\w])--([a-z0-9][a-z0-9-]*)`)
	shortFlag   = regexp.MustCompile("`-([A-Za-z0-9])`")
	pageLink    = regexp.MustCompile(`\]\(#([a-z-]+)\)`)
)

// sectionsOf returns what stands below each heading, by the heading's anchor.
func sectionsOf(text string) map[string]string {
	found := map[string]string{}
	at := headingLine.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		found[strings.ReplaceAll(strings.ToLower(text[m[2]:m[3]]), " ", "-")] = text[m[1]:end]
	}
	return found
}

// linkedFrom returns the anchors of the sections that a section sends its reader
// to, and those that these do, but for those of commands.
func linkedFrom(section string, have map[string]string, isCommand map[string]bool) (anchors []string) {
	for _, link := range pageLink.FindAllStringSubmatch(section, -1) {
		if next := have[link[1]]; next != section && !isCommand[link[1]] && !slices.Contains(anchors, link[1]) {
			anchors = append(append(anchors, link[1]), linkedFrom(next, have, isCommand)...)
		}
	}
	return anchors
}

// flagRows returns the flags that the tables of a section explain, long and short.
func flagRows(section string) map[string]bool {
	found := map[string]bool{}
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "| `-") {
			continue
		}
		cell, _, _ := strings.Cut(line[2:], " | ")
		for _, m := range slices.Concat(longFlag.FindAllStringSubmatch(cell, -1), shortFlag.FindAllStringSubmatch(cell, -1)) {
			found[m[1]] = true
		}
	}
	return found
}

// ownFlags returns the names of the flags of a command, long and short, without
// those that every command has.
func ownFlags(c *cobra.Command) map[string]bool {
	names := map[string]bool{}
	c.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
		if c.HasParent() && f.Name == "help" {
			return
		}
		names[f.Name] = true
		if f.Shorthand != "" {
			names[f.Shorthand] = true
		}
	})
	return names
}

// Every command has its place in docs/command-line.md, with its flags and no
// others. A section may send its reader to another one for flags they share.
func TestEveryCommandAndFlagIsDocumented(t *testing.T) {
	t.Parallel()
	text := readPage(t, filepath.Join(docsFolder, "command-line.md"))
	have := sectionsOf(text)
	shared := map[string]map[string]bool{} // by anchor: the flags of the commands that link to it
	all := withSubcommands(documentedRoot(t))
	isCommand := map[string]bool{}
	for _, c := range all {
		isCommand[anchorOf(c)] = true
	}
	for _, c := range all {
		name := strings.TrimPrefix(c.CommandPath(), "audiospliter ")
		if name == "help" {
			continue
		}
		section, ok := have[anchorOf(c)]
		switch {
		case !c.HasParent():
			section = have["what-holds-for-all-commands"]
		case !ok && !strings.Contains(text, "`"+name+"`"):
			t.Errorf("%s is not in docs/command-line.md", c.CommandPath())
			continue
		case !ok: // it is told with its parent
			section = have[c.Parent().Name()]
		}
		flags, told := ownFlags(c), flagRows(section)
		for _, anchor := range linkedFrom(section, have, isCommand) {
			maps.Copy(told, flagRows(have[anchor]))
			if shared[anchor] == nil {
				shared[anchor] = map[string]bool{}
			}
			maps.Copy(shared[anchor], flags)
		}
		for flag := range flags {
			if !told[flag] {
				t.Errorf("%s: docs/command-line.md does not explain --%s", c.CommandPath(), flag)
			}
		}
		if ok || !c.HasParent() {
			for _, sub := range c.Commands() { // some are told with their parent
				maps.Copy(flags, ownFlags(sub))
			}
			for flag := range flagRows(section) {
				if !flags[flag] {
					t.Errorf("%s: docs/command-line.md explains --%s, which it does not have", c.CommandPath(), flag)
				}
			}
		}
	}
	for anchor, flags := range shared {
		for flag := range flagRows(have[anchor]) {
			if !flags[flag] {
				t.Errorf("docs/command-line.md explains --%s under %q, which no command has that links there", flag, anchor)
			}
		}
	}
}

// No page names a flag that no command has, and every example is one that the
// command line takes.
func TestPagesNameWhatThereIs(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(docsFolder, "*.md"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	known := map[string]bool{}
	for _, c := range withSubcommands(documentedRoot(t)) {
		maps.Copy(known, ownFlags(c))
	}
	examples := 0
	for _, path := range append(paths, filepath.Join(docsFolder, "..", "README.md")) {
		for line := range strings.Lines(readPage(t, path)) {
			for _, m := range longFlag.FindAllStringSubmatch(line, -1) {
				if !known[m[1]] {
					t.Errorf("%s: no command has --%s: %s", path, m[1], line)
				}
			}
			if args := exampleOf(line); args != nil {
				examples++
				if err := accepted(t, args); err != nil {
					t.Errorf("%s: %v: %s", path, err, line)
				}
			}
		}
	}
	if examples < 50 {
		t.Errorf("only %d examples were found", examples)
	}
}

// exampleOf returns the words of a line that is a command of this program, nil
// for any other line.
func exampleOf(line string) []string {
	line, code := strings.CutPrefix(strings.TrimSpace(line), "audiospliter ")
	if !code {
		if _, line, code = strings.Cut(line, "| audiospliter "); !code {
			return nil
		}
	}
	var (
		words  []string
		word   strings.Builder
		quoted rune
	)
	for _, r := range line + " " {
		switch {
		case quoted != 0 && r == quoted:
			quoted = 0
		case quoted == 0 && (r == '\'' || r == '"'):
			quoted = r
		case quoted == 0 && r == ' ':
			if word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
		default:
			word.WriteRune(r)
		}
	}
	if end := slices.IndexFunc(words, func(w string) bool { return w == "#" || w == ">" }); end >= 0 {
		words = words[:end]
	}
	return words
}

// accepted returns what the command line finds wrong with the words of a command.
func accepted(t *testing.T, args []string) error {
	t.Helper()
	c, rest, err := documentedRoot(t).Find(args)
	if err != nil {
		return err
	}
	if err := c.ParseFlags(rest); err != nil {
		return err
	}
	if err := c.ValidateRequiredFlags(); err != nil {
		return err
	}
	return c.ValidateArgs(c.Flags().Args())
}

// The page of the window names the keys that the window itself lists.
func TestKeysAreDocumented(t *testing.T) {
	t.Parallel()
	text := readPage(t, filepath.Join(docsFolder, "window.md"))
	listed := regexp.MustCompile(`(?m)^\s*\{(?:tr\()?"([^"]+)"\)?, tr\(`).FindAllStringSubmatch(readPage(t, filepath.Join("..", "window", "help.go")), -1)
	if len(listed) < 20 {
		t.Fatalf("only %d keys were found", len(listed))
	}
	for _, m := range listed {
		if key := strings.Join(strings.Fields(m[1]), " "); !strings.Contains(text, "| "+key+" |") {
			t.Errorf("docs/window.md does not name %s", key)
		}
	}
}

// What is chosen from by name is explained where it belongs.
func TestNamesAreDocumented(t *testing.T) {
	t.Parallel()
	chosenModes := slices.DeleteFunc(slices.Clone(plan.Modes), func(m plan.Mode) bool { return m == plan.Manual }) // by hand, in the window
	for file, names := range map[string][]string{
		"cut-lists.md":    texts(cutlist.Readable()),
		"webhooks.md":     slices.Concat(texts(notifier.Formats), texts(notifier.Kinds)),
		"command-line.md": slices.Concat(texts(notifier.Formats), texts(notifier.Kinds), texts(cut.Formats), texts(cut.Conflicts), texts(chosenModes), texts(states)),
		"formats.md":      texts(cut.Formats),
	} {
		text := readPage(t, filepath.Join(docsFolder, file))
		for _, name := range names {
			if !strings.Contains(text, "`"+name+"`") {
				t.Errorf("docs/%s does not name %s", file, name)
			}
		}
	}
}
