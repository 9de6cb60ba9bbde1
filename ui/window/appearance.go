package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// An appearance is the program's theme: Fyne's own, denser, in the colours of the
// icon, light or dark as the person or else the system chooses.
type appearance struct {
	fyne.Theme
	choice string        // appearanceLight, appearanceDark, or "" for the system's
	font   fyne.Resource // with the glyphs of the person's language; nil if Fyne's has them
}

const (
	appearanceLight = "light"
	appearanceDark  = "dark"
)

func newAppearance(choice string, font fyne.Resource) *appearance {
	return &appearance{Theme: theme.DefaultTheme(), choice: choice, font: font}
}

// Font returns the font of the language. It has only the glyphs that Fyne's own
// fonts lack: Fyne takes all others from those, or from the system's.
func (l *appearance) Font(style fyne.TextStyle) fyne.Resource {
	if l.font == nil || style.Monospace || style.Symbol {
		return l.Theme.Font(style)
	}
	return l.font
}

// colorNameStripe is the background of the toolbar and of headers.
const colorNameStripe fyne.ThemeColorName = "stripe"

var palette = map[fyne.ThemeColorName][2]color.NRGBA{ // light, dark
	theme.ColorNameBackground:          {{0xfb, 0xfb, 0xfd, 0xff}, {0x1b, 0x1d, 0x26, 0xff}},
	colorNameStripe:                    {{0xf0, 0xf1, 0xf7, 0xff}, {0x23, 0x26, 0x32, 0xff}},
	theme.ColorNameForeground:          {{0x1f, 0x22, 0x33, 0xff}, {0xe8, 0xea, 0xf2, 0xff}},
	theme.ColorNamePlaceHolder:         {{0x6a, 0x6f, 0x85, 0xff}, {0x97, 0x9c, 0xb2, 0xff}},
	theme.ColorNameDisabled:            {{0xa3, 0xa7, 0xb8, 0xff}, {0x63, 0x68, 0x7c, 0xff}},
	theme.ColorNamePrimary:             {{0x3b, 0x4f, 0xb5, 0xff}, {0x7d, 0x91, 0xf0, 0xff}},
	theme.ColorNameForegroundOnPrimary: {{0xff, 0xff, 0xff, 0xff}, {0x12, 0x15, 0x22, 0xff}},
	theme.ColorNameHyperlink:           {{0x3b, 0x4f, 0xb5, 0xff}, {0x9a, 0xab, 0xf8, 0xff}},
	theme.ColorNameButton:              {{0xe4, 0xe6, 0xf0, 0xff}, {0x31, 0x35, 0x45, 0xff}},
	theme.ColorNameDisabledButton:      {{0xec, 0xed, 0xf3, 0xff}, {0x29, 0x2c, 0x39, 0xff}},
	theme.ColorNameInputBackground:     {{0xff, 0xff, 0xff, 0xff}, {0x15, 0x17, 0x1f, 0xff}},
	theme.ColorNameInputBorder:         {{0xa2, 0xa7, 0xbc, 0xff}, {0x5d, 0x63, 0x7a, 0xff}},
	theme.ColorNameSeparator:           {{0xdd, 0xdf, 0xea, 0xff}, {0x33, 0x37, 0x46, 0xff}},
	theme.ColorNameSelection:           {{0xcf, 0xd7, 0xfa, 0xff}, {0x34, 0x3f, 0x73, 0xff}},
	theme.ColorNameFocus:               {{0x3b, 0x4f, 0xb5, 0x55}, {0x7d, 0x91, 0xf0, 0x66}},
	theme.ColorNameHover:               {{0x1f, 0x22, 0x33, 0x0f}, {0xff, 0xff, 0xff, 0x12}},
	theme.ColorNameHeaderBackground:    {{0xf0, 0xf1, 0xf7, 0xff}, {0x23, 0x26, 0x32, 0xff}},
	theme.ColorNameMenuBackground:      {{0xff, 0xff, 0xff, 0xff}, {0x2a, 0x2d, 0x3a, 0xff}},
	theme.ColorNameOverlayBackground:   {{0xf5, 0xf6, 0xfb, 0xff}, {0x26, 0x29, 0x36, 0xff}},
	theme.ColorNameShadow:              {{0x1f, 0x22, 0x33, 0x20}, {0x00, 0x00, 0x00, 0x66}},
	theme.ColorNameSuccess:             {{0x1d, 0x7d, 0x46, 0xff}, {0x5c, 0xc9, 0x8b, 0xff}},
	theme.ColorNameError:               {{0xc0, 0x2b, 0x32, 0xff}, {0xf4, 0x7c, 0x7f, 0xff}},
	theme.ColorNameWarning:             {{0xa8, 0x62, 0x00, 0xff}, {0xff, 0xb2, 0x37, 0xff}},
}

func (l *appearance) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch l.choice {
	case appearanceLight:
		variant = theme.VariantLight
	case appearanceDark:
		variant = theme.VariantDark
	}
	if pair, ok := palette[name]; ok {
		c := pair[0]
		if variant == theme.VariantDark {
			c = pair[1]
		}
		if name == theme.ColorNameForeground {
			return almostOpaque{c}
		}
		return c
	}
	return l.Theme.Color(name, variant)
}

// An almostOpaque is a colour with an alpha slightly below full. Fyne 2.7 takes the
// alpha of the shortcuts in menus from the low byte of this one's 16 bits: of a
// colour that is wholly opaque a fifth would be left.
type almostOpaque struct{ color.NRGBA }

// RGBA is that of color.Color.
func (i almostOpaque) RGBA() (r, g, b, a uint32) {
	r, g, b, _ = i.NRGBA.RGBA()
	return r, g, b, 0xffa0
}

func (l *appearance) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 13
	case theme.SizeNameCaptionText:
		return 11.5
	case theme.SizeNameSubHeadingText:
		return 15
	case theme.SizeNameHeadingText:
		return 20
	case theme.SizeNameInnerPadding:
		return 6
	case theme.SizeNameInlineIcon:
		return 17
	}
	return l.Theme.Size(name)
}

// tint returns a colour of the current theme.
func tint(name fyne.ThemeColorName) color.Color {
	s := fyne.CurrentApp().Settings()
	return s.Theme().Color(name, s.ThemeVariant())
}
