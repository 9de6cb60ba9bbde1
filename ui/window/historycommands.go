package window

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine/journal"
)

// A commandsView lists the programs that were run for a job, with the current
// one in full.
type commandsView struct {
	fyne.CanvasObject
	all   []journal.Command
	table *table
	whole *widget.Label
}

func newCommandsView(d *controls, copyText func(string)) *commandsView {
	v := &commandsView{whole: widget.NewLabel("")}
	v.whole.Wrapping, v.whole.Selectable, v.whole.TextStyle.Monospace = fyne.TextWrapBreak, true, true
	v.whole.SizeName = theme.SizeNameCaptionText
	v.table = newTable(d, []column{
		{"", 16, false}, {tr("Command"), 0, false}, {tr("When"), 70, false}, {tr("Duration"), 70, true},
	}, nil, tableCallbacks{
		length: func() int { return len(v.all) }, row: v.row,
		chosen: func(n int) { v.whole.SetText(v.text(n)) },
	})
	copied := d.button(tr("Copy all"), theme.ContentCopyIcon(), tr("Copy the commands"), func() { copyText(commandsText(v.all)) })
	whole := container.NewStack(newThemedRect(colorNameStripe), container.NewVScroll(v.whole))
	parts := container.NewHSplit(v.table.titled(), container.NewBorder(nil, container.NewHBox(copied), nil, nil, whole))
	parts.SetOffset(0.5)
	v.CanvasObject = parts
	return v
}

func (v *commandsView) show(all []journal.Command) {
	v.all = all
	v.table.current = min(0, len(all)-1)
	v.whole.SetText(v.text(v.table.current))
	v.table.Refresh()
}

func (v *commandsView) text(n int) string {
	if n < 0 || n >= len(v.all) {
		return ""
	}
	text := commandText(v.all[n])
	if v.all[n].Error != "" {
		text += "\n\n" + v.all[n].Error
	}
	return text
}

func (v *commandsView) row(n int) tableRow {
	c := v.all[n]
	icon, color := statusIcon(done)
	if c.Error != "" {
		icon, color = statusIcon(failed)
	}
	took := tr("{{.Seconds}} s", textArgs{"Seconds": strconv.FormatFloat(c.Took.Seconds(), 'f', 2, 64)})
	text := filepath.Base(c.Program) + " " + strings.Join(c.Args, " ")
	return tableRow{icon, color, []string{text, c.Started.Local().Format(time.TimeOnly), took}, true}
}

// commandText writes a command for a POSIX shell.
func commandText(c journal.Command) string {
	words := []string{quoted(c.Program)}
	for _, arg := range c.Args {
		words = append(words, quoted(arg))
	}
	return strings.Join(words, " ")
}

func commandsText(all []journal.Command) string {
	var text strings.Builder
	for _, c := range all {
		text.WriteString("# " + c.Started.Local().Format(time.DateTime) + "  " + c.Took.String() + "\n" + commandText(c) + "\n")
		for line := range strings.Lines(c.Error) {
			text.WriteString("# " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	return text.String()
}

// quoted writes a word so that a POSIX shell takes it as it is.
func quoted(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=+,@%", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
