package picture

import (
	"fmt"
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"audiospliter/engine/timeline"
)

const (
	rulerHeight = 20
	labelSpace  = 90 // points from one label to the next, at least
)

// steps are the distances of labels, in thousandths of a second.
var steps = []int64{
	1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
	900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
}

// ruler draws times and ticks below the wave.
func (c *canvas) ruler(rate timeline.Rate) {
	seconds := rate.Seconds(c.o.End - c.o.Start)
	step := steps[len(steps)-1]
	for _, s := range steps {
		if float64(s)/1000/seconds*float64(c.o.Width) >= labelSpace {
			step = s
			break
		}
	}
	c.fill(image.Rect(0, c.bottom, c.o.Width, c.bottom+1), c.o.Colors.Text)
	face := basicfont.Face7x13
	from := int64(rate.Seconds(c.o.Start) * 1000)
	for ms := (from + step - 1) / step * step; ; ms += step {
		p := rate.Position(timeline.Millis(ms))
		if p >= c.o.End {
			return
		}
		x := c.x(p)
		c.fill(image.Rect(x, c.bottom, x+1, c.bottom+5), c.o.Colors.Text)
		d := font.Drawer{Dst: c, Src: image.NewUniform(c.o.Colors.Text), Face: face, Dot: fixed.P(x+3, c.bottom+15)}
		if text := label(ms, step); x+3+d.MeasureString(text).Ceil() <= c.o.Width {
			d.DrawString(text)
		}
	}
}

// label writes a time as short as the step allows.
func label(ms, step int64) string {
	s := ms / 1000
	text := fmt.Sprintf("%d:%02d", s/60, s%60)
	if s >= 3600 {
		text = fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	if step < 1000 {
		text += fmt.Sprintf(".%03d", ms%1000)
	}
	return text
}
