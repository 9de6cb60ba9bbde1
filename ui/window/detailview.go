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

// A detailView shows the current file: its waveform, and the planned segments or why
// it cannot be split.
type detailView struct {
	fyne.CanvasObject
	title       *caption
	about       *caption
	note        *mutedText
	noteBox     *fyne.Container // around note
	warning     *widget.Label
	segments    *segmentsView
	wave        *wavePane
	parts       *container.Split // waveform over segments
	message     *messageView
	retry       func(*item)
	busy        *fyne.Container
	bar         *bar
	placeholder *mutedText
}

func newDetailView(d *controls, wave *wavePane, segments *segmentsView, copyText func(string), retry func(*item)) *detailView {
	v := &detailView{
		title: newCaption(""), about: newCaption(""), note: newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading), warning: widget.NewLabel(""),
		segments: segments, wave: wave, message: newMessageView(d, copyText), retry: retry,
		bar: newBar(), placeholder: newMutedText(theme.SizeNameText, fyne.TextAlignCenter),
	}
	v.title.bold, v.title.color = true, theme.ColorNameForeground
	v.warning.Importance, v.warning.SizeName = widget.WarningImportance, theme.SizeNameCaptionText
	v.warning.Wrapping = fyne.TextWrapWord
	working := newMutedText(theme.SizeNameText, fyne.TextAlignCenter)
	working.set(tr("Listening to the file …"))
	v.busy = container.NewCenter(container.NewVBox(working, container.NewGridWrap(fyne.NewSize(220, barHeight), v.bar)))
	v.noteBox = container.New(unpadded{}, v.note)
	head := container.New(tightColumn{}, v.title, v.about, v.noteBox)
	top := container.NewVBox(container.NewPadded(head), v.warning)
	v.parts = container.NewVSplit(wave.CanvasObject, container.NewStack(
		v.segments.CanvasObject, v.message.CanvasObject, v.busy, container.NewVBox(widget.NewLabel(""), v.placeholder),
	))
	v.CanvasObject = container.NewBorder(top, nil, nil, nil, v.parts)
	v.showText("")
	return v
}

func (v *detailView) showOnly(o fyne.CanvasObject) {
	for _, other := range []fyne.CanvasObject{v.segments.CanvasObject, v.message.CanvasObject, v.busy, v.placeholder} {
		setVisible(other, other == o)
	}
}

func (v *detailView) head(title, about, note string, warnings []string) {
	if title != v.title.text {
		v.segments.clearSelection() // the row of another file
	}
	v.title.set(title, theme.ColorNameForeground)
	v.about.set(about, theme.ColorNamePlaceHolder)
	v.note.set(note)
	setVisible(v.about, about != "")
	setVisible(v.noteBox, note != "")
	v.warning.SetText(strings.Join(warnings, "\n"))
	setVisible(v.warning, len(warnings) > 0)
}

// showText shows a sentence in place of segments.
func (v *detailView) showText(text string) {
	v.head("", "", "", nil)
	v.wave.clear()
	v.placeholder.set(text)
	v.showOnly(v.placeholder)
}

// showFailure shows why the item cannot be split, or was not.
func (v *detailView) showFailure(i *item) {
	v.wave.show(i.source)
	v.head(i.name(), aboutText(i.source), "", nil)
	if i.phase == failed {
		v.message.show(i.err, tr("Try again"), func() { v.retry(i) })
	} else {
		v.message.show(i.err, "", nil)
	}
	v.showOnly(v.message.CanvasObject)
}

// showInvalid says that there are no segments because the settings are wrong.
func (v *detailView) showInvalid(i *item) {
	v.wave.show(i.source)
	v.head(i.name(), aboutText(i.source), "", nil)
	v.placeholder.set(tr("Correct the settings to see the segments."))
	v.showOnly(v.placeholder)
}

// showPlan shows what the planner reports.
func (v *detailView) showPlan(i *item, o planResult) {
	v.wave.show(i.source)
	switch {
	case o.loading:
		if !v.segments.Visible() || v.title.text != i.name() || o.done > 0 {
			v.head(i.name(), aboutText(i.source), tr("Planning …"), nil)
			v.bar.set(o.done)
			v.showOnly(v.busy)
		}
	case o.err != nil:
		v.head(i.name(), aboutText(i.source), "", nil)
		v.message.show(fault.Of(o.err), "", nil)
		v.showOnly(v.message.CanvasObject)
	default:
		p := o.preview
		v.head(i.name(), aboutText(p.Source), planText(p), slices.Concat(trTexts(p.Source.Warnings), trTexts(p.Plan.Warnings), i.remarks()))
		v.segments.show(p)
		v.showOnly(v.segments.CanvasObject)
	}
}

// planText sums a plan up.
func planText(p engine.Preview) string {
	parts := []string{trn("{{.N}} segments", len(p.Plan.Segments)), methodText(p.Choice), tr("into {{.Folder}}", textArgs{"Folder": homeText(p.Folder)})}
	for _, note := range p.Plan.Notes {
		parts = append(parts, trText(note))
	}
	return strings.Join(parts, "  ·  ")
}
