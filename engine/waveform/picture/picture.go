// Package picture draws an envelope, or peaks, as a PNG, and reads and writes peaks
// in the formats of the BBC's audiowaveform. Package waveform measures them.
package picture

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
)

// Colors are those of a picture.
type Colors struct {
	Background, Wave, Power, Silence, Marker, Text color.Color
}

// Light and Dark are good colors on white and on black.
var (
	Light = Colors{
		Background: color.NRGBA{0xff, 0xff, 0xff, 0xff}, Wave: color.NRGBA{0x6b, 0xa3, 0xd6, 0xff},
		Power: color.NRGBA{0x1f, 0x5f, 0x99, 0xff}, Silence: color.NRGBA{0xf6, 0xe3, 0xc2, 0xff},
		Marker: color.NRGBA{0xc6, 0x28, 0x28, 0xff}, Text: color.NRGBA{0x45, 0x4b, 0x52, 0xff},
	}
	Dark = Colors{
		Background: color.NRGBA{0x16, 0x19, 0x1d, 0xff}, Wave: color.NRGBA{0x2f, 0x6f, 0xa8, 0xff},
		Power: color.NRGBA{0x7f, 0xc1, 0xf5, 0xff}, Silence: color.NRGBA{0x3b, 0x33, 0x24, 0xff},
		Marker: color.NRGBA{0xff, 0x6b, 0x5e, 0xff}, Text: color.NRGBA{0xb4, 0xbb, 0xc4, 0xff},
	}
)

// Options are the choices of a picture. Zero fields are 1600 x 300 points, all
// of the source, in light colors.
type Options struct {
	Width, Height int
	Start, End    timeline.Position   // what is shown; an End of 0 is the source's
	Colors        *Colors             // nil is Light
	Ruler         bool                // times below the wave
	Markers       []timeline.Position // drawn as lines
	Silences      []timeline.Span     // shaded
}

// maxSide bounds a picture's width and height.
const maxSide = 32768

// A Shape is what is drawn: that of an envelope, or of Peaks.
type Shape struct {
	Rate     timeline.Rate
	Channels int
	Samples  timeline.Position

	// Columns returns [start, end) of a channel as n columns of equal width.
	Columns func(channel int, start, end timeline.Position, n int) []waveform.Box
}

// ShapeOf returns the shape of an envelope.
func ShapeOf(e *waveform.Envelope) Shape {
	return Shape{Rate: e.Rate, Channels: e.Channels, Samples: e.Samples(), Columns: e.Columns}
}

// WritePNG draws a shape and writes the picture as PNG.
func WritePNG(w io.Writer, s Shape, o Options) error {
	img, err := Draw(s, o)
	if err != nil {
		return err
	}
	return png.Encode(w, img)
}

// Draw draws a shape: a band for each channel, in it each column's lowest
// to highest sample, and within that its RMS. The error has the code
// INVALID_PARAMS where the choices make no picture.
func Draw(s Shape, o Options) (*image.NRGBA, error) {
	o.Width, o.Height = cmp.Or(o.Width, 1600), cmp.Or(o.Height, 300)
	o.End, o.Colors = cmp.Or(o.End, s.Samples), cmp.Or(o.Colors, &Light)
	if o.Width < 1 || o.Height < 1 || o.Width > maxSide || o.Height > maxSide || o.Width*o.Height > 1<<28 {
		return nil, fault.New(fault.InvalidParams, "A picture of %d x %d points cannot be drawn.", o.Width, o.Height)
	}
	if o.Start < 0 || o.End <= o.Start {
		return nil, fault.New(fault.InvalidParams, "There is no audio between the start and the end of the picture.")
	}
	c := &canvas{NRGBA: image.NewNRGBA(image.Rect(0, 0, o.Width, o.Height)), o: o, bottom: o.Height}
	c.fill(c.Bounds(), o.Colors.Background)
	if o.Ruler && o.Height > 3*rulerHeight {
		c.bottom -= rulerHeight
	}
	for _, silence := range o.Silences {
		if silence.End > o.Start && silence.Start < o.End {
			x := c.x(max(silence.Start, o.Start))
			c.fill(image.Rect(x, 0, max(c.x(min(silence.End, o.End)), x+1), c.bottom), o.Colors.Silence)
		}
	}
	for ch := range s.Channels {
		c.band(s.Columns(ch, o.Start, o.End, o.Width), c.bottom*ch/s.Channels, c.bottom*(ch+1)/s.Channels)
	}
	for _, m := range o.Markers {
		if m >= o.Start && m < o.End {
			x := c.x(m)
			c.fill(image.Rect(x, 0, x+1, c.bottom), o.Colors.Marker)
		}
	}
	if c.bottom < o.Height {
		c.ruler(s.Rate)
	}
	return c.NRGBA, nil
}

// A canvas is a picture that is being drawn.
type canvas struct {
	*image.NRGBA
	o      Options
	bottom int // of the wave
}

// x returns the column of a position.
func (c *canvas) x(p timeline.Position) int {
	return int(math.Floor(float64(p-c.o.Start) * float64(c.o.Width) / float64(c.o.End-c.o.Start)))
}

func (c *canvas) fill(r image.Rectangle, col color.Color) {
	draw.Draw(c, r, image.NewUniform(col), image.Point{}, draw.Src)
}

// band draws the columns of a channel between two rows.
func (c *canvas) band(columns []waveform.Box, top, bottom int) {
	middle := float64(top+bottom) / 2
	half := float64(bottom-top)/2 - 1
	line := func(x int, low, high float64, col color.Color) {
		y0 := int(math.Round(middle - high*half))
		y1 := max(int(math.Round(middle-low*half)), y0+1)
		c.fill(image.Rect(x, max(y0, top), x+1, min(y1, bottom)), col)
	}
	for x, b := range columns {
		low, high := float64(b.Min)/32768, float64(b.Max)/32768
		line(x, low, high, c.o.Colors.Wave)
		if rms := math.Sqrt(float64(b.Power)); rms > 0 {
			line(x, max(-rms, low), min(rms, high), c.o.Colors.Power)
		}
	}
}
