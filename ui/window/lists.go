package window

import (
	"io"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/engine/atomicfile"
	"audiospliter/engine/cut"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
	"audiospliter/ui/edit"
)

// exports are the formats that cut lists are saved in, those that most programs
// read.
var exports = []cutlist.Format{
	cutlist.Cue, cutlist.Audacity, cutlist.CSV, cutlist.YouTube, cutlist.FFMetadata, cutlist.PodcastJSON, cutlist.VTT, cutlist.Reaper,
}

// segmentCallbacks are what the table of segments asks of the window.
func (w *window) segmentCallbacks() segmentCallbacks {
	at := func(n int, text string, set func(edit.Cuts, int, engine.Position) (edit.Cuts, error)) {
		w.change("", func(c edit.Cuts) (edit.Cuts, error) {
			p, err := c.Position(text)
			if err != nil {
				return c, err
			}
			return set(c, n, p)
		})
	}
	return segmentCallbacks{
		title: func(n int, title string) {
			w.change("", func(c edit.Cuts) (edit.Cuts, error) { return c.Title(n, strings.TrimSpace(title)), nil })
		},
		start: func(n int, text string) { at(n, text, edit.Cuts.Start) },
		end:   func(n int, text string) { at(n, text, edit.Cuts.End) },
		exclude: func(n int, out bool) {
			w.change("", func(c edit.Cuts) (edit.Cuts, error) { return c.Exclude(n, out) })
		},
		chosen: w.goToSegment,
		merge:  func(n int) { w.change("", func(c edit.Cuts) (edit.Cuts, error) { return c.Merge(n) }) },
		split:  func() { w.addCut(w.wave.view.Playhead()) },
		paste:  w.pasteSegments,
		undo:   w.undo, redo: w.redo, reset: w.resetCuts,
		more: w.listMenu,
		play: func() { w.wave.toggle() },
		pass: w.shortcut,
	}
}

// goToSegment puts the playhead where a segment begins.
func (w *window) goToSegment(n int) {
	if c, ok := w.cuts(w.queue.current); ok && n < len(c.Segments) {
		w.wave.view.SetPlayhead(c.Segments[n].Start, true)
		w.wave.seek(c.Segments[n].Start)
	}
}

// pasteSegments takes titles, times or a list of cuts from the clipboard.
func (w *window) pasteSegments(n int) {
	text := w.app.Clipboard().Content()
	what := edit.PastedTitles
	count := -1
	w.change("", func(c edit.Cuts) (edit.Cuts, error) {
		next, pasted, err := c.Paste(n, text)
		if what = pasted; err == nil {
			count = len(next.Segments)
		}
		return next, err
	})
	switch {
	case count < 0: // why was said
	case what == edit.PastedList:
		w.setStatus(trn("{{.N}} segments pasted.", count))
	default:
		w.setStatus(tr("Titles pasted."))
	}
}

// listMenu offers what can be done with cut lists.
func (w *window) listMenu(at fyne.Position) {
	save := fyne.NewMenuItem(tr("Save the cuts as"), nil)
	save.ChildMenu = fyne.NewMenu("")
	for _, f := range exports {
		save.ChildMenu.Items = append(save.ChildMenu.Items, fyne.NewMenuItem(f.Description(), func() { w.exportCuts(f) }))
	}
	menu := fyne.NewMenu("", fyne.NewMenuItem(tr("Open a list of cuts …"), w.importCuts), save)
	widget.ShowPopUpMenuAtPosition(menu, w.win.Canvas(), at)
}

// importCuts asks for a cut list and applies it by hand.
func (w *window) importCuts() {
	w.pick().files(tr("A list of cuts"), func(paths []string) {
		path := paths[0]
		go func() {
			list, err := cutlist.ReadFile(path, cutlist.Options{})
			w.run(func() {
				w.change("", func(c edit.Cuts) (edit.Cuts, error) {
					if err != nil {
						return c, err
					}
					return c.Apply(list)
				})
			})
		}()
	})
}

// exportCuts asks where the cuts go, and writes them.
func (w *window) exportCuts(f cutlist.Format) {
	i := w.queue.current
	c, ok := w.cuts(i)
	if !ok {
		return
	}
	text, lost, err := c.Export(f, i.name())
	if err != nil {
		w.setStatusColored(sentence(err), theme.ColorNameWarning)
		return
	}
	name := strings.TrimSuffix(i.name(), filepath.Ext(i.name())) + f.Extension()
	w.pick().save(tr("Save the cuts"), name, func(path string) {
		go func() {
			err := atomicfile.Write(path, 0o644, func(out io.Writer) error {
				_, err := out.Write(text)
				return err
			})
			w.run(func() {
				switch {
				case err != nil:
					w.setStatusColored(sentence(err), theme.ColorNameWarning)
				case len(lost) > 0:
					w.setStatusColored(trText(message.Join(lost...)), theme.ColorNameWarning)
				default:
					w.setStatus(tr("Saved: {{.Path}}", textArgs{"Path": homeText(path)}))
				}
			})
		}()
	})
}

// sizes returns what estimates how many bytes a segment will take: of the
// source's, in proportion, where it is not encoded anew, and by the bitrate
// where one was chosen. It returns 0 where nothing tells.
func sizes(src engine.Source, o cut.Output) func(edit.Segment) int64 {
	return func(s edit.Segment) int64 {
		length := s.End - s.Start
		switch {
		case src.Samples == 0 || src.Rate == 0:
			return 0
		case o.Format == cut.Keep || o.Format == "":
			return int64(float64(src.Size) * float64(length) / float64(src.Samples))
		case o.Bitrate > 0:
			return int64(src.Rate.Seconds(length) * float64(o.Bitrate) / 8)
		case o.Format == cut.WAV:
			rate := timeline.Rate(o.SampleRate)
			if rate == 0 {
				rate = src.Rate
			}
			return int64(src.Rate.Seconds(length)*float64(rate)) * int64(src.Channels) * 2
		}
		return 0
	}
}
