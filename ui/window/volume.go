package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A volume is the slider that says how loud files are played.
type volume struct {
	widget.Slider
	controls *controls
	hint     string
}

func newVolume(d *controls, changed func(float64)) *volume {
	v := &volume{controls: d}
	v.Min, v.Max, v.Step, v.Value = 0, 1, 0.05, 1
	v.OnChanged = changed
	v.ExtendBaseWidget(v)
	return v
}

// MouseIn says what it is for, or why it is off.
func (v *volume) MouseIn(e *desktop.MouseEvent) {
	v.controls.hint(v.hint)
	v.controls.tips.over(v, v.hint, v.controls.run)
	v.Slider.MouseIn(e)
}

// MouseOut takes that back.
func (v *volume) MouseOut() {
	v.controls.hint("")
	v.controls.tips.gone()
	v.Slider.MouseOut()
}

// TypedKey passes on what a slider has no use for.
func (v *volume) TypedKey(key *fyne.KeyEvent) {
	if isWindowKey(key) {
		v.controls.key(key)
		return
	}
	v.Slider.TypedKey(key)
}
