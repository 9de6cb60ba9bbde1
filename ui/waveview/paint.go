package waveview

import (
	"image"
	"image/color"
	"math"

	"audiospliter/engine/timeline"
)

// A palette is the colours of a picture, none of them transparent.
type palette struct {
	ground, other      color.RGBA // of segments, in turn
	outside            color.RGBA // of what is in no segment, or in an excluded one
	wave, core, sketch color.RGBA
	dim                color.RGBA // the wave outside
	middle             color.RGBA
	marker, selected   color.RGBA
	threshold          color.RGBA
}

// A scene is all that a picture of the wave shows. Painting it reads it only.
type scene struct {
	sound     Sound
	detail    detail
	view      viewport
	segments  []Segment
	markers   []timeline.Position
	selected  timeline.Position // the selected marker, -1 for none
	channels  bool              // each for itself
	decibels  bool              // heights are levels
	threshold float64           // dBFS; drawn if decibels is set
	colors    palette
}

// handle is the size of a marker's handle, in points.
const handle = 9

// paint draws the scene over the whole picture, of which each point is dot
// pixels wide.
func (s *scene) paint(img *image.RGBA, dot float64) {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	if width == 0 || height == 0 {
		return
	}
	p := painter{img, width, height}
	shades := s.shades(width)
	grounds := [...]color.RGBA{s.colors.outside, s.colors.ground, s.colors.other}
	for x, shade := range shades {
		p.vertical(x, 0, 1, grounds[shade])
	}
	for y := 1; y < height; y++ {
		copy(img.Pix[y*img.Stride:(y+1)*img.Stride], img.Pix[:img.Stride])
	}
	if s.sound.Samples > 0 {
		rows := 1
		if s.channels {
			rows = max(s.sound.Channels, 1)
		}
		for row := range rows {
			top, bottom := height*row/rows, height*(row+1)/rows
			channel := row
			if !s.channels {
				channel = -1
			}
			s.paintChannel(p, channel, top, bottom, shades, dot)
			if row > 0 {
				p.horizontal(0, width, top, s.colors.middle)
			}
		}
	}
	s.paintMarkers(p, dot)
}

// shades says of each column of pixels whether it is outside (0), or in a
// segment of one kind or the other.
func (s *scene) shades(width int) []uint8 {
	shades := make([]uint8, width)
	per := s.view.width * s.view.per / float64(width)
	at := -1
	for x := range shades {
		p := timeline.Position(s.view.from + float64(x)*per)
		if at < 0 || p >= s.segments[at].End || at+1 < len(s.segments) && p >= s.segments[at+1].Start {
			at = segmentAt(s.segments, p)
		}
		if at >= 0 && !s.segments[at].Excluded {
			shades[x] = uint8(1 + at%2)
		}
	}
	return shades
}

// paintChannel draws one channel, or all of them together, between two heights.
func (s *scene) paintChannel(p painter, channel, top, bottom int, shades []uint8, dot float64) {
	middle := float32(top+bottom) / 2
	half := float32(bottom-top)/2 - float32(dot)
	p.horizontal(0, p.width, int(middle), s.colors.middle)
	perPixel := s.view.width * s.view.per / float64(p.width)
	if perPixel < 1 && s.detail.holds(s.view.span()) {
		s.curve(p, channel, middle, half, dot)
		return
	}
	y := func(amplitude float32) int { return int(middle - half*height(amplitude, s.decibels)) }
	var before column
	for x, c := range columns(s.sound, s.detail, s.view, channel, p.width) {
		wave, core := s.colors.wave, s.colors.core
		switch {
		case shades[x] == 0:
			wave, core = s.colors.dim, s.colors.dim
		case c.sketch:
			wave, core = s.colors.sketch, s.colors.sketch
		}
		high, low := c.high, c.low
		if x > 0 && perPixel < 64 { // a line: neighbours touch
			high, low = max(high, before.low), min(low, before.high)
		}
		before = c
		if s.decibels { // a level has no sign
			high = max(high, -low)
			low = -high
		}
		p.vertical(x, y(high), y(low)+1, wave)
		if level := min(c.level, max(high, -low)); level > 0 && perPixel >= 64 {
			p.vertical(x, y(min(level, max(high, 0))), y(max(-level, min(low, 0)))+1, core)
		}
	}
}

// curve draws single samples, joined by lines, with dots where there is room.
func (s *scene) curve(p painter, channel int, middle, half float32, dot float64) {
	span := s.view.span()
	perPixel := s.view.width * s.view.per / float64(p.width)
	from, to := channel, channel+1
	if channel < 0 {
		from, to = 0, s.sound.Channels
	}
	for c := from; c < to; c++ {
		lastX, lastY := 0, 0
		for at := span.Start; at < min(span.End+1, s.detail.end()); at++ {
			x := int((float64(at) - s.view.from) / perPixel)
			y := int(middle - half*height(s.detail.sample(c, at), s.decibels))
			if at > span.Start {
				p.line(lastX, lastY, x, y, s.colors.wave)
			}
			if perPixel*dot < 0.25 {
				r := int(1.5 * dot)
				p.box(x-r, y-r, x+r+1, y+r+1, s.colors.core)
			}
			lastX, lastY = x, y
		}
	}
}

// paintMarkers draws the markers with their handles. Where they are too dense
// for handles short lines at the edges must do, so that the wave is still seen,
// and no pixel is drawn twice.
func (s *scene) paintMarkers(p painter, dot float64) {
	per := s.view.width * s.view.per / float64(p.width)
	shown := visible(s.markers, s.view.span())
	dense := float64(len(shown))*handle*dot > float64(p.width)
	last := math.MinInt
	thick := max(int(dot+0.5), 1)
	for _, m := range shown {
		x := int((float64(m) - s.view.from) / per)
		if x == last || m == s.selected {
			continue
		}
		last = x
		if dense {
			p.box(x, 0, x+thick, int(handle*dot), s.colors.marker)
			p.box(x, p.height-int(handle*dot), x+thick, p.height, s.colors.marker)
			continue
		}
		p.box(x, 0, x+thick, p.height, s.colors.marker)
		p.flag(x, int(handle*dot), s.colors.marker)
	}
	if s.selected >= 0 {
		x := int((float64(s.selected) - s.view.from) / per)
		p.box(x-thick, 0, x+2*thick, p.height, s.colors.selected)
		p.flag(x, int((handle+2)*dot), s.colors.selected)
	}
}

// A painter fills pixels; what lies outside of the picture is left out.
type painter struct {
	img           *image.RGBA
	width, height int
}

func (p painter) vertical(x, from, to int, c color.RGBA) {
	if x < 0 || x >= p.width {
		return
	}
	from, to = max(from, 0), min(to, p.height)
	if from >= to {
		return
	}
	at := p.img.Pix[from*p.img.Stride+4*x:]
	for range to - from {
		at[0], at[1], at[2], at[3] = c.R, c.G, c.B, c.A
		if len(at) <= p.img.Stride {
			return
		}
		at = at[p.img.Stride:]
	}
}

func (p painter) horizontal(from, to, y int, c color.RGBA) { p.box(from, y, to, y+1, c) }

func (p painter) box(left, top, right, bottom int, c color.RGBA) {
	left, right = max(left, 0), min(right, p.width)
	for y := max(top, 0); y < min(bottom, p.height); y++ {
		for x := left; x < right; x++ {
			copy(p.img.Pix[y*p.img.Stride+4*x:], []uint8{c.R, c.G, c.B, c.A})
		}
	}
}

// flag draws a handle at the top and one at the bottom: squares with a point.
func (p painter) flag(x, size int, c color.RGBA) {
	for row := range size {
		wide := size / 2
		if row > size/2 {
			wide = size - row
		}
		p.box(x-wide, row, x+wide+1, row+1, c)
		p.box(x-wide, p.height-1-row, x+wide+1, p.height-row, c)
	}
}

func (p painter) line(x0, y0, x1, y1 int, c color.RGBA) {
	n := max(x1-x0, x0-x1, y1-y0, y0-y1, 1)
	for i := range n + 1 {
		x, y := x0+(x1-x0)*i/n, y0+(y1-y0)*i/n
		p.box(x, y, x+1, y+1, c)
	}
}
