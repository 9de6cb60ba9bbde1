package presets

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

func newStore(t *testing.T) *Store {
	t.Helper()
	return NewStore(filepath.Join(t.TempDir(), "presets"))
}

func tenMinutes(name string) Preset {
	return Preset{Name: name, Recipe: engine.Recipe{Split: plan.Spec{Mode: plan.Duration, Every: timeline.Seconds(600)}}}
}

func TestBuiltInPresetsAreSound(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range BuiltIn() {
		if err := p.validate(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if p.Description == "" || !p.BuiltIn || seen[p.Name] {
			t.Errorf("%s: no description, not built in, or there twice", p.Name)
		}
		if o := p.Recipe.Output; o.Folder != "" || p.Recipe.Split.CutsFile != "" {
			t.Errorf("%s holds a path", p.Name)
		}
		seen[p.Name] = true
	}
}

func TestSaveRenameDelete(t *testing.T) {
	s := newStore(t)
	// Names that no file could have, and two that a careless file name confuses.
	for _, name := range []string{"Ten minutes", "a/b", "a:b", "..", "CON", "日本語", strings.Repeat("x", 80)} {
		if err := s.Save(tenMinutes(name)); err != nil {
			t.Fatalf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"TEN minutes", "a/b", "a:b", "..", "日本語"} {
		if p, err := s.Get(name); err != nil || !strings.EqualFold(p.Name, name) {
			t.Errorf("%q came back as %q, %v", name, p.Name, err)
		}
	}
	if err := s.Rename("Ten minutes", "A/B"); fault.CodeOf(err) != fault.OutputExists {
		t.Errorf("a taken name was given: %v", err)
	}
	if err := s.Rename("Ten minutes", "TEN MINUTES"); err != nil {
		t.Errorf("a change of case: %v", err)
	}
	if err := s.Rename("ten minutes", "Lectures"); err != nil {
		t.Error(err)
	}
	if _, err := s.Get("Ten minutes"); err == nil {
		t.Error("the old name is still there")
	}
	if err := s.Delete("Lectures"); err != nil {
		t.Error(err)
	}
	if _, err := s.Get("Lectures"); fault.CodeOf(err) != fault.FileNotFound {
		t.Errorf("after deleting: %v", err)
	}
}

func TestBuiltInPresetsAreCopiedNotChanged(t *testing.T) {
	s := newStore(t)
	name := BuiltIn()[0].Name
	if err := s.Save(tenMinutes(name)); err == nil {
		t.Error("a built-in preset was replaced")
	}
	if err := s.Delete(name); err == nil {
		t.Error("a built-in preset was deleted")
	}
	for _, want := range []string{name + " 2", name + " 3"} {
		if p, err := s.Duplicate(name); err != nil || p.Name != want || p.BuiltIn {
			t.Errorf("the copy is %q, %v; want %q", p.Name, err, want)
		}
	}
}

func TestBadNamesAreRefused(t *testing.T) {
	s := newStore(t)
	for _, name := range []string{"", "  ", "a\nb", "a\x00b", "a\u202eb", strings.Repeat("x", 81)} {
		if err := s.Save(tenMinutes(name)); fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestImportIsWhatWasExported(t *testing.T) {
	from, to := newStore(t), newStore(t)
	for _, p := range BuiltIn() {
		var file bytes.Buffer
		if err := from.Export(&file, p.Name); err != nil {
			t.Fatal(err)
		}
		text := file.String()
		got, err := to.Import(&file)
		if err != nil || got.Name != p.Name+" 2" {
			t.Fatalf("%s came as %q, %v", p.Name, got.Name, err)
		}
		got.Name = p.Name
		var again bytes.Buffer
		if err := write(&again, got); err != nil || again.String() != text {
			t.Errorf("%s changed on its way:\n%s\n%s", p.Name, text, again.String())
		}
	}
}

func TestImportRefuses(t *testing.T) {
	good := exported(t, tenMinutes("Mine"))
	for name, text := range map[string]string{
		"empty":      "",
		"truncated":  good[:len(good)/2],
		"no preset":  `{"chapters":[]}`,
		"newer":      strings.Replace(good, `"schema": 1`, `"schema": 2`, 1),
		"bad mode":   strings.Replace(good, `"duration"`, `"sideways"`, 1),
		"bad naming": strings.Replace(good, `"output": {}`, `"output": {"name": "{bad}"}`, 1),
		"huge":       good + strings.Repeat(" ", maxFile),
	} {
		s := newStore(t)
		if _, err := s.Import(strings.NewReader(text)); fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%s: %v", name, err)
		}
		if list, err := s.List(); err != nil || len(list) != len(BuiltIn()) {
			t.Errorf("%s: it left something behind: %d presets, %v", name, len(list), err)
		}
	}
}

func TestDamagedFileHidesNoOther(t *testing.T) {
	s := newStore(t)
	if err := s.Save(tenMinutes("Good")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty.json": "", "half.json": `{"schema":1,"na`, "newer.json": `{"schema":2,"name":"x"}`, "other.json": `[]`,
	} {
		if err := os.WriteFile(filepath.Join(s.folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.List()
	if err == nil || !strings.Contains(err.Error(), "half.json") || !strings.Contains(err.Error(), "newer.json") {
		t.Errorf("the damaged files are not named: %v", err)
	}
	if len(list) != 1+len(BuiltIn()) || list[0].Name != "Good" {
		t.Errorf("%d presets", len(list))
	}
}

func TestWhatCannotBeReadIsNotReplaced(t *testing.T) {
	for name, text := range map[string]string{
		"newer":   `{"schema":2,"name":"Mine"}`,
		"damaged": `{"schema":1,"na`,
		"another": strings.Replace(exported(t, tenMinutes("Mine")), "Mine", "Yours", 1),
	} {
		s := newStore(t)
		if err := os.MkdirAll(s.folder, 0o700); err != nil {
			t.Fatal(err)
		}
		file := s.path("Mine")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Save(tenMinutes("Mine")); fault.CodeOf(err) != fault.OutputExists {
			t.Errorf("%s: saved over it: %v", name, err)
		}
		p, err := s.Import(strings.NewReader(exported(t, tenMinutes("Mine"))))
		if err != nil || p.Name != "Mine 2" {
			t.Errorf("%s: imported as %q, %v", name, p.Name, err)
		}
		if kept, err := os.ReadFile(file); err != nil || string(kept) != text {
			t.Errorf("%s: the file became %q, %v", name, kept, err)
		}
	}
}

func exported(t *testing.T, p Preset) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFileThatAPersonPutThereIsOneOfThem(t *testing.T) {
	s := newStore(t)
	put := func() {
		var file bytes.Buffer
		if err := write(&file, tenMinutes("Mine")); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(s.folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.folder, "my own.json"), file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func() error{
		"saved":   func() error { return s.Save(tenMinutes("mine")) },
		"renamed": func() error { return s.Rename("mine", "Yours") },
		"deleted": func() error { return s.Delete("mine") },
	} {
		put()
		if err := change(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(s.folder, "my own.json")); err == nil {
			t.Errorf("%s: the file is still there", name)
		}
		for _, left := range []string{"mine", "yours"} {
			if _, err := s.Get(left); err == nil {
				if err := s.Delete(left); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func TestDefault(t *testing.T) {
	s := newStore(t)
	if _, ok := s.Default(); ok {
		t.Error("there is a default before one was chosen")
	}
	if err := s.Save(tenMinutes("Mine")); err != nil {
		t.Fatal(err)
	}
	if err := s.SetDefault("mine"); err != nil {
		t.Fatal(err)
	}
	if p, ok := s.Default(); !ok || p.Name != "Mine" {
		t.Errorf("the default is %q, %v", p.Name, ok)
	}
	if err := s.Delete("Mine"); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Default(); ok {
		t.Error("a deleted preset is the default")
	}
	if err := s.SetDefault(""); err != nil {
		t.Error(err)
	}
	if err := s.SetDefault("nobody"); fault.CodeOf(err) != fault.FileNotFound {
		t.Errorf("%v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, p := range BuiltIn() {
		var file bytes.Buffer
		if err := write(&file, p); err != nil {
			f.Fatal(err)
		}
		f.Add(file.Bytes())
	}
	f.Add([]byte(`{"schema":1,"name":"x","recipe":{"split":{"mode":"duration","every":"1e99"}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := read(bytes.NewReader(text))
		if err != nil {
			return
		}
		var file bytes.Buffer
		if err := write(&file, p); err != nil {
			t.Fatal(err)
		}
		again, err := read(&file)
		if err != nil {
			t.Fatalf("what was read cannot be written and read: %v", err)
		}
		var second bytes.Buffer
		if err := write(&second, again); err != nil || p.Name != again.Name {
			t.Fatal(err, p.Name, again.Name)
		}
	})
}
