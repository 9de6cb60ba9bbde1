package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A volume is the slider that says how loud files are played.
type volume struct {
	widget.Slider
	desk *desk
	hint string
}

func newVolume(d *desk, changed func(float64)) *volume {
	v := &volume{desk: d}
	v.Min, v.Max, v.Step, v.Value = 0, 1, 0.05, 1
	v.OnChanged = changed
	v.ExtendBaseWidget(v)
	return v
}

// MouseIn says what it is for, or why it is off.
func (v *volume) MouseIn(e *desktop.MouseEvent) {
	v.desk.hint(v.hint)
	v.desk.tips.over(v, v.hint, v.desk.run)
	v.Slider.MouseIn(e)
}

// MouseOut takes that back.
func (v *volume) MouseOut() {
	v.desk.hint("")
	v.desk.tips.gone()
	v.Slider.MouseOut()
}

// TypedKey passes on what a slider has no use for.
func (v *volume) TypedKey(key *fyne.KeyEvent) {
	if passed(key) {
		v.desk.key(key)
		return
	}
	v.Slider.TypedKey(key)
}
