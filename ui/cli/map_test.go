package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"audiospliter/engine/cutlist"
)

// root is the folder of the repository, from here.
const root = "../.."

// packages returns the folders of the program's packages, with slashes.
func packages(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"testdata", "node_modules", "bin", "dist", "artifacts"}, d.Name())):
			return fs.SkipDir
		case filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go"):
			folder, err := filepath.Rel(root, filepath.Dir(path))
			if folder = filepath.ToSlash(folder); !slices.Contains(found, folder) {
				found = append(found, folder)
			}
			return err
		}
		return nil
	})
	if err != nil || len(found) < 40 {
		t.Fatalf("%d packages: %v", len(found), err)
	}
	return found
}

// The map in ARCHITECTURE.md has a line for each package, and for no other.
func TestMapHasEveryPackage(t *testing.T) {
	t.Parallel()
	_, text, _ := strings.Cut(readPage(t, filepath.Join(root, "ARCHITECTURE.md")), "## The map")
	text, _, _ = strings.Cut(text, "\n## ")
	var named []string
	for line := range strings.Lines(text) {
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if strings.HasPrefix(line, "| `") {
			named = append(named, strings.Split(strings.Trim(cell, "`"), "`, `")...)
		}
	}
	have := packages(t)
	for _, name := range have {
		if !slices.Contains(named, name) {
			t.Errorf("the map in ARCHITECTURE.md does not have the package %s", name)
		}
	}
	for _, name := range named {
		if !slices.Contains(have, name) {
			t.Errorf("the map in ARCHITECTURE.md has %s, which is no package", name)
		}
	}
}

// The packages that the workflow tests are there.
func TestWorkflowTestsPackages(t *testing.T) {
	t.Parallel()
	have := packages(t)
	found := regexp.MustCompile(`\./((?:engine|notifier|presets|ui)[\w/]*)`).FindAllStringSubmatch(readPage(t, filepath.Join(root, ".github", "workflows", "ci.yml")), -1)
	if len(found) < 15 {
		t.Errorf("the workflow names %d packages", len(found))
	}
	for _, m := range found {
		if !slices.Contains(have, m[1]) {
			t.Errorf("the workflow tests %s, which is no package", m[1])
		}
	}
}

// examples are what CONTRIBUTING.md says how to make: files, and names in them.
var examples = []string{
	"engine/cutlist/protools.go", "engine/cut/NAME.go", "notifier/chat/rocketchat.go", "ui/window/translations/it.json",
	"readProTools", "readsX", "openX", "ARCHITECTURE", "CHANGELOG", "rocketChat", "RocketChat", "FILES", "CUTS", "SOAK",
}

// The files and the names in the code that ARCHITECTURE.md and CONTRIBUTING.md have
// are there.
func TestPagesNameWhatTheCodeHas(t *testing.T) {
	t.Parallel()
	file := regexp.MustCompile("`((?:\\.ci|assets|docs|engine|notifier|presets|ui)/[\\w./-]+\\.(?:go|json|md|mp3|otf|png|py|yml|gz))`")
	name := regexp.MustCompile("`(?:[a-z]+\\.)?([A-Z]\\w+|[a-z]+[A-Z]\\w*)(?:[ =({.][^`]*)?`")
	words := wordsOfCode(t)
	for _, page := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md"} {
		text := readPage(t, filepath.Join(root, page))
		files, names := file.FindAllStringSubmatch(text, -1), name.FindAllStringSubmatch(text, -1)
		if len(files) < 15 || len(names) < 4 {
			t.Errorf("%s has %d files and %d names", page, len(files), len(names))
		}
		for _, m := range files {
			if _, err := os.Stat(filepath.Join(root, m[1])); err != nil && !slices.Contains(examples, m[1]) {
				t.Errorf("%s names %s, which is not there", page, m[1])
			}
		}
		for _, m := range names {
			if !words[m[1]] && !slices.Contains(examples, m[1]) {
				t.Errorf("%s names %s, which no code has", page, m[1])
			}
		}
	}
}

// wordsOfCode returns the words of all Go files.
func wordsOfCode(t *testing.T) map[string]bool {
	t.Helper()
	words := map[string]bool{}
	for _, folder := range packages(t) {
		paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if filepath.Base(path) == "map_test.go" {
				continue
			}
			for word := range strings.FieldsFuncSeq(readPage(t, path), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				words[word] = true
			}
		}
	}
	return words
}

// The table of cut lists says of each format that is written what the format
// itself does.
func TestCutListsAreDescribed(t *testing.T) {
	t.Parallel()
	text := readPage(t, filepath.Join(docsFolder, "cut-lists.md"))
	for _, f := range cutlist.Formats() {
		ends := map[bool]string{true: "yes", false: "no"}[f.Ends()]
		row := regexp.MustCompile("(?m)^\\| `" + string(f) + "` \\| .* \\| " + regexp.QuoteMeta(f.Extension()) + " \\| " + ends + " \\| ")
		if !row.MatchString(text) {
			t.Errorf("docs/cut-lists.md has no row of %s with its extension %s and %q for ends of its own", f, f.Extension(), ends)
		}
	}
}
