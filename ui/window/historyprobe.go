package window

import (
	"path/filepath"
	"strconv"
	"strings"
)

// A probedSheets is what the sheets of the past say, for tests that read it.
type probedSheets struct {
	History     []string // name, state and segments of each job on the first page
	Deliveries  []string // endpoint, event and state
	Endpoints   []string // name, and on or off
	Test        string   // how the last test of an endpoint went
	Tab         string   // what the tab of the details lists
	Undelivered string   // the small button of what was not delivered
}

func (w *window) probeSheets() probedSheets {
	var p probedSheets
	open := w.sheet
	if h := w.history; h != nil && open != nil && h.sheet == open {
		for n := range min(h.rows.total, pageSize) {
			if e, ok := h.rows.at(n); ok {
				p.History = append(p.History, strings.Join([]string{filepath.Base(e.Path), string(e.State), strconv.Itoa(e.Written)}, " "))
			}
		}
		switch v := h.detail; v.tab {
		case tabOutcome:
			p.Tab = strconv.Itoa(len(v.files)) + " files"
		case tabCommands:
			p.Tab = strconv.Itoa(len(v.commands.all)) + " commands"
		case tabNotified:
			p.Tab = strconv.Itoa(len(v.deliveries)) + " deliveries"
		}
	}
	if v := w.deliveries; v != nil && open != nil && v.sheet == open {
		for _, d := range v.all {
			p.Deliveries = append(p.Deliveries, d.Name+" "+d.Event+" "+string(d.State))
		}
	}
	for _, e := range w.configured {
		state := " off"
		if e.Active {
			state = " on"
		}
		p.Endpoints = append(p.Endpoints, e.Name+state)
	}
	p.Test = w.tested
	if w.undeliveredButton.Visible() {
		p.Undelivered = w.undeliveredButton.Text
	}
	return p
}
