package window

// A selection is which items are selected, as lists on every desktop do it: a
// click selects one, Ctrl adds or takes away one, Shift takes a range from the
// last item that was clicked without it.
type selection struct {
	selected map[*item]bool
	current  *item // the row the keyboard is at; its segments are shown
	anchor   *item // where a range begins
}

func (s *selection) selectOnly(i *item) {
	s.selected = map[*item]bool{}
	s.current, s.anchor = i, i
	if i != nil {
		s.selected[i] = true
	}
}

func (s *selection) toggle(i *item) {
	if s.selected[i] {
		delete(s.selected, i)
	} else {
		s.put(i)
	}
	s.current, s.anchor = i, i
}

// extend selects the rows from the anchor to i, and those only.
func (s *selection) extend(items []*item, i *item) {
	from, to := -1, -1
	for n, other := range items {
		if other == s.anchor {
			from = n
		}
		if other == i {
			to = n
		}
	}
	if from < 0 || to < 0 {
		s.selectOnly(i)
		return
	}
	s.selected = map[*item]bool{}
	for n := min(from, to); n <= max(from, to); n++ {
		s.selected[items[n]] = true
	}
	s.current = i
}

func (s *selection) selectAll(items []*item) {
	for _, i := range items {
		s.put(i)
	}
	if s.current == nil && len(items) > 0 {
		s.current, s.anchor = items[0], items[0]
	}
}

func (s *selection) put(i *item) {
	if s.selected == nil {
		s.selected = map[*item]bool{}
	}
	s.selected[i] = true
}

func (s *selection) deselect(gone map[*item]bool) {
	for i := range gone {
		delete(s.selected, i)
	}
	if gone[s.current] {
		s.current = nil
	}
	if gone[s.anchor] {
		s.anchor = s.current
	}
}
