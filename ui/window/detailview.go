package window

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// A detailView is what there is to say of the current file: the segments that
// splitting it would give, or why it cannot be split.
type detailView struct {
	fyne.CanvasObject
	title    *caption
	about    *caption
	note     *aside
	noted    *fyne.Container // holds it
	warning  *widget.Label
	segments *segmentsView
	wave     *wavePane
	parts    *container.Split // waveform over segments
	message  *messageView
	retry    func(*item)
	busy     *fyne.Container
	bar      *bar
	quiet    *aside
}

func newDetailView(d *desk, wave *wavePane, segments *segmentsView, copyText func(string), retry func(*item)) *detailView {
	v := &detailView{
		title: newCaption(""), about: newCaption(""), note: newAside(theme.SizeNameCaptionText, fyne.TextAlignLeading), warning: widget.NewLabel(""),
		segments: segments, wave: wave, message: newMessageView(d, copyText), retry: retry,
		bar: newBar(), quiet: newAside(theme.SizeNameText, fyne.TextAlignCenter),
	}
	v.title.bold, v.title.color = true, theme.ColorNameForeground
	v.warning.Importance, v.warning.SizeName = widget.WarningImportance, theme.SizeNameCaptionText
	v.warning.Wrapping = fyne.TextWrapWord
	working := newAside(theme.SizeNameText, fyne.TextAlignCenter)
	working.set(tr("Listening to the file …"))
	v.busy = container.NewCenter(container.NewVBox(working, container.NewGridWrap(fyne.NewSize(220, barHeight), v.bar)))
	v.noted = container.New(snug{}, v.note)
	head := container.New(stacked{}, v.title, v.about, v.noted)
	top := container.NewVBox(container.NewPadded(head), v.warning)
	v.parts = container.NewVSplit(wave.CanvasObject, container.NewStack(
		v.segments.CanvasObject, v.message.CanvasObject, v.busy, container.NewVBox(widget.NewLabel(""), v.quiet),
	))
	v.CanvasObject = container.NewBorder(top, nil, nil, nil, v.parts)
	v.nothing("")
	return v
}

func (v *detailView) only(o fyne.CanvasObject) {
	for _, other := range []fyne.CanvasObject{v.segments.CanvasObject, v.message.CanvasObject, v.busy, v.quiet} {
		shown(other, other == o)
	}
}

func (v *detailView) head(title, about, note string, warnings []string) {
	if title != v.title.text {
		v.segments.forget() // the row of another file
	}
	v.title.set(title, theme.ColorNameForeground)
	v.about.set(about, theme.ColorNamePlaceHolder)
	v.note.set(note)
	shown(v.about, about != "")
	shown(v.noted, note != "")
	v.warning.SetText(strings.Join(warnings, "\n"))
	shown(v.warning, len(warnings) > 0)
}

// nothing shows a quiet sentence in place of segments.
func (v *detailView) nothing(text string) {
	v.head("", "", "", nil)
	v.wave.clear()
	v.quiet.set(text)
	v.only(v.quiet)
}

// failed shows why the item cannot be, or was not, split.
func (v *detailView) failed(i *item) {
	v.wave.show(i.source)
	v.head(i.name(), aboutText(i.source), "", nil)
	if i.phase == failed {
		v.message.show(i.err, tr("Try again"), func() { v.retry(i) })
	} else {
		v.message.show(i.err, "", nil)
	}
	v.only(v.message.CanvasObject)
}

// unasked shows why there are no segments: the settings cannot be read yet.
func (v *detailView) unasked(i *item) {
	v.wave.show(i.source)
	v.head(i.name(), aboutText(i.source), "", nil)
	v.quiet.set(tr("Correct the settings to see the segments."))
	v.only(v.quiet)
}

// outlined shows an answer of the planner.
func (v *detailView) outlined(i *item, o outline) {
	v.wave.show(i.source)
	switch {
	case o.loading:
		if !v.segments.Visible() || v.title.text != i.name() || o.done > 0 {
			v.head(i.name(), aboutText(i.source), tr("Planning …"), nil)
			v.bar.set(o.done)
			v.only(v.busy)
		}
	case o.err != nil:
		v.head(i.name(), aboutText(i.source), "", nil)
		v.message.show(fault.Of(o.err), "", nil)
		v.only(v.message.CanvasObject)
	default:
		p := o.preview
		v.head(i.name(), aboutText(p.Source), outlineText(p), slices.Concat(trTexts(p.Source.Warnings), trTexts(p.Plan.Warnings), i.remarks()))
		v.segments.show(p)
		v.only(v.segments.CanvasObject)
	}
}

// outlineText says what a plan comes to.
func outlineText(p engine.Preview) string {
	parts := []string{trn("{{.N}} segments", len(p.Plan.Segments)), methodText(p.Method), tr("into {{.Folder}}", words{"Folder": homeText(p.Folder)})}
	for _, note := range p.Plan.Notes {
		parts = append(parts, trText(note))
	}
	return strings.Join(parts, "  ·  ")
}
