package window

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"audiospliter/engine/cut"
	"audiospliter/engine/plan"
	"audiospliter/presets"
)

// recipeOfLast is what the window last asked the engine to do with a file.
func (b *bench) asked1(name string) (plan.Spec, string) {
	b.t.Helper()
	for n := len(b.engine.jobs) - 1; n >= 0; n-- {
		if j := b.engine.jobs[n]; filepath.Base(j.Path) == name {
			return j.Recipe.Split, j.Preset
		}
	}
	b.t.Fatalf("%s was never split", name)
	return plan.Spec{}, ""
}

func TestFilesHaveSettingsOfTheirOwn(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3", "b.mp3", "c.mp3")
	b.ready(3)
	b.settings.mode.SetSelectedIndex(slices.Index(modes, plan.Parts))
	b.settings.inputs["parts"].control.(*entry).SetText("3")
	b.queue.selectOnly(b.queue.items[1])
	b.selected()
	b.settings.scope.SetChecked(true)
	b.settings.inputs["parts"].control.(*entry).SetText("7")
	if got := b.settingOf(b.queue.items[0]).recipe.Split.Parts; got != 3 {
		t.Errorf("a change for one file alone gives the others %d parts", got)
	}
	b.queue.selectOnly(b.queue.items[0])
	b.selected()
	if got := b.settings.inputs["parts"].control.(*entry).Text; got != "3" || b.settings.scope.Checked {
		t.Errorf("back at a file without own settings the form says %q", got)
	}
	b.settings.inputs["parts"].control.(*entry).SetText("4") // for all that have none of their own
	b.split()
	for name, want := range map[string]int{"a.mp3": 4, "b.mp3": 7, "c.mp3": 4} {
		if s, _ := b.asked1(name); s.Parts != want {
			t.Errorf("%s is split into %d parts, want %d", name, s.Parts, want)
		}
	}
	b.queue.selectOnly(b.queue.items[1])
	b.queue.put(b.queue.items[2])
	b.copySetting()
	if got := b.settingOf(b.queue.items[2]).recipe.Split.Parts; got != 7 {
		t.Errorf("the copied setting has %d parts, want 7", got)
	}
	b.scope(false)
	if b.queue.items[1].own != nil || b.queue.items[2].own != nil {
		t.Error("files keep settings of their own that were taken away")
	}
}

func TestPresetsAreUsedAndKept(t *testing.T) {
	store := presets.NewStore(filepath.Join(t.TempDir(), "presets"))
	b := newBench(t, Options{Presets: store})
	b.drop("a.mp3")
	b.ready(1)
	mail := slices.IndexFunc(b.presets.all, func(p presets.Preset) bool { return p.Name == "Mail attachment 25 MB" })
	b.choosePreset(mail)
	if b.form.mode != plan.Size || b.toolbar.preset.PlaceHolder != "Mail attachment 25 MB" {
		t.Errorf("the preset is not used: %s, %q", b.form.mode, b.toolbar.preset.PlaceHolder)
	}
	b.split()
	if _, preset := b.asked1("a.mp3"); preset != "Mail attachment 25 MB" {
		t.Errorf("the job has the preset %q", preset)
	}
	b.settings.inputs["maxSize"].control.(*entry).SetText("5 MB")
	if got := b.toolbar.preset.PlaceHolder; got != "Mail attachment 25 MB (modified)" {
		t.Errorf("a changed preset is called %q", got)
	}
	b.savePreset("Small", "")
	b.until("the preset to be kept", func() bool { return b.toolbar.preset.PlaceHolder == "Small" })
	if p, err := store.Get("Small"); err != nil || p.Recipe.Split.MaxSize != 5e6 {
		t.Errorf("kept is %+v, %v", p.Recipe.Split, err)
	}
	b.setStandard("Small", false)
	b.until("the default", func() bool { return b.presets.standard == "Small" })
	b.renamePreset("Small")
	if b.sheet == nil {
		t.Fatal("no name is asked for")
	}
	b.closeSheet()
	b.withPresets(func(s *presets.Store) error { return s.Rename("Small", "Tiny") }, func() { b.renamed("Small", "Tiny") })
	b.until("the new name", func() bool { return b.toolbar.preset.PlaceHolder == "Tiny" && b.presets.standard == "Tiny" })

	again := newBench(t, Options{Presets: store})
	again.until("the preset to begin with", func() bool { return again.toolbar.preset.PlaceHolder == "Tiny" })

	b.deletePreset("Tiny")
	test.Tap(b.askedButtons["yes"])
	b.until("the preset to go", func() bool { _, there := b.presets.get("Tiny"); return !there })
	if b.general.recipe.Split.MaxSize != 5e6 {
		t.Error("the settings went with their preset")
	}
}

// write makes files with these contents in a folder of the test.
func write(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (b *bench) dropPaths(at fyne.Position, dir string, names ...string) {
	var uris []fyne.URI
	for _, name := range names {
		uris = append(uris, storage.NewFileURI(filepath.Join(dir, name)))
	}
	b.dropped(at, uris)
}

const cueText = "FILE \"song.wav\" WAVE\n  TRACK 01 AUDIO\n    TITLE \"One\"\n    INDEX 01 00:00:00\n  TRACK 02 AUDIO\n    TITLE \"Two\"\n    INDEX 01 00:10:00\n"

func TestDropsAreUnderstood(t *testing.T) {
	dir := write(t, map[string]string{
		"song.flac": "", "song.cue": cueText, "other.mp3": "", "labels.txt": "0.0\t5.0\tA\n5.0\t9.0\tB\n",
		"side.mp3": "", "side.txt": "00:00 One\n00:10 Two\n",
		"preset.json": `{"schema":1,"name":"Thirds","recipe":{"split":{"mode":"parts","parts":3},"output":{}}}`,
	})
	at := func(b *bench, name string) *item {
		i := slices.IndexFunc(b.queue.items, func(i *item) bool { return i.name() == name })
		if i < 0 {
			t.Fatalf("%s is not in the queue", name)
		}
		return b.queue.items[i]
	}
	t.Run("a cue sheet with its audio, then undone", func(t *testing.T) {
		b := newBench(t, Options{})
		b.dropPaths(fyne.Position{}, dir, "song.cue", "song.flac")
		b.ready(1)
		b.until("the cue sheet", func() bool { return strings.HasPrefix(b.banner.text.Text, "Cue sheet song.cue applied to song.flac.") })
		if s := b.settingOf(at(b, "song.flac")).recipe.Split; s.Mode != plan.Cue || s.CutsFile != filepath.Join(dir, "song.cue") {
			t.Errorf("the file is split by %+v", s)
		}
		test.Tap(b.askedButtons["undoDrop"])
		if at(b, "song.flac").own != nil || b.banner.CanvasObject.Visible() {
			t.Error("the drop is not undone")
		}
	})
	t.Run("a list alone brings its audio", func(t *testing.T) {
		b := newBench(t, Options{})
		b.dropPaths(fyne.Position{}, dir, "side.txt")
		b.ready(1)
		if s := b.settingOf(at(b, "side.mp3")).recipe.Split; s.CutsFile != filepath.Join(dir, "side.txt") {
			t.Errorf("the file is split by %+v", s)
		}
	})
	t.Run("labels of no file are for the current one", func(t *testing.T) {
		b := newBench(t, Options{})
		b.dropPaths(fyne.Position{}, dir, "labels.txt")
		b.until("the question", func() bool { return strings.HasPrefix(b.status.text, "labels.txt names no file") })
		b.dropPaths(fyne.Position{}, dir, "other.mp3")
		b.ready(1)
		b.dropPaths(fyne.Position{}, dir, "labels.txt")
		b.until("the labels", func() bool { return b.settingOf(at(b, "other.mp3")).recipe.Split.Mode == plan.Labels })
	})
	t.Run("a list on a row is for its file", func(t *testing.T) {
		b := newBench(t, Options{})
		b.dropPaths(fyne.Position{}, dir, "other.mp3", "song.flac")
		b.ready(2)
		second := fyne.CurrentApp().Driver().AbsolutePositionForObject(b.queueView).AddXY(20, rowHeight+15)
		b.dropPaths(second, dir, "labels.txt")
		b.until("the labels", func() bool { return b.settingOf(at(b, "song.flac")).recipe.Split.Mode == plan.Labels })
		if at(b, "other.mp3").own != nil {
			t.Error("the labels went to the first row, too")
		}
	})
	t.Run("a preset is imported", func(t *testing.T) {
		store := presets.NewStore(filepath.Join(t.TempDir(), "presets"))
		b := newBench(t, Options{Presets: store})
		b.dropPaths(fyne.Position{}, dir, "preset.json")
		b.until("the preset", func() bool { return b.banner.text.Text == "The preset Thirds was imported." })
		test.Tap(b.askedButtons["usePreset"])
		if b.form.mode != plan.Parts || b.toolbar.preset.PlaceHolder != "Thirds" {
			t.Errorf("the preset is not used: %s", b.form.mode)
		}
	})
}

func TestProgramSettingsTakeEffectAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "window.json")
	b := newBench(t, Options{StateFile: path, FindTools: func(setting string) error {
		if setting == "/nowhere" {
			return os.ErrNotExist
		}
		return nil
	}})
	b.showSettings()
	b.sheetControls["settings.look"].(*chooser).SetSelectedIndex(2)
	b.sheetControls["settings.workers"].(*chooser).SetSelectedIndex(3)
	b.sheetControls["settings.notify"].(*checkbox).SetChecked(false)
	b.sheetControls["settings.folder"].(*entry).SetText("/out")
	b.sheetControls["settings.name"].(*entry).SetText("{nope")
	b.sheetControls["settings.name"].(*entry).SetText("{number}")
	b.sheetControls["settings.conflict"].(*chooser).SetSelectedIndex(slices.Index(cut.Conflicts, cut.Skip))
	if b.engine.workers != 3 {
		t.Errorf("the engine has %d workers", b.engine.workers)
	}
	if o := b.general.recipe.Output; o.Folder != "/out" || o.Name != "{number}" || o.OnConflict != cut.Skip {
		t.Errorf("the settings on show have %+v", o)
	}
	b.sheetControls["settings.ffmpeg"].(*entry).SetText("/nowhere")
	test.Tap(b.sheetControls["settings.test"].(*button))
	b.until("the failure", func() bool { return b.tools != nil })
	b.choosePreset(0) // says nothing of a folder
	if got := b.general.recipe.Output.Folder; got != "/out" {
		t.Errorf("a preset that names no folder writes to %q", got)
	}
	b.remember()
	b.stateWriter.wait()
	again := loadState(path)
	if again.Look != appearanceDark || again.Workers != 3 || !again.Quiet || again.FFmpeg != "/nowhere" || again.Defaults.Folder != "/out" {
		t.Errorf("remembered is %+v", again)
	}
}

func TestQueueIsSortedAndFiltered(t *testing.T) {
	t.Parallel()
	q := newQueue()
	all := items(5)
	for n, name := range []string{"track 10", "Track 9", "b", "a", "track 1"} {
		all[n].path = "/x/" + name
		all[n].source.Size = int64(10 - n)
	}
	q.add(all)
	q.sort(keyName, nil)
	if got := keys(q.items); got != "32410" {
		t.Errorf("by name the order is %s, want 32410: numbers count", got)
	}
	q.sort(keyName, nil)
	if got := keys(q.items); got != "01423" {
		t.Errorf("the other way round it is %s", got)
	}
	q.sort(keySize, nil)
	if got := keys(q.items); got != "43210" || q.sorted.down {
		t.Errorf("by size it is %s", got)
	}
	q.selectAll(q.items)
	q.show("TRACK")
	if got := keys(q.visible()); got != "410" || len(q.chosen()) != 3 {
		t.Errorf("visible are %s, %d of them selected", got, len(q.chosen()))
	}
	q.selectOnly(all[0])
	q.move(-1)
	if got := keys(q.visible()); got != "401" || q.sorted.on {
		t.Errorf("moved among the visible the order is %s, and sorted %v", got, q.sorted.on)
	}
	q.remove(q.chosen())
	if q.current != all[1] {
		t.Error("the next visible row is not current after a removal")
	}
	q.show("")
	if got := keys(q.visible()); got != "4321" {
		t.Errorf("without the filter there are %s", got)
	}
}
