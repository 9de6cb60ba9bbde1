package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
)

// A messageView tells of a failure: what happened and the way out first, the
// detail beneath for those who ask for it.
type messageView struct {
	fyne.CanvasObject
	sentence *widget.Label
	details  *widget.Label
	scroll   fyne.CanvasObject
	more     *button
	copied   *button
	action   *button
	err      *engine.Error
	act      func()
}

func newMessageView(d *controls, copyText func(string)) *messageView {
	m := &messageView{sentence: widget.NewLabel(""), details: widget.NewLabel("")}
	m.sentence.Wrapping = fyne.TextWrapWord
	m.sentence.Selectable = true
	m.details.TextStyle.Monospace = true
	m.details.SizeName = theme.SizeNameCaptionText
	m.details.Wrapping = fyne.TextWrapBreak
	m.details.Selectable = true
	m.more = d.button(tr("Details"), theme.MenuExpandIcon(), tr("Show what lies beneath"), func() {
		setVisible(m.scroll, !m.scroll.Visible())
	})
	m.copied = d.button(tr("Copy"), theme.ContentCopyIcon(), tr("Copy the message and its details"), func() {
		copyText(detailText(m.err))
	})
	m.action = d.button("", nil, "", func() {
		if m.act != nil {
			m.act()
		}
	})
	m.scroll = container.NewStack(newThemedRect(colorNameStripe), container.NewVScroll(m.details))
	icon := widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))
	top := container.NewVBox(
		container.NewBorder(nil, nil, container.NewVBox(container.NewGridWrap(fyne.NewSquareSize(30), icon)), nil, m.sentence),
		container.NewHBox(m.action, m.more, m.copied),
	)
	m.CanvasObject = container.NewPadded(container.NewBorder(top, nil, nil, nil, m.scroll))
	return m
}

// show tells err, and offers an action beside it if there is one.
func (m *messageView) show(err *engine.Error, label string, act func()) {
	if m.err != err {
		m.scroll.Hide()
	}
	m.err, m.act = err, act
	m.sentence.SetText(failureText(err))
	details := strings.TrimSpace(detailsText(err))
	m.details.SetText(details)
	setVisible(m.more, details != "")
	m.action.SetText(label)
	setVisible(m.action, act != nil)
}

// detailText is an error as it is copied.
func detailText(err *engine.Error) string {
	text := err.Message.String() + "\n" + string(err.Code)
	if err.Details != "" {
		text += "\n\n" + err.Details
	}
	return text + "\n"
}
