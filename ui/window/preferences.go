package window

func (w *window) showSettings() {}
func (w *window) welcome()      {}
