package window

// A reloader reads something again and again in the background, one time after
// the other. It belongs to the UI goroutine.
type reloader[T any] struct {
	read  func() (T, error) // on a goroutine of its own
	show  func(T, error)
	run   func(func()) // takes functions to the UI goroutine
	busy  bool
	again bool
}

// reload reads it anew. Asked for while it is being read, it is read once more.
func (r *reloader[T]) reload() {
	if r.busy {
		r.again = true
		return
	}
	r.busy, r.again = true, false
	read := r.read
	go func() {
		value, err := read()
		r.run(func() {
			r.busy = false
			r.show(value, err)
			if r.again {
				r.reload()
			}
		})
	}()
}
