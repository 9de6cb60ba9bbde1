//go:build !headless

package assets

import (
	_ "embed"

	"fyne.io/fyne/v2"
)

//go:embed icon.png
var iconPNG []byte

// Icon is the program's icon, 512 pixels wide, with transparent corners.
var Icon fyne.Resource = fyne.NewStaticResource("icon.png", iconPNG)
