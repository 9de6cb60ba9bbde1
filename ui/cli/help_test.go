package cli

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// --help shows each flag once, those of a recipe by what they are for.
func TestHelpInGroups(t *testing.T) {
	t.Parallel()
	root := documentedRoot(t)
	for _, name := range []string{"split", "plan", "watch", "probe"} {
		cmd, _, err := root.Find([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		help := cmd.UsageString()
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if n := strings.Count(help, "--"+f.Name+" "); n == 0 || !strings.Contains(help, "\n      --"+f.Name+" ") && !strings.Contains(help, ", --"+f.Name+" ") {
				t.Errorf("%s: --%s stands there %d times", name, f.Name, n)
			}
		})
		where, what, other := strings.Index(help, "Where to cut:"), strings.Index(help, "What to write:"), strings.Index(help, "Other flags:")
		if recipe := name != "probe"; recipe != (where > 0 && where < strings.Index(help, "\n      --every ") && what > where && what < strings.Index(help, "\n      --bitrate ") && other > what) {
			t.Errorf("%s: %s", name, help)
		}
	}
	if help := root.UsageString(); !strings.Contains(help, "Split files:\n  cuts ") || strings.Contains(help, "Available Commands") {
		t.Errorf("%s", help)
	}
}
