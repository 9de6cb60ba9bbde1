package window

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/plan"
	"audiospliter/ui/edit"
)

// TestPanesAreDrawn compares the panes in their states with how they were
// drawn when a person last looked at them (testdata/*.xml).
func TestPanesAreDrawn(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(newAppearance(appearanceLight, nil))
	run := func(f func()) { f() }
	d := &controls{key: func(*fyne.KeyEvent) {}, hint: func(string) {}, run: run, tips: newTips()}
	drawn := func(name string, o fyne.CanvasObject, width, height float32) {
		t.Helper()
		win := test.NewTempWindow(t, container.NewStack(o))
		win.Resize(fyne.NewSize(width, height))
		test.AssertObjectRendersToMarkup(t, name+".xml", o)
	}

	bar := newToolbar(d, toolbarCallbacks{})
	drawn("toolbar-empty", bar.CanvasObject, 1000, 40)
	bar = newToolbar(d, toolbarCallbacks{})
	bar.state(3, 0, true, true)
	bar.showProgress(roundProgress{done: 0.25, over: 1, jobs: 4, left: time.Minute, speed: 40}, true)
	drawn("toolbar-paused", bar.CanvasObject, 1000, 40)

	q := newQueue()
	all := items(5)
	for n, i := range all {
		i.source = engine.Source{Rate: 1, Samples: 60, Size: int64(n+1) * 1e6}
	}
	all[1].phase, all[1].progress, all[1].state = working, 0.5, engine.Splitting
	all[2].phase, all[2].result.outputs = done, make([]cut.Result, 4)
	all[3].phase, all[3].err = failed, fault.New(fault.DiskFull, "The disk is full.")
	all[4].phase = reading
	q.add(all)
	q.selectOnly(all[1])
	wants := queueCallbacks{recipe: func(*item) string { return "By duration" }, count: func(*item) {}, paused: func() bool { return false }}
	for name, width := range map[string]float32{"queue-wide": 640, "queue-narrow": 300} {
		v := newQueueView(d, q, wants)
		drawn(name, container.NewBorder(v.head, nil, nil, nil, v), width, 220)
	}

	settings := newSettingsView(d, settingsCallbacks{changed: func(form) {}})
	settings.show(formOf(engine.DefaultRecipe()))
	settings.showScope(0, false)
	drawn("settings-empty", settings.CanvasObject, 330, 640)
	f := formOf(engine.DefaultRecipe())
	f.mode, f.text[fieldRemove], f.text["silence.min"] = plan.Silence, yes, "soon"
	settings.show(f)
	settings.showScope(3, true)
	settings.showNames([]string{"a_000.mp3", "a_001.mp3", "a_002.mp3"})
	_, wrong := f.recipe()
	settings.showWrong(wrong)
	drawn("settings-error", settings.CanvasObject, 330, 640)

	segments := newSegmentsView(d, segmentCallbacks{})
	drawn("segments-empty", segments.CanvasObject, 700, 200)
	segments.names = []string{"01 First.flac", "02.flac"}
	segments.showCuts(edit.Cuts{Rate: 10, Samples: 1000, Segments: []edit.Segment{
		{End: 300, Title: "First"}, {Start: 300, End: 600, Title: "Left out", Excluded: true}, {Start: 600, End: 1000},
	}}, func(edit.Segment) int64 { return 1_500_000 })
	segments.choose(1)
	drawn("segments-full", segments.CanvasObject, 700, 200)
	drawn("segments-narrow", segments.CanvasObject, 340, 200)

	m := newMessageView(d, func(string) {})
	m.show(fault.New(fault.FFmpegFailed, "ffmpeg could not read the file.").WithDetails("line one\nline two"), "Try again", func() {})
	drawn("message-first", m.CanvasObject, 400, 200)
	test.Tap(m.more)
	drawn("message-details", m.CanvasObject, 400, 200)

	b := newBanner()
	b.show(theme.ConfirmIcon(), theme.ColorNameSuccess, "2 files split.", d.button("Open folder", nil, "", nil))
	drawn("banner", b.CanvasObject, 500, 60)
}

// TestWelcomeIsDrawn compares the two steps of the welcome, and the first where
// ffmpeg is missing.
func TestWelcomeIsDrawn(t *testing.T) {
	for name, missing := range map[string]error{"welcome": nil, "welcome-missing": fault.New(fault.FFmpegMissing, "ffmpeg is not here.")} {
		b := newBench(t, Options{})
		b.tools = missing
		b.setAppearance(appearanceLight)
		b.welcome()
		test.AssertObjectRendersToMarkup(t, name+".xml", b.win.Canvas().Overlays().Top())
		if missing == nil {
			test.Tap(b.askedButtons["next"])
			test.AssertObjectRendersToMarkup(t, name+"-2.xml", b.win.Canvas().Overlays().Top())
		}
	}
}
