package window

import (
	"encoding/json"
	"io"
	"maps"
	"os"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"audiospliter/engine/atomicfile"
)

// envProbe names the environment variable that makes the window write, a few
// times a second, where its named controls are and how it stands, as JSON, to
// the file it names. Tests that move a real pointer read it.
const envProbe = "AUDIOSPLITER_UI_PROBE"

// A probed is one writing. Rectangles are left, top, width and height in
// pixels from the corner of the window's content.
type probed struct {
	Number   int               `json:"number"`   // of the writing
	Controls map[string][4]int `json:"controls"` // those on show
	Disabled []string          `json:"disabled"`
	Focus    string            `json:"focus"`
	Status   string            `json:"status"`
	Banner   string            `json:"banner"`
	Phases   []string          `json:"phases"`   // of the queue's visible items, in order
	Names    []string          `json:"names"`    // of the queue's visible items, in order
	Segments int               `json:"segments"` // planned for the current item
	Failure  string            `json:"failure"`  // of the current item
	Missing  string            `json:"missing"`  // what is said of ffmpeg
	Sheet    bool              `json:"sheet"`    // a dialog is open
	Preset   string            `json:"preset"`   // what the toolbar says of it
	Mode     string            `json:"mode"`     // of the settings on show
	Wave     probedWave        `json:"wave"`
	Counts   string            `json:"counts"`
	Sheets   probedSheets      `json:"sheets"`
	Painted  int64             `json:"painted"` // when the first frame was, in nanoseconds (Unix)
	Waits    []int             `json:"waits"`   // for the UI goroutine, by how many milliseconds they took
	Tasks    []int             `json:"tasks"`   // of the window's own on it, likewise
	Frames   []int             `json:"frames"`  // that were painted, or not for want of news, likewise
}

var phaseNames = [...]string{"reading", "waiting", "refused", "queued", "working", "done", "failed", "canceled"}

// startProbe begins to write, if the variable is set.
func (w *window) startProbe() {
	path := os.Getenv(envProbe)
	if path == "" {
		return
	}
	heart := w.heart
	go heart.beat(w.ctx, w.run)
	go func() {
		number := 0
		for range time.Tick(2 * frame) {
			if w.ctx.Err() != nil {
				return
			}
			var p probed
			fyne.DoAndWait(func() { p = w.probe() })
			number++
			p.Number = number
			p.Painted = heart.painted.Load()
			p.Waits, p.Tasks, p.Frames = heart.waits.all(), heart.tasks.all(), heart.frames.all()
			err := atomicfile.Write(path, 0o600, func(f io.Writer) error { return json.NewEncoder(f).Encode(p) })
			if err != nil {
				return // the test has ended and taken its folder with it
			}
		}
	}()
}

func (w *window) probe() probed {
	p := probed{Controls: map[string][4]int{}, Status: w.status.text, Phases: []string{}, Names: []string{}}
	focused := w.win.Canvas().Focused()
	scale := w.win.Canvas().Scale()
	for name, o := range w.named() {
		if f, ok := o.(fyne.Focusable); ok && f == focused {
			p.Focus = name
		}
		if d, ok := o.(fyne.Disableable); ok && d.Disabled() {
			p.Disabled = append(p.Disabled, name)
		}
		if !o.Visible() || fyne.CurrentApp().Driver().CanvasForObject(o) == nil {
			continue
		}
		at, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()
		p.Controls[name] = [4]int{int(at.X * scale), int(at.Y * scale), int(size.Width * scale), int(size.Height * scale)}
	}
	if w.banner.CanvasObject.Visible() {
		p.Banner = w.banner.text.Text
	}
	rows := w.queue.visible()
	for _, i := range rows[:min(len(rows), 100)] {
		p.Phases = append(p.Phases, phaseNames[i.phase])
		p.Names = append(p.Names, i.name())
	}
	if w.detail.segments.Visible() {
		p.Segments = len(w.detail.segments.preview.Plan.Segments)
	}
	if w.detail.message.Visible() {
		p.Failure = w.detail.message.sentence.Text
	}
	if w.missing.CanvasObject.Visible() {
		p.Missing = w.missing.text.Text
	}
	p.Sheet = w.sheet != nil
	p.Preset = w.toolbar.preset.PlaceHolder
	p.Mode = string(w.form.mode)
	p.Wave = w.probeWave()
	p.Sheets = w.probeSheets()
	p.Counts = w.counts.text
	return p
}

// named are the controls that tests know by name.
func (w *window) named() map[string]fyne.CanvasObject {
	named := map[string]fyne.CanvasObject{
		"addFiles": w.toolbar.files, "addFolder": w.toolbar.folder,
		"split": w.toolbar.split, "pause": w.toolbar.pause, "cancel": w.toolbar.cancel,
		"queue": w.queueView, "mode": w.settings.mode, "sample": w.empty.sample,
		"dropzone": w.empty.CanvasObject, "filter": w.filter, "preset": w.toolbar.preset, "presets": w.toolbar.presets,
		"scope": w.settings.scope,
		"wave":  w.wave.view, "segments": w.detail.segments.list, "cell": w.detail.segments.input,
		"undo": w.detail.segments.undo, "redo": w.detail.segments.redo, "merge": w.detail.segments.merge,
		"cutHere": w.detail.segments.splitHere, "play": w.wave.play, "around": w.wave.around, "paste": w.detail.segments.paste,
	}
	for name, in := range w.settings.inputs {
		named[string(name)] = in.control
	}
	for n, t := range w.queueView.head.titles {
		named["column"+strconv.Itoa(n)] = t
	}
	maps.Copy(named, w.sheetControls)
	for name, o := range w.notifyBoxes {
		named["notify."+name] = o
	}
	named["undelivered"] = w.undeliveredButton
	for name, b := range w.askedButtons {
		named[name] = b
	}
	return named
}
