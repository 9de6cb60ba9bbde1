package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"audiospliter/engine/fault"
)

// line returns a line for people. Whatever is filled in, it is one line, without
// anything that a terminal obeys.
func line(format string, args ...any) string {
	return printable(fmt.Sprintf(format, args...)) + "\n"
}

// say prints a line for people, unless --quiet.
func (g *globals) say(format string, args ...any) {
	if !g.quiet {
		g.toPeople(line(format, args...))
	}
}

// toPeople writes lines for people. It may be called from any goroutine.
func (g *globals) toPeople(lines string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, _ = io.WriteString(g.people, lines)
}

// setPeople changes where lines for people go.
func (g *globals) setPeople(w io.Writer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.people = w
}

// report prints a failure for people.
func (g *globals) report(subject string, err error) { g.toPeople(reportOf(subject, err)) }

// reportOf returns lines on a failure: what failed, the code, the sentence, and the
// details beneath.
func reportOf(subject string, err error) string {
	e := fault.Of(err)
	text := line("%s: %s: %s", subject, e.Code, sentence(e))
	for detail := range strings.Lines(e.Details) {
		text += line("    %s", strings.TrimRight(detail, "\r\n"))
	}
	return text
}

// sentence returns the message of an error, which names the flag of the option at
// fault.
func sentence(e *fault.Error) string {
	text := e.Message.String()
	key, _, _ := strings.Cut(e.Field, "[") // of a list, one element
	flag := optionOf(key).Flag
	if key == "after" { // of watch, which is no option of a recipe
		flag = key
	}
	if flag == "" || strings.Contains(text, "--"+flag) {
		return text
	}
	return strings.TrimSuffix(text, " ("+e.Field+")") + " (--" + flag + ")"
}

// quietFor is how long the same trouble is not reported again.
const quietFor = time.Minute

// trouble reports an error that comes with each event, unless it has just
// reported the same: what fails for one event mostly fails for all. It may be
// called from any goroutine.
func (g *globals) trouble(subject string, err error) {
	text := reportOf(subject, err)
	g.mu.Lock()
	isNew := g.reported != text || time.Since(g.reportedAt) > quietFor
	if isNew {
		g.reported, g.reportedAt = text, time.Now()
	}
	g.mu.Unlock()
	if isNew {
		g.toPeople(text)
	}
}

// show prints a line of results for people.
func (g *globals) show(format string, args ...any) error {
	_, err := io.WriteString(g.app.Stdout, line(format, args...))
	return err
}

// print writes a result as one line of JSON.
func (g *globals) print(v any) error {
	enc := json.NewEncoder(g.app.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// put prints a line that programs read, such as a path, as it is. On a terminal it
// is one line in any case.
func (g *globals) put(text string) error {
	if _, people := g.app.Stdout.(plainWriter); people {
		text = printable(text)
	}
	_, err := io.WriteString(g.app.Stdout, text+"\n")
	return err
}

// result prints the one result of a command: an object with --json, else a text.
func (g *globals) result(object any, text string) error {
	if g.json {
		return g.print(object)
	}
	return g.put(text)
}

// A table shows results to people. Flush prints it.
type table struct {
	*tabwriter.Writer
	g *globals
}

func (g *globals) table() table {
	return table{tabwriter.NewWriter(g.app.Stdout, 0, 0, 2, ' ', 0), g}
}

// add adds a result: with --json an object that is printed at once, else a row.
func (t table) add(object any, cells ...any) error {
	if t.g.json {
		return t.g.print(object)
	}
	t.row(cells...)
	return nil
}

func (t table) row(cells ...any) {
	texts := mapped(cells, func(cell any) string { return strings.ReplaceAll(printable(fmt.Sprint(cell)), "\t", " ") })
	_, _ = io.WriteString(t, strings.Join(texts, "\t")+"\n")
}

// shortNames returns for each path the shortest end of it that no other one has:
// mostly the name of the file alone.
func shortNames(paths []string) map[string]string {
	names := make(map[string]string, len(paths))
	left := slices.Clone(paths)
	for n := 1; len(left) > 0; n++ {
		users := map[string]int{}
		whole := map[string]bool{}
		for _, path := range left {
			name, err := filepath.Abs(path)
			if err != nil {
				name = path
			}
			elements := strings.Split(name, string(filepath.Separator))
			if whole[path] = n >= len(elements); !whole[path] {
				name = filepath.Join(elements[len(elements)-n:]...)
			}
			names[path] = name
			users[name]++
		}
		left = slices.DeleteFunc(left, func(path string) bool { return whole[path] || users[names[path]] == 1 })
	}
	return names
}
