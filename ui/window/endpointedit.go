package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/notifier"
)

// An endpointEditor is the sheet of one endpoint.
type endpointEditor struct {
	*window
	draft      draft
	inputs     map[field]*input
	rows       *fyne.Container
	testResult *mutedText
	showErrors bool // after the first try to save or test
	advanced   bool // the advanced inputs are shown
	sheet      *sheet
}

// editEndpoint opens an endpoint, new or not.
func (w *window) editEndpoint(d draft) {
	v := &endpointEditor{window: w, draft: d, rows: container.NewVBox(), testResult: newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)}
	v.advanced = d.text[fieldEndHeaders] != "" || d.text[fieldEndBase] != ""
	v.testResult.Hide()
	w.sheetControls = map[string]fyne.CanvasObject{}
	v.fill()
	title := tr("New endpoint")
	if d.was.ID != "" {
		title = d.was.Name
	}
	try := w.controls.button(tr("Send test event"), theme.MailSendIcon(), tr("Send one event as it might happen, and show the answer"), v.test)
	save := w.controls.button(tr("Save"), nil, "", v.save)
	save.Importance = widget.HighImportance
	body := container.NewVScroll(container.NewPadded(container.New(scrollGutter{}, v.rows)))
	w.open(title, container.NewBorder(nil, v.testResult, nil, nil, body), fyne.NewSize(660, 640),
		w.controls.button(tr("Cancel"), nil, "", w.showEndpoints), try, save)
	v.sheet, w.editor = w.sheet, v
	w.sheetControls["endpoint.try"], w.sheetControls["endpoint.save"] = try, save
	w.focus(v.inputs[fieldEndName].control.(fyne.Focusable))
}

// fill makes the inputs of the format.
func (v *endpointEditor) fill() {
	v.inputs = map[field]*input{}
	v.rows.RemoveAll()
	formats := make([]string, len(notifier.Formats))
	for n, f := range notifier.Formats {
		formats[n] = f.Title()
	}
	format := v.controls.chooser(formats, func(int) {})
	format.SetSelectedIndex(slices.Index(notifier.Formats, v.draft.format))
	format.OnChanged = func(string) {
		if n := format.SelectedIndex(); n >= 0 && notifier.Formats[n] != v.draft.format {
			v.draft.setFormat(notifier.Formats[n])
			v.fill()
			v.focus(v.sheetControls["endpoint.format"].(fyne.Focusable))
		}
	}
	v.sheetControls["endpoint.format"] = format
	v.text(fieldEndName, tr("Name"), tr("Such as: our chat, the podcast server"), "")
	v.rows.Add(newInput(tr("Format"), format, nil, endpointFormatText(v.draft.format)).CanvasObject)
	v.url()
	v.check("local", tr("Local network"), v.draft.local, func(on bool) {
		v.draft.local = on
		v.validate()
	})
	v.hint(tr("Allows http:// and addresses such as 192.168.1.20 or localhost."))
	fields := v.draft.fields()
	has := func(name field) bool { return slices.Contains(fields, name) }
	if has(fieldEndTo) {
		label, hint := recipientText(v.draft.format)
		v.text(fieldEndTo, label, "", hint)
	}
	if has(fieldEndSecret) {
		v.secret()
	}
	if has(fieldEndUntil) {
		v.text(fieldEndUntil, tr("Old secret valid until"), "2026-12-31", tr("Change the secret at the receiver before that day."))
	}
	if has(fieldEndHeader) {
		v.text(fieldEndHeader, tr("Header of the secret"), "", "")
	}
	if has(fieldEndTemplate) {
		v.lines(fieldEndTemplate, tr("Template"), 6, tr("JSON with {{.Example}} for each value.", textArgs{"Example": "{{json .data.sourceFileName}}"}))
	}
	v.events()
	v.check("always", tr("Notify for every job"), v.draft.always, func(on bool) { v.draft.always = on })
	v.hint(tr("Otherwise choose it in the settings at the right, or in a preset."))
	v.check("namesOnly", tr("File names only, no folders"), v.draft.namesOnly, func(on bool) { v.draft.namesOnly = on })
	if v.advanced {
		v.addAdvanced()
	} else {
		more := v.controls.button(tr("Advanced settings"), theme.MenuExpandIcon(), tr("Show or hide the advanced settings"), func() {
			v.advanced = true
			v.fill()
		})
		more.Importance, more.Alignment = widget.LowImportance, widget.ButtonAlignLeading
		v.sheetControls["endpoint.more"] = more
		v.rows.Add(more)
	}
	v.rows.Refresh()
	v.validate()
}

// addAdvanced adds the advanced inputs.
func (v *endpointEditor) addAdvanced() {
	v.text(fieldEndBase, tr("Base URL of links"), "https://files.example.com/audio", tr("Where others can fetch the output folder, if they can."))
	v.lines(fieldEndHeaders, tr("Extra headers"), 2, tr("A line each, such as: Authorization: Bearer …"))
}

// newInput makes a control with a label above, and a hint and an error below.
func newInput(label string, control, side fyne.CanvasObject, hint string) *input {
	wrong := widget.NewLabel("")
	wrong.Wrapping, wrong.Importance, wrong.SizeName = fyne.TextWrapWord, widget.DangerImportance, theme.SizeNameCaptionText
	wrong.Hide()
	box := container.New(tightColumn{})
	if label != "" {
		l := newCaption(label)
		l.color = theme.ColorNameForeground
		box.Add(container.New(indented{}, l))
	}
	if side != nil {
		box.Add(container.NewBorder(nil, nil, nil, side, control))
	} else {
		box.Add(control)
	}
	if hint != "" {
		box.Add(hintText(hint))
	}
	box.Add(wrong)
	return &input{CanvasObject: box, control: control, wrong: wrong}
}

// hintText is a hint below a control, aligned with the control's text.
func hintText(text string) fyne.CanvasObject {
	a := newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
	a.set(text)
	return container.New(indented{}, container.New(unpadded{}, a))
}

func (v *endpointEditor) add(name field, in *input) {
	v.inputs[name] = in
	v.sheetControls[string(name)] = in.control
	v.rows.Add(in.CanvasObject)
}

func (v *endpointEditor) entry(name field, multiLine bool) *entry {
	e := v.controls.entry(multiLine, nil)
	e.SetText(v.draft.text[name])
	e.OnChanged = func(text string) {
		v.draft.text[name] = text
		v.validate()
	}
	return e
}

func (v *endpointEditor) text(name field, label, example, hint string) {
	e := v.entry(name, false)
	e.SetPlaceHolder(example)
	v.add(name, newInput(label, e, nil, hint))
}

func (v *endpointEditor) lines(name field, label string, rows int, hint string) {
	e := v.entry(name, true)
	e.SetMinRowsVisible(rows)
	v.add(name, newInput(label, e, nil, hint))
}

// url adds the input of the URL, hidden where the URL is a secret.
func (v *endpointEditor) url() {
	e := v.entry(fieldEndURL, false)
	e.SetPlaceHolder("https://")
	var side fyne.CanvasObject
	if v.draft.format.SecretURL() {
		side = v.hide(e)
	}
	v.add(fieldEndURL, newInput("URL", e, side, urlHint(v.draft.format)))
}

// hide makes an entry show dots, and returns the button that reveals the text.
func (v *endpointEditor) hide(e *entry) fyne.CanvasObject {
	e.Password = true
	var eye *button
	eye = v.controls.button("", theme.VisibilityIcon(), tr("Show or hide it"), func() {
		e.Password = !e.Password
		icon := theme.VisibilityIcon()
		if !e.Password {
			icon = theme.VisibilityOffIcon()
		}
		eye.SetIcon(icon)
		e.Refresh()
	})
	return eye
}

func (v *endpointEditor) secret() {
	e := v.entry(fieldEndSecret, false)
	copied := v.controls.button("", theme.ContentCopyIcon(), tr("Copy the secret, for the receiver"), func() {
		v.app.Clipboard().SetContent(v.draft.text[fieldEndSecret])
		v.setStatus(tr("The secret was copied."))
	})
	side := container.NewHBox(v.hide(e), copied)
	if v.draft.generates() {
		fresh := v.controls.button(tr("New secret"), theme.ViewRefreshIcon(), tr("Generate a random secret"), func() {
			v.draft.rotate(v.now())
			v.fill()
		})
		v.sheetControls["endpoint.fresh"] = fresh
		side.Add(fresh)
	}
	hint := tr("The receiver checks with it that a message is from you: give it the same.")
	if !v.draft.generates() {
		hint = tr("The key or token that the service has given you.")
	}
	v.add(fieldEndSecret, newInput(tr("Secret"), e, side, hint))
}

func (v *endpointEditor) events() {
	box := container.NewGridWithColumns(2)
	for _, k := range kindsOffered(v.draft.format) {
		c := v.controls.checkbox(eventText(k), nil)
		c.Checked = v.draft.events[k]
		c.OnChanged = func(on bool) {
			v.draft.events[k] = on
			v.validate()
		}
		v.sheetControls["endpoint.event."+string(k)] = c
		box.Add(c)
	}
	v.add(fieldEndEvents, newInput(tr("Events"), box, nil, ""))
}

func (v *endpointEditor) check(name, label string, on bool, changed func(bool)) {
	c := v.controls.checkbox(label, nil)
	c.Checked, c.OnChanged = on, changed
	v.sheetControls["endpoint."+name] = c
	v.rows.Add(container.NewHBox(c))
}

func (v *endpointEditor) hint(text string) {
	v.rows.Add(hintText(text))
}

// validate reads the draft, and reports whether it is valid. It shows the errors
// after the first try to save or test.
func (v *endpointEditor) validate() (notifier.Endpoint, bool) {
	e, wrong := v.draft.endpoint()
	if v.showErrors {
		v.showWrong(wrong)
	}
	return e, len(wrong) == 0
}

func (v *endpointEditor) showWrong(wrong map[field]string) {
	if !v.advanced && (wrong[fieldEndHeaders] != "" || wrong[fieldEndBase] != "") {
		v.advanced = true
		v.fill()
		return
	}
	for name, in := range v.inputs {
		if in.wrong.Text != wrong[name] {
			in.wrong.SetText(wrong[name])
		}
		setVisible(in.wrong, wrong[name] != "")
	}
	v.rows.Refresh()
}

func (v *endpointEditor) test() {
	v.showErrors = true
	if e, ok := v.validate(); ok {
		v.sendTest(func() (notifier.Endpoint, error) { return e, nil }, v.testResult)
	}
}

func (v *endpointEditor) save() {
	v.showErrors = true
	e, ok := v.validate()
	if !ok {
		return
	}
	all := v.options.Notifier.Endpoints
	go func() {
		_, err := all.Save(e)
		v.run(func() {
			if v.window.sheet != v.sheet {
				return
			}
			if name := fieldAtFault(err); name != "" {
				v.showWrong(map[field]string{name: sentence(err)})
				return
			}
			if err != nil {
				v.testResult.segment.Style.ColorName = theme.ColorNameError
				v.testResult.set(sentence(err))
				v.testResult.Show()
				return
			}
			if was := v.draft.was.Name; was != "" && was != e.Name {
				v.renamedEndpoint(was, e.Name)
			}
			v.setStatus(tr("Saved as {{.Name}}.", textArgs{"Name": e.Name}))
			v.showEndpoints()
		})
	}()
}

// endpointFormatText says in a sentence what a format is for.
func endpointFormatText(f notifier.Format) string {
	switch f {
	case notifier.AudioSpliter:
		return tr("JSON, signed with HMAC-SHA256: for your own program.")
	case notifier.Standard:
		return tr("Signed as standardwebhooks.com says, too.")
	case notifier.GitHub:
		return tr("Signed as GitHub's webhooks are, too.")
	case notifier.Template:
		return tr("JSON as you write it: for a service with a form of its own.")
	case notifier.Auphonic, notifier.Converso, notifier.Audiorista:
		return tr("As {{.Name}} expects it.", textArgs{"Name": f.Title()})
	}
	return tr("A message that people read.")
}

// urlHint says where the URL of a format comes from.
func urlHint(f notifier.Format) string {
	switch f {
	case notifier.Slack, notifier.Discord, notifier.Mattermost, notifier.GoogleChat, notifier.Teams:
		return tr("The webhook URL that {{.Name}} gives you. Who knows it can write there.", textArgs{"Name": f.Title()})
	case notifier.Ntfy:
		return tr("The server, such as https://ntfy.sh")
	case notifier.Matrix:
		return tr("The home server, such as https://matrix.org")
	case notifier.Telegram:
		return tr("https://api.telegram.org/bot, and the token of your bot behind it")
	}
	return tr("Where the receiver listens.")
}

// recipientText names what a chat service needs in addition to its URL.
func recipientText(f notifier.Format) (label, hint string) {
	switch f {
	case notifier.Ntfy:
		return tr("Topic"), tr("What phones subscribe to.")
	case notifier.Matrix:
		return tr("Room"), tr("Its internal id, such as !abc:matrix.org")
	}
	return tr("Chat"), tr("Its number, or @name of a channel.")
}
