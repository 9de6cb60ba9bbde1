package window

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
	"audiospliter/ui/sound"
)

// A recorder is a speaker that notes what it is to play.
type recorder struct {
	said []string
	tell func(sound.News)
}

func (r *recorder) Play(_ engine.Source, tell func(sound.News), spans ...timeline.Span) {
	r.said, r.tell = append(r.said, fmt.Sprint("play ", spans)), tell
}
func (r *recorder) Stop()               { r.said = append(r.said, "stop") }
func (r *recorder) SetVolume(v float64) { r.said = append(r.said, fmt.Sprint("volume ", v)) }
func (r *recorder) Close()              {}

// A still hearer answers when it is told to.
type still struct {
	goOn chan struct{}
	err  error
}

func (s *still) Overview(context.Context, engine.Source, int) ([][]waveform.Box, error) {
	return [][]waveform.Box{{{Min: -9000, Max: 9000}}}, nil
}

func (s *still) Envelope(context.Context, engine.Source, waveform.Options) (*waveform.Envelope, error) {
	<-s.goOn
	return nil, s.err
}

func (s *still) Samples(context.Context, engine.Source, engine.Position, engine.Position) ([]int16, error) {
	return nil, s.err
}

// TestWavePaneStates shows the pane without a file, while it listens, and when
// it cannot.
func TestWavePaneStates(t *testing.T) {
	test.NewTempApp(t)
	tasks := make(chan func(), 100)
	run := func(f func()) { tasks <- f }
	hear := &still{goOn: make(chan struct{}), err: fault.New(fault.CorruptFile, "The file is damaged.")}
	d := &controls{key: func(*fyne.KeyEvent) {}, hint: func(string) {}, run: run, tips: newTips()}
	p := newWavePane(t.Context(), d, run, hear, func() (*ffmpeg.Tools, error) { return nil, nil }, waveCallbacks{envelopeReady: func() {}})
	heard := &recorder{}
	p.player = heard
	var there atomic.Bool
	p.ready = func() error {
		if there.Load() {
			return nil
		}
		return fault.New(fault.InvalidParams, "There is no sound device.")
	}
	w := test.NewTempWindow(t, p.CanvasObject)
	w.Resize(fyne.NewSize(500, 240))
	check := func(name string) {
		t.Helper()
		test.AssertRendersToMarkup(t, "wavepane_"+name+".xml", w.Canvas())
	}
	until := func(what string, holds func() bool) {
		t.Helper()
		if !work(tasks, holds) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
	check("empty")
	src := engine.Source{Path: "/a.mp3", Rate: 1000, Channels: 1, Samples: 60_000, Size: 1e6}
	p.show(src)
	until("the device and the first picture", func() bool { return p.deviceErr != nil && p.sound.Overview != nil })
	check("loading")
	if !p.play.Disabled() || !strings.Contains(p.play.hint, "no sound device") {
		t.Error("without a device one can play, or is not told why not")
	}
	space := func() { p.view.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) }
	space()
	until("the device to be asked in vain", func() bool { return !p.deviceAsked })
	close(hear.goOn)
	until("the error", func() bool { return strings.Contains(p.status.text, "damaged") })
	check("error")
	there.Store(true)
	space()
	until("the device to answer after all", func() bool { return p.deviceErr == nil })
	if p.play.Disabled() || p.volume.Disabled() || !strings.Contains(p.play.hint, "Space") {
		t.Error("with a device one cannot play")
	}
	if len(heard.said) > 0 {
		t.Errorf("without a device one hears %q", heard.said)
	}
	space()
	if want := "[play [{0 60000}]]"; fmt.Sprint(heard.said) != want {
		t.Errorf("with a device one hears %q, want %q", heard.said, want)
	}
	p.clear()
	if p.CanvasObject.Visible() {
		t.Error("without a file the pane is there")
	}
}

// heardBench is a window whose engine is real, with a file of three tones and two
// silences of a second: 0 to 3, 4 to 7 and 8 to 11 s.
func heardBench(t *testing.T, recipe engine.Recipe) *bench {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tones.wav")
	out, err := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i",
		"aevalsrc='0.4*sin(2*PI*440*t)*lt(mod(t,4),3)+0.003*sin(2*PI*440*t)':d=11:s=8000", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	tools, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Options{Tools: tools})
	t.Cleanup(e.Close)
	b := &bench{t: t, tasks: make(chan func(), 10_000)}
	b.window = newWindow(test.NewTempApp(t), e, Options{}, func(f func()) { b.tasks <- f })
	b.wave.ready = func() error { return nil }
	b.wave.player = &recorder{}
	b.start()
	b.win.Show()
	b.win.Resize(fyne.NewSize(1100, 700))
	t.Cleanup(b.cancel)
	b.setGeneral(recipe, "")
	b.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(path)})
	b.until("the waveform and the segments", func() bool {
		_, ok := b.cuts(b.queue.current)
		return ok && b.wave.sound.Envelope != nil && b.wave.status.text == ""
	})
	return b
}

func bySilence(threshold float64) engine.Recipe {
	r := engine.DefaultRecipe()
	r.Split.Mode = plan.Silence
	r.Split.Silence.Threshold, r.Split.Silence.Auto, r.Split.Silence.Min = threshold, false, timeline.Millis(500)
	return r
}

// TestThresholdIsDragged lets the cuts follow the line, and go into the settings.
func TestThresholdIsDragged(t *testing.T) {
	b := heardBench(t, bySilence(-40))
	segments := func() int { c, _ := b.cuts(b.queue.current); return len(c.Segments) }
	if segments() != 3 {
		t.Fatalf("there are %d segments between two silences", segments())
	}
	b.dragThreshold(-60, false)
	b.until("the cuts to follow", func() bool { return len(b.wave.view.Segments()) == 1 })
	b.dragThreshold(-45, false)
	b.until("the cuts to follow", func() bool { return len(b.wave.view.Segments()) == 3 })
	b.dragThreshold(-45, true)
	if got := b.settingOf(b.queue.current).recipe.Split.Silence; got.Threshold != -45 || got.Auto {
		t.Errorf("the settings have %v", got)
	}
	if text := b.form.text[fieldThreshold]; text != "-45" {
		t.Errorf("the input says %q", text)
	}
}

// TestEditsGoIntoTheRequest edits, undoes, changes the settings and back.
func TestEditsGoIntoTheRequest(t *testing.T) {
	b := heardBench(t, bySilence(-40))
	i := b.queue.current
	mode := func() plan.Mode { return b.recipeOf(i).Split.Mode }
	if mode() != plan.Silence {
		t.Fatalf("what was not edited is split by %s", mode())
	}
	b.addCut(8000)
	b.detail.segments.callbacks.title(1, " Second ")
	b.detail.segments.callbacks.start(2, "0:03.75")
	b.detail.segments.callbacks.exclude(3, true)
	if got := b.recipeOf(i).Split; got.Mode != plan.Manual || len(got.Segments) != 4 || got.Segments[1].Title != "Second" ||
		got.Segments[2].Start.Float() != 3.75 || len(got.Exclude) != 1 || got.Exclude[0] != 3 {
		t.Errorf("edited, the request is %+v", got)
	}
	if i.segments() != 3 {
		t.Errorf("the queue counts %d segments", i.segments())
	}
	b.until("the plan of what was edited", func() bool { return len(b.detail.segments.preview.Plan.Segments) == 3 })
	b.detail.segments.callbacks.start(2, "nonsense")
	if !strings.Contains(b.status.text, "not a time") && !strings.Contains(b.status.text, "Not a time") {
		t.Errorf("of a time that is none the window says %q", b.status.text)
	}
	b.putField(map[field]string{fieldThreshold: "-30"})
	if mode() != plan.Silence {
		t.Error("other settings keep the edits of those before")
	}
	b.putField(map[field]string{fieldThreshold: "-40"})
	if mode() != plan.Manual {
		t.Error("the settings are as they were, and the edits are gone")
	}
	b.resetCuts()
	if mode() != plan.Silence {
		t.Error("as planned, it is not")
	}
	for range 5 {
		b.undo()
	}
	if mode() != plan.Silence || b.detail.segments.undo.Disabled() != true {
		t.Error("with all undone the file is still edited")
	}
	b.redo()
	if got := b.recipeOf(i).Split; len(got.Segments) != 4 || got.Segments[1].Title != "" {
		t.Errorf("the first edit done again gives %+v", got)
	}
	b.app.Clipboard().SetContent("0:00 Intro\n0:05 Rest\n")
	b.pasteSegments(-1)
	if got := b.recipeOf(i).Split; len(got.Segments) != 2 || got.Segments[1].Title != "Rest" {
		t.Errorf("pasted times give %+v", got)
	}
}

// TestWhatIsPlayed asks for what is around a cut, for a segment, and for all.
func TestWhatIsPlayed(t *testing.T) {
	b := heardBench(t, bySilence(-40))
	r := b.wave.player.(*recorder)
	r.said = nil
	wants := func(want ...string) {
		t.Helper()
		if fmt.Sprint(r.said) != fmt.Sprint(want) {
			t.Errorf("the speaker heard %q, want %q", r.said, want)
		}
		r.said = nil
	}
	b.wave.view.SetPlayhead(28000, false) // the cut is at 3.5 s
	b.wave.start(b.spansAroundCut())
	wants("play [{12000 28000} {28000 44000}]")
	r.tell(sound.News{At: 30000, Playing: true})
	b.until("the playhead to follow", func() bool { return b.wave.view.Playhead() == 30000 })
	b.wave.start(b.spanOfSegment())
	wants("play [{28000 60000}]")
	b.wave.toggle()
	wants("stop")
	b.wave.toggle()
	wants("play [{30000 88000}]")
	r.tell(sound.News{Err: fault.New(fault.FFmpegFailed, "ffmpeg failed.")})
	b.until("the end", func() bool { return !b.wave.playing })
	if !strings.Contains(b.status.text, "fmpeg failed") {
		t.Errorf("of the failure the window says %q", b.status.text)
	}
}
