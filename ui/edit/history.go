package edit

// A History is the edits of one file, from its plan on. The zero value is a file
// that was not edited.
type History struct {
	past    []step
	present *step // nil: as planned
	future  []step
}

type step struct {
	cuts   *Cuts // nil: as planned
	series string
}

// depth bounds how many edits can be undone.
const depth = 500

// Cuts returns what the file was edited to, and whether it was.
func (h *History) Cuts() (Cuts, bool) {
	if h.present == nil || h.present.cuts == nil {
		return Cuts{}, false
	}
	return *h.present.cuts, true
}

// Do makes an edit. Edits of the same series, if it has a name, are undone
// together as long as nothing else comes between.
func (h *History) Do(c Cuts, series string) {
	h.push(step{&c, series})
}

// Reset goes back to the plan; that can be undone, too.
func (h *History) Reset() {
	if _, edited := h.Cuts(); edited {
		h.push(step{})
	}
}

func (h *History) push(s step) {
	if h.present == nil {
		h.present = &step{}
	}
	if s.series == "" || s.series != h.present.series || len(h.past) == 0 {
		h.past = append(h.past, *h.present)
		if len(h.past) > depth {
			h.past = h.past[1:]
		}
	}
	h.present, h.future = &s, nil
}

// CanUndo reports whether there is something to undo.
func (h *History) CanUndo() bool { return len(h.past) > 0 }

// CanRedo reports whether something undone can be done again.
func (h *History) CanRedo() bool { return len(h.future) > 0 }

// Undo takes the last edit back, and reports whether there was one.
func (h *History) Undo() bool {
	if len(h.past) == 0 {
		return false
	}
	h.future = append(h.future, *h.present)
	last := h.past[len(h.past)-1]
	h.present, h.past = &last, h.past[:len(h.past)-1]
	h.present.series = ""
	return true
}

// Redo makes the edit again that was undone last.
func (h *History) Redo() bool {
	if len(h.future) == 0 {
		return false
	}
	h.past = append(h.past, *h.present)
	last := h.future[len(h.future)-1]
	h.present, h.future = &last, h.future[:len(h.future)-1]
	h.present.series = ""
	return true
}
