package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// Tab goes through controls in the order of their containers, which is to be the
// one that people read in; and what has the keyboard is to be seen.

// topBorder is a border with a top alone, which Tab comes to first. The top must keep
// its height: where it and what is beneath it change theirs at once, Fyne 2.7 lays
// out only what comes last.
func topBorder(top, rest fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewBorderLayout(top, nil, nil, nil), top, rest)
}

// reveal scrolls what has just got the keyboard into view.
func (w *window) reveal(o fyne.CanvasObject) {
	scroll := w.settings.scroll
	if w.sheet != nil {
		scroll = w.sheet.scroll
	}
	if scroll == nil {
		return
	}
	at, ok := placeIn(scroll.Content, o)
	if !ok {
		return
	}
	const label = 28 // what stands above it is to be seen, too
	switch top, bottom := at.Y, at.Y+o.Size().Height; {
	case top < scroll.Offset.Y:
		scrollTo(scroll, top-label)
	case bottom > scroll.Offset.Y+scroll.Size().Height:
		scrollTo(scroll, min(bottom+label-scroll.Size().Height, top-label))
	}
}

func scrollTo(s *container.Scroll, y float32) {
	s.ScrollToOffset(fyne.NewPos(0, max(0, min(y, s.Content.MinSize().Height-s.Size().Height))))
}

// placeIn returns where an object is in a container that holds it, however deep.
func placeIn(in, o fyne.CanvasObject) (at fyne.Position, ok bool) {
	if in == o {
		return fyne.Position{}, true
	}
	c, ok := in.(*fyne.Container)
	if !ok {
		return at, false
	}
	for _, child := range c.Objects {
		if at, ok := placeIn(child, o); ok {
			return at.Add(child.Position()), true
		}
	}
	return at, false
}

// scrollIn returns the first scroll in a container, nil if there is none.
func scrollIn(o fyne.CanvasObject) *container.Scroll {
	switch o := o.(type) {
	case *container.Scroll:
		return o
	case *fyne.Container:
		for _, child := range o.Objects {
			if s := scrollIn(child); s != nil {
				return s
			}
		}
	}
	return nil
}

// scrolled moves through what is open with keys that its controls have no use
// for, and reports whether it did.
func (s *sheet) scrolled(key fyne.KeyName) bool {
	if s == nil || s.scroll == nil {
		return false
	}
	y, page := s.scroll.Offset.Y, s.scroll.Size().Height-rowHeight
	switch key {
	case fyne.KeyUp:
		y -= rowHeight
	case fyne.KeyDown:
		y += rowHeight
	case fyne.KeyPageUp:
		y -= page
	case fyne.KeyPageDown:
		y += page
	case fyne.KeyHome:
		y = 0
	case fyne.KeyEnd:
		y = s.scroll.Content.MinSize().Height
	default:
		return false
	}
	scrollTo(s.scroll, y)
	return true
}

// unpadded takes away the padding that Fyne puts around a text.
type unpadded struct{}

// Layout lets the padding stand out.
func (unpadded) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	pad := theme.InnerPadding()
	objects[0].Move(fyne.NewPos(-pad, -pad))
	objects[0].Resize(size.AddWidthHeight(2*pad, 2*pad))
}

// MinSize is that of the text alone.
func (unpadded) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().SubtractWidthHeight(2*theme.InnerPadding(), 2*theme.InnerPadding()).Max(fyne.Size{})
}
