package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// An mutedText is a text beside the point: of several lines if need be, in the
// colour of placeholders, which unlike that of a label of low importance is
// dark enough to be read.
type mutedText struct {
	widget.RichText
	segment *widget.TextSegment
}

func newMutedText(size fyne.ThemeSizeName, align fyne.TextAlign) *mutedText {
	a := &mutedText{segment: &widget.TextSegment{Style: widget.RichTextStyle{
		ColorName: theme.ColorNamePlaceHolder, SizeName: size, Alignment: align,
	}}}
	a.Segments, a.Wrapping = []widget.RichTextSegment{a.segment}, fyne.TextWrapWord
	a.Scroll = container.ScrollNone
	a.ExtendBaseWidget(a)
	return a
}

func (a *mutedText) set(text string) {
	if a.segment.Text != text {
		a.segment.Text = text
		a.Refresh()
	}
}
