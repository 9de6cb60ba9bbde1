package waveview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

func opaque(c color.Color) color.RGBA {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return color.RGBA{n.R, n.G, n.B, 0xff}
}

// blend returns a with a share of b, from 0 to 1.
func blend(a, b color.RGBA, share float64) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*share) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// colorsOf takes the palette from a theme.
func colorsOf(color func(fyne.ThemeColorName) color.Color) palette {
	ground := opaque(color(theme.ColorNameInputBackground))
	ink := opaque(color(theme.ColorNamePrimary))
	text := opaque(color(theme.ColorNameForeground))
	return palette{
		ground:    ground,
		other:     blend(ground, ink, 0.13),
		outside:   blend(ground, text, 0.13),
		wave:      blend(ground, ink, 0.62),
		core:      ink,
		sketch:    blend(ground, ink, 0.4),
		dim:       blend(ground, text, 0.38),
		middle:    blend(ground, text, 0.25),
		marker:    opaque(color(theme.ColorNameWarning)),
		selected:  text,
		threshold: opaque(color(theme.ColorNameSuccess)),
	}
}
