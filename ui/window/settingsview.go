package window

import (
	"maps"
	"path"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine/cut"
	"audiospliter/engine/cutlist"
	options "audiospliter/engine/field"
	"audiospliter/engine/plan"
)

// A settingsView is the inputs of a form: the mode, what the mode asks for, and
// what becomes of the segments. It says what was typed and shows what is wrong
// with it; what that means is the form's business.
type settingsView struct {
	fyne.CanvasObject
	controls  *controls
	form      form
	callbacks settingsCallbacks

	scope          *checkbox       // the settings are those of the selected files alone
	example        *caption        // the first names that the template gives
	exampleBox     *fyne.Container // holds them
	mode           *chooser
	modes          []plan.Mode // that can be chosen
	sentence       *mutedText
	inputs         map[field]*input
	modeInputs     *fyne.Container // the mode's inputs
	advanced       *fyne.Container // the finer ones
	notify         *fyne.Container // the choice of endpoints; the window fills it
	body           *fyne.Container // all of it; laid out anew by hand where Fyne would see only the last of several changes
	advancedToggle *button
	scroll         *container.Scroll
	folded         bool
	filling        bool // the inputs are being set by show
}

// settingsCallbacks are what a person asks for in the settings.
type settingsCallbacks struct {
	changed func(form)
	browse  func(field) // a file or a folder for the field is looked for
	scope   func(own bool)
}

// An input is the control of a field with its label above and what is wrong
// beneath.
type input struct {
	fyne.CanvasObject // what is shown: a container, which Fyne does not see through a type of ours
	control           fyne.CanvasObject
	set               func(string)
	wrong             *widget.Label
}

func newSettingsView(d *controls, wants settingsCallbacks) *settingsView {
	v := &settingsView{controls: d, callbacks: wants, folded: true, inputs: map[field]*input{}, example: newCaption("")}
	v.mode = d.chooser(nil, func(n int) {
		if n >= 0 && !v.filling && v.form.mode != v.modes[n] {
			v.form.mode = v.modes[n]
			v.arrange()
			v.callbacks.changed(v.form)
		}
	})
	v.scope = d.checkbox("", func(own bool) {
		if !v.filling {
			v.callbacks.scope(own)
		}
	})
	v.sentence = newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
	v.makeInputs()

	v.modeInputs, v.advanced = container.NewVBox(), container.NewVBox()
	v.advancedToggle = d.button("", nil, tr("Show or hide the advanced settings"), func() {
		v.folded = !v.folded
		v.arrange()
	})
	v.advancedToggle.Importance, v.advancedToggle.Alignment = widget.LowImportance, widget.ButtonAlignLeading
	output := container.NewVBox()
	for _, name := range v.form.in(options.Output) {
		output.Add(v.inputs[name].CanvasObject)
		if name == fieldName {
			v.exampleBox = container.New(indented{}, v.example)
			v.exampleBox.Hide()
			output.Add(v.exampleBox)
		}
	}
	v.notify = container.NewVBox()
	v.body = container.NewVBox(
		v.scope, heading(tr("Split mode")), v.mode, v.sentence, v.modeInputs, v.advancedToggle, v.advanced,
		widget.NewSeparator(),
		heading(tr("Output")), output, v.notify,
	)
	v.scroll = container.NewVScroll(container.NewPadded(container.New(scrollGutter{}, v.body)))
	v.CanvasObject = container.NewStack(newThemedRect(colorNameStripe), v.scroll)
	return v
}

// scrollGutter leaves room for the scroll bar at the right.
type scrollGutter struct{}

const gutterWidth = 8

func (scrollGutter) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(fyne.NewSize(size.Width-gutterWidth, size.Height))
	}
}

func (scrollGutter) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(gutterWidth, 0)
}

func heading(text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.TextStyle.Bold = true
	l.SizeName = theme.SizeNameSubHeadingText
	return l
}

func (v *settingsView) makeInputs() {
	v.text("every", tr("Segment length"), "10:00", tr("Such as 90, 1:30, 10m or 1h30m."))
	v.text("parts", tr("Number of segments"), "4", "")
	v.size("maxSize", tr("Maximum file size"), tr("MB are 1,000,000 bytes, MiB are 1,048,576."))
	v.lines("at", tr("Cut at"), "10:00\n20:30.5\n1:02:03")
	v.text("silence.min", tr("Minimum silence"), "1s", "")
	v.check(fieldAuto, tr("Automatic threshold"))
	v.text(fieldThreshold, tr("Silence threshold (dB)"), "-40", "")
	choice(v, "silence.cutAt", tr("Cut at"), []string{"middle", "start", "end"}, silencePartText)
	v.check(fieldRemove, tr("Leave the silences out"))
	v.text(fieldPad, tr("Silence kept around the sound"), "200ms", "")
	v.file("cutsFile", tr("List of cuts"), tr("The one beside or inside the file"))
	v.check("pairs", tr("Keep stereo pairs together"))

	v.text("snap", tr("Snap cuts to silence within"), tr("off"), "")
	v.check("snapPackets", tr("Exact in ffmpeg, too (cuts between packets)"))
	v.text("minSegment", tr("Join segments shorter than"), tr("off"), "")
	v.text("overlap", tr("Begin each segment earlier by"), tr("off"), "")
	choice(v, "titles", tr("Titles in the list"), append([]cutlist.Titling{""}, cutlist.Titlings...), titlingText)

	v.file(fieldFolder, tr("Folder"), tr("A new one beside each file"))
	choice(v, fieldFormat, tr("Format"), cut.Formats, outputFormatText)
	v.text(fieldBitrate, tr("Bitrate (kb/s)"), tr("format default"), "")
	v.text(fieldName, tr("File names"), "{name}_{index:03}",
		tr("{name} {index:03} {number} {count} {title} {artist} {album} {start} {date} …"))
	choice(v, "onConflict", tr("If the file exists"), cut.Conflicts, conflictText)
	v.check("verify", tr("Verify segments against the source"))
	v.check("manifest", tr("Write a list of the segments (manifest.json)"))
}

// put takes what a person has put into a field.
func (v *settingsView) put(name field, text string) {
	if v.filling || v.form.text[name] == text {
		return
	}
	v.form.text = maps.Clone(v.form.text) // others hold the form as it was
	v.form.text[name] = text
	if name == fieldAuto || name == fieldRemove || name == fieldFormat {
		v.arrange()
	}
	v.callbacks.changed(v.form)
}

func (v *settingsView) add(name field, label string, control, side fyne.CanvasObject, hint string, set func(string)) {
	in := newInput(label, control, side, hint)
	in.set = set
	v.inputs[name] = in
}

func (v *settingsView) text(name field, label, example, hint string) {
	e := v.controls.entry(false, func(text string) { v.put(name, text) })
	e.SetPlaceHolder(example)
	v.add(name, label, e, nil, hint, e.SetText)
}

// size is an input of bytes that offers the limits of what takes files.
func (v *settingsView) size(name field, label, hint string) {
	e := v.controls.entry(false, func(text string) { v.put(name, text) })
	e.SetPlaceHolder("25 MB")
	var offer *button
	offer = v.controls.button("", theme.MenuDropDownIcon(), tr("Limits of mail, chats and services"), func() {
		var items []*fyne.MenuItem
		for _, limit := range plan.SizeLimits {
			text := options.PrintSize(limit.Bytes)
			items = append(items, fyne.NewMenuItem(text+": "+limitText(limit), func() { e.SetText(text) }))
		}
		c := fyne.CurrentApp().Driver().CanvasForObject(offer)
		widget.ShowPopUpMenuAtRelativePosition(fyne.NewMenu("", items...), c, fyne.NewPos(0, offer.Size().Height), offer)
	})
	v.add(name, label, e, offer, hint, e.SetText)
}

func (v *settingsView) lines(name field, label, example string) {
	e := v.controls.entry(true, func(text string) { v.put(name, text) })
	e.SetPlaceHolder(example)
	e.SetMinRowsVisible(5)
	v.add(name, label, e, nil, tr("Lines, commas or spaces between the times. Times with titles: paste them into the segments."), e.SetText)
}

func (v *settingsView) file(name field, label, example string) {
	e := v.controls.entry(false, func(text string) { v.put(name, text) })
	e.SetPlaceHolder(example)
	look := v.controls.button("", theme.FolderOpenIcon(), tr("Choose …"), func() { v.callbacks.browse(name) })
	v.add(name, label, e, look, "", e.SetText)
}

func (v *settingsView) check(name field, label string) {
	c := v.controls.checkbox(label, func(on bool) {
		text := ""
		if on {
			text = yes
		}
		v.put(name, text)
	})
	v.add(name, "", c, nil, "", func(text string) { c.SetChecked(text == yes) })
}

// choice is an input of one of some values, of which the first stands for none.
func choice[T ~string](v *settingsView, name field, label string, values []T, text func(T) string) {
	names := make([]string, len(values))
	for n, value := range values {
		names[n] = text(value)
	}
	c := v.controls.chooser(names, func(n int) {
		if n >= 0 {
			v.put(name, string(values[n]))
		}
	})
	v.add(name, label, c, nil, "", func(text string) { c.SetSelectedIndex(max(0, slices.Index(values, T(text)))) })
}

// show fills the inputs.
func (v *settingsView) show(f form) {
	v.filling = true
	v.form = f
	v.offer(f.mode)
	v.mode.SetSelectedIndex(slices.Index(v.modes, f.mode))
	for name, in := range v.inputs {
		in.set(f.text[name])
	}
	v.filling = false
	v.arrange()
}

// offer fills the list of modes. One that is not chosen but comes about, as
// segments arranged by hand do, is in it while it is in use.
func (v *settingsView) offer(now plan.Mode) {
	v.modes = modes
	if !slices.Contains(modes, now) {
		v.modes = append(slices.Clone(modes), now)
	}
	names := make([]string, len(v.modes))
	for n, m := range v.modes {
		names[n], _ = modeText(m)
	}
	v.mode.SetOptions(names)
}

// showScope says whom the settings are for.
func (v *settingsView) showScope(selected int, own bool) {
	text := tr("Only for the selected file")
	if selected > 1 {
		text = trn("Only for the {{.N}} selected files", selected)
	}
	v.filling = true
	if v.scope.Text != text {
		v.scope.Text = text
		v.scope.Refresh()
	}
	v.scope.SetChecked(own)
	v.filling = false
	if selected == 0 {
		v.scope.Disable()
	} else {
		v.scope.Enable()
	}
}

// showNames shows what the template makes of the current file's segments.
func (v *settingsView) showNames(names []string) {
	text := ""
	if len(names) > 0 {
		text = names[0]
	}
	if len(names) > 1 {
		text += ", " + path.Base(names[1])
	}
	if len(names) > 2 {
		text += " …"
	}
	v.example.set(text, theme.ColorNamePlaceHolder)
	if v.exampleBox.Visible() != (text != "") {
		setVisible(v.exampleBox, text != "")
		v.body.Refresh()
	}
}

// arrange shows the inputs that the form asks for, and no others.
func (v *settingsView) arrange() {
	_, sentence := modeText(v.form.mode)
	v.sentence.set(sentence)
	v.modeInputs.Objects = v.objects(v.form.in(options.Own))
	fine := v.form.in(options.Fine)
	v.advanced.Objects = v.objects(fine)
	setVisible(v.advancedToggle, len(fine) > 0)
	setVisible(v.advanced, !v.folded)
	icon, text := theme.MenuExpandIcon(), tr("Advanced settings")
	if !v.folded {
		icon = theme.MenuDropDownIcon()
	}
	if n := v.advancedSet(); n > 0 && v.folded {
		text += "  (" + strings.TrimSpace(trn("{{.N}} set", n)) + ")"
	}
	v.advancedToggle.SetText(text)
	v.advancedToggle.SetIcon(icon)
	for name, in := range v.inputs {
		setVisible(in.CanvasObject, !v.form.hides(name))
	}
	v.scroll.Refresh() // the heights of many have changed
}

func (v *settingsView) advancedSet() int {
	n := 0
	for _, name := range v.form.in(options.Fine) {
		if v.form.text[name] != "" {
			n++
		}
	}
	return n
}

func (v *settingsView) objects(names []field) []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(names))
	for n, name := range names {
		objects[n] = v.inputs[name].CanvasObject
	}
	return objects
}

// showWrong shows what is wrong, a sentence a field. A folded field that is
// wrong unfolds.
func (v *settingsView) showWrong(wrong map[field]string) {
	for name, in := range v.inputs {
		in.wrong.SetText(wrong[name])
		setVisible(in.wrong, wrong[name] != "")
		if wrong[name] != "" && v.folded && slices.Contains(v.form.in(options.Fine), name) {
			v.folded = false
			v.arrange()
		}
	}
}

// setVisible shows or hides an object.
func setVisible(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}

// tightColumn puts what belongs together closely under one another.
type tightColumn struct{}

func (tightColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.Size().Height)) // the height of what wraps follows from it
		height := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, height))
		y += height + 2
	}
}

func (tightColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size = fyne.NewSize(max(size.Width, o.MinSize().Width), size.Height+o.MinSize().Height+2)
		}
	}
	return size
}

// indented moves a caption to where the text of the control beneath begins.
type indented struct{}

func (indented) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(theme.InnerPadding(), 0))
	objects[0].Resize(size.SubtractWidthHeight(theme.InnerPadding(), 0))
}

func (indented) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
