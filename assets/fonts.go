//go:build !headless

package assets

import (
	_ "embed"

	"fyne.io/fyne/v2"
)

var (
	//go:embed ja.otf
	japanese []byte
	//go:embed zh-Hans.otf
	chinese []byte
)

// Fonts hold the glyphs that the window's translations into a language need and
// Fyne's own fonts lack, by the names of the languages (BCP 47). They are parts
// of Noto Sans CJK.
var Fonts = map[string]fyne.Resource{
	"ja":      fyne.NewStaticResource("ja.otf", japanese),
	"zh-Hans": fyne.NewStaticResource("zh-Hans.otf", chinese),
}
