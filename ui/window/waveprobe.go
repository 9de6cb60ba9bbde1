package window

// A probedWave is how the waveform and the table of segments stand, for tests.
type probedWave struct {
	Ready    bool       `json:"ready"` // all of the envelope is there
	Cuts     []float64  `json:"cuts"`  // where segments begin and end, in seconds, in turn
	Titles   []string   `json:"titles"`
	Excluded []int      `json:"excluded"`
	Markers  []int      `json:"markers"` // where the starts of segments are in the view, in pixels from its left
	Marker   float64    `json:"marker"`  // the selected one, in seconds; -1 for none
	Playhead float64    `json:"playhead"`
	Shown    [2]float64 `json:"shown"` // from and to, in seconds
	Row      int        `json:"row"`
	// Threshold is where its upper line is in the view, in pixels; 0 for none.
	Threshold int  `json:"threshold"`
	Editing   bool `json:"editing"`
}

func (w *window) probeWave() probedWave {
	v := w.wave.view
	p := probedWave{Ready: w.wave.sound.Envelope != nil && w.wave.status.text == "", Marker: -1}
	p.Row, p.Editing = w.detail.segments.current, w.detail.segments.editing >= 0
	c, ok := w.cuts(w.queue.current)
	if !ok {
		return p
	}
	if m, ok := v.Marker(); ok {
		p.Marker = c.Rate.Seconds(m)
	}
	p.Playhead = c.Rate.Seconds(v.Playhead())
	span := v.VisibleSpan()
	p.Shown = [2]float64{c.Rate.Seconds(span.Start), c.Rate.Seconds(span.End)}
	scale := w.win.Canvas().Scale()
	p.Threshold = int(v.ThresholdPlace() * scale)
	for n, s := range c.Segments[:min(len(c.Segments), 100)] {
		p.Cuts = append(p.Cuts, c.Rate.Seconds(s.Start), c.Rate.Seconds(s.End))
		p.Titles = append(p.Titles, s.Title)
		p.Markers = append(p.Markers, int(v.Place(s.Start).X*scale))
		if s.Excluded {
			p.Excluded = append(p.Excluded, n)
		}
	}
	return p
}
