package waveview

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// CreateRenderer makes the canvas objects of the view.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{
		View: v, ring: &canvas.Rectangle{StrokeWidth: 2, CornerRadius: 3}, window: &canvas.Rectangle{StrokeWidth: 1.5, CornerRadius: 2},
		head: &canvas.Rectangle{}, small: &canvas.Rectangle{}, over: &canvas.Text{}, overGround: &canvas.Rectangle{CornerRadius: 3},
	}
	r.wave = canvas.NewRaster(r.paintWave)
	r.strip = canvas.NewRaster(r.paintStrip)
	v.renderer = r
	return r
}

// A renderer lays the parts of a view out. What moves without the wave (the
// playhead, the window in the overview, texts) are objects of their own.
type renderer struct {
	*View
	wave, strip *canvas.Raster
	ruler       []*canvas.Text      // labels, as many as were ever needed
	lines       []*canvas.Rectangle // ticks of the ruler
	names       []*canvas.Text      // of segments
	levels      []*canvas.Rectangle // the threshold
	over        *canvas.Text        // says what the threshold is
	overGround  *canvas.Rectangle
	ring        *canvas.Rectangle // around what has the keyboard
	window      *canvas.Rectangle // what is visible, in the strip
	head, small *canvas.Rectangle // the playhead, in the wave and in the strip
	objects     []fyne.CanvasObject
}

// Destroy has nothing to free.
func (r *renderer) Destroy() {}

// MinSize returns the least that is of use.
func (r *renderer) MinSize() fyne.Size {
	return fyne.NewSize(240, rulerHeight+stripGap+stripHeight+56)
}

// Objects returns what is visible, from the back to the front.
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

// Layout takes a new size.
func (r *renderer) Layout(size fyne.Size) {
	r.scene.view.resize(float64(size.Width))
	a := areasOf(size.Height)
	r.wave.Move(fyne.NewPos(0, a.wave.top))
	r.wave.Resize(fyne.NewSize(size.Width, a.wave.height()))
	r.strip.Move(fyne.NewPos(0, a.strip.top))
	r.strip.Resize(fyne.NewSize(size.Width, a.strip.height()))
	r.ring.Move(fyne.NewPos(0, a.wave.top))
	r.ring.Resize(fyne.NewSize(size.Width, a.wave.height()))
	r.arrange()
}

// Refresh draws all anew.
func (r *renderer) Refresh() {
	r.arrange()
	r.wave.Refresh()
	r.strip.Refresh()
	canvas.Refresh(r.View)
}

func (r *renderer) tint(name fyne.ThemeColorName) color.Color {
	return r.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// arrange places the texts and lines that belong to what is visible.
func (r *renderer) arrange() {
	r.scene.colors = colorsOf(r.tint)
	a := r.areas()
	r.objects = append(r.objects[:0], r.wave, r.strip)
	r.arrangeRuler()
	r.arrangeNames(a.wave)
	r.arrangeThreshold(a.wave)
	r.objects = append(r.objects, r.window, r.small, r.head, r.ring)
	r.place()
}

func (r *renderer) arrangeRuler() {
	labels, lines := 0, 0
	ink, faint := r.tint(theme.ColorNamePlaceHolder), r.tint(theme.ColorNameSeparator)
	for _, t := range ticks(r.scene.view, r.scene.sound.Rate) {
		line := pooled(&r.lines, &lines, func() *canvas.Rectangle { return &canvas.Rectangle{} })
		long := float32(4)
		line.FillColor = faint
		if t.label != "" {
			long, line.FillColor = 8, ink
			text := pooled(&r.ruler, &labels, func() *canvas.Text { return &canvas.Text{} })
			text.Text, text.Color, text.TextSize = t.label, ink, theme.CaptionTextSize()
			text.Move(fyne.NewPos(float32(t.x)+3, 1))
			if float32(t.x)+3+text.MinSize().Width < r.Size().Width {
				r.objects = append(r.objects, text)
			}
		}
		line.Move(fyne.NewPos(float32(t.x), rulerHeight-long))
		line.Resize(fyne.NewSize(1, long))
		r.objects = append(r.objects, line)
	}
}

// pooled returns the next object of a pool, which grows as needed.
func pooled[T any](pool *[]T, used *int, create func() T) T {
	if *used == len(*pool) {
		*pool = append(*pool, create())
	}
	*used++
	return (*pool)[*used-1]
}

// nameRoom is how wide a segment must be to have its name on it, in points.
const nameRoom = 28

func (r *renderer) arrangeNames(b band) {
	used := 0
	view := r.scene.view
	from := max(segmentAt(r.scene.segments, view.span().Start), 0)
	for i := from; i < len(r.scene.segments) && used < 100; i++ {
		s := r.scene.segments[i]
		left, right := max(view.x(s.Start), 0), min(view.x(s.End), view.width)
		if left > view.width {
			break
		}
		if right-left < nameRoom {
			continue
		}
		text := pooled(&r.names, &used, func() *canvas.Text { return &canvas.Text{} })
		text.TextSize = theme.CaptionTextSize()
		text.Text = fmt.Sprint(i + 1)
		if s.Title != "" {
			text.Text += "  " + s.Title
		}
		text.Text = cutTo(text.Text, text.TextSize, float32(right-left)-handle-4)
		text.Color = r.tint(theme.ColorNameForeground)
		if s.Excluded {
			text.Color = r.tint(theme.ColorNamePlaceHolder)
		}
		text.Move(fyne.NewPos(float32(left)+handle/2+3, b.top+2))
		r.objects = append(r.objects, text)
	}
}

// cutTo returns as much of a text as fits the width.
func cutTo(text string, size, width float32) string {
	fits := func(s string) bool { return fyne.MeasureText(s, size, fyne.TextStyle{}).Width <= width }
	if fits(text) {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for high-low > 1 {
		if middle := (low + high) / 2; fits(string(runes[:middle]) + "…") {
			low = middle
		} else {
			high = middle
		}
	}
	if low == 0 {
		return ""
	}
	return string(runes[:low]) + "…"
}

func (r *renderer) arrangeThreshold(b band) {
	lines := r.scene.lines(b)
	used := 0
	for _, y := range lines {
		line := pooled(&r.levels, &used, func() *canvas.Rectangle { return &canvas.Rectangle{} })
		line.FillColor = r.scene.colors.threshold
		line.StrokeColor, line.StrokeWidth = r.scene.colors.ground, 1 // apart from the wave
		line.Move(fyne.NewPos(-1, y-2))
		line.Resize(fyne.NewSize(r.Size().Width+2, 4))
		r.objects = append(r.objects, line)
	}
	if len(lines) == 0 {
		return
	}
	r.over.Text, r.over.Color = fmt.Sprintf("%.1f dB", r.scene.threshold), r.scene.colors.ground
	r.over.TextSize = theme.CaptionTextSize()
	size := r.over.MinSize()
	at := fyne.NewPos(r.Size().Width-size.Width-6, max(lines[0]-size.Height, b.top))
	r.over.Move(at)
	r.overGround.FillColor = r.scene.colors.threshold
	r.overGround.Move(at.SubtractXY(3, 0))
	r.overGround.Resize(size.AddWidthHeight(6, 0))
	r.objects = append(r.objects, r.overGround, r.over)
}

// place moves what lies over the pictures.
func (r *renderer) place() {
	a, view, size := r.areas(), r.scene.view, r.Size()
	total := float64(max(r.scene.sound.Samples, 1))
	there := r.scene.sound.Samples > 0
	across := func(p float64) float32 { return float32(p / total * float64(size.Width)) }

	r.window.StrokeColor, r.window.FillColor = r.scene.colors.core, color.Transparent
	left, right := across(view.from), across(view.from+view.width*view.per)
	r.window.Move(fyne.NewPos(left, a.strip.top))
	r.window.Resize(fyne.NewSize(max(min(right, size.Width)-left, 4), a.strip.height()))
	shown(r.window, there && !view.fits())

	r.head.FillColor = r.tint(theme.ColorNameError)
	r.small.FillColor = r.head.FillColor
	x := float32(view.x(r.playhead))
	r.head.Move(fyne.NewPos(x-0.75, a.ruler.bottom-6))
	r.head.Resize(fyne.NewSize(1.5, a.wave.height()+6))
	shown(r.head, there && x >= 0 && x <= size.Width)
	r.small.Move(fyne.NewPos(across(float64(r.playhead))-0.5, a.strip.top))
	r.small.Resize(fyne.NewSize(1, a.strip.height()))
	shown(r.small, there)

	r.ring.FillColor, r.ring.StrokeColor = color.Transparent, r.tint(theme.ColorNamePrimary)
	shown(r.ring, r.focused)
}

func (r *renderer) paintWave(width, height int) image.Image {
	img := r.buffer(1, width, height)
	r.scene.paint(img, r.dot(width))
	return img
}

// dot returns how many pixels a point is wide.
func (r *renderer) dot(pixels int) float64 { return float64(pixels) / float64(max(r.Size().Width, 1)) }

func (r *renderer) paintStrip(width, height int) image.Image {
	img := r.buffer(0, width, height)
	all := r.scene
	all.detail, all.channels, all.selected = detail{}, false, -1
	all.view = viewport{total: all.sound.Samples, width: float64(r.Size().Width)}
	all.view.fit()
	all.markers = nil
	all.paint(img, r.dot(width))
	p := painter{img, width, height}
	long := height
	if 4*len(r.scene.markers) > width {
		long = height / 5 // too many: the wave is still to be seen
	}
	last := -1
	for _, m := range r.scene.markers {
		x := int(float64(m) / float64(max(all.sound.Samples, 1)) * float64(width))
		if x != last {
			p.vertical(x, 0, long, all.colors.marker)
		}
		last = x
	}
	return img
}

// buffer returns a picture of the size: the one before, if it fits. The painter
// has taken what it needs of it by the time it asks for another.
func (r *renderer) buffer(n, width, height int) *image.RGBA {
	if b := r.buffers[n]; b != nil && b.Rect.Dx() == width && b.Rect.Dy() == height {
		return b
	}
	r.buffers[n] = image.NewRGBA(image.Rect(0, 0, width, height))
	return r.buffers[n]
}

// shown shows or hides an object.
func shown(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}
