package window

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// speakers are the packages, and the one file of this, that make errors and
// warnings which come to the window.
var speakers = []string{"engine", "presets", "notifier", "assets", "ui/edit", "ui/watch", "ui/sound", "ui/window/intake.go"}

// unshown are those of their files that say nothing there: they write for the
// command line, for receivers of notifications, for other programs, or for tests.
var unshown = regexp.MustCompile(`/(assets/gen|engine/internal/mediatest|engine/wire|engine/waveform/picture|notifier/chat)/|` +
	`/(engine/cut/(manifest|describe)|presets/builtin|notifier/sample|\w+_test)\.go$`)

// mute are the functions whose texts are not shown: they find, log or store
// them, write them to a file, or put them into the details beneath a sentence.
var mute = regexp.MustCompile(`^(Contains|HasPrefix|EqualFold|Trim\w*|set|field|slog\.\w+|f|Exec\w*|Prepare|Query\w*|and|rows|WithDetails|errOther|errDamaged)$`)

// plain are the files whose errors without a code are shown as sentences, and
// inner those whose are filled into a sentence.
var (
	plain = regexp.MustCompile(`/(engine/timeline|ui/edit)/`)
	inner = regexp.MustCompile(`/engine/naming/`)
)

// crumbs are parts of sentences that do not look like words for people.
var crumbs = []string{
	"the settings", "damaged", "written by a newer AudioSpliter", "reaches {{.N}} dB",
	"Install it with: {{.A}}", "Segment {{.N}}: {{.A}}", "{{.A}} and {{.N}} more", "(line {{.N}})",
}

var (
	full   = regexp.MustCompile(`(?s)^["%A-Zh].* .*\.$`)
	prose  = regexp.MustCompile(`[a-z]{2}[,;:]? \(?[a-z]`)
	letter = regexp.MustCompile(`[A-Za-z]`)
	verb   = regexp.MustCompile(`%%|%[-+# 0]*[\d.]*[a-zA-Z]`)
)

// spokenBelow reads the code of the speakers for their sentences, and for the
// words that are filled into them, as the translations have them.
func spokenBelow(t *testing.T) []string {
	t.Helper()
	var texts []string
	all := map[string]bool{}
	for _, dir := range speakers {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(path string, _ fs.DirEntry, err error) error {
			path = filepath.ToSlash(path)
			if err != nil || filepath.Ext(path) != ".go" || unshown.MatchString(path) {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err == nil {
				listen(file, path, func(text string, shown bool) {
					text = keyOf(text)
					if shown && !all[text] {
						texts = append(texts, text)
					}
					all[text] = all[text] || shown
				})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range crumbs {
		if shown, said := all[text]; !said {
			t.Errorf("nobody says %q", text)
		} else if !shown {
			texts = append(texts, text)
		}
	}
	return texts
}

// listen hears each text in the code, and tells those that are shown.
func listen(file *ast.File, path string, hear func(text string, shown bool)) {
	var around []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			around = around[:len(around)-1]
			return true
		}
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		e, _ := n.(ast.Expr)
		text, ok := formatOf(e)
		if !ok {
			around = append(around, n)
			return true
		}
		by, muted := "", false
		for i, outer := range around {
			switch outer := outer.(type) {
			case *ast.CallExpr:
				if i+1 < len(around) && around[i+1] == outer.Fun {
					continue // it is in what the method is called on
				}
				by = callee(outer)
				muted = muted || mute.MatchString(by)
			case *ast.FuncLit:
				by, muted = "", false
			}
		}
		data := false // of tables, and results of functions
		switch around[len(around)-1].(type) {
		case *ast.CompositeLit, *ast.KeyValueExpr, *ast.ValueSpec, *ast.ReturnStmt:
			data = true
		}
		failure := (by == "errors.New" || by == "Errorf") && !inner.MatchString(path)
		switch {
		case muted || !letter.MatchString(verb.ReplaceAllString(text, "")):
			hear(text, false)
		case by == "warnOf":
			hear(text+": %s.", true)
		case full.MatchString(text):
			hear(text, true)
		case failure && plain.MatchString(path):
			hear(sentence(fmt.Errorf("%s", text)), true)
		default:
			hear(text, prose.MatchString(text) && !data && !failure)
		}
		return false
	})
}

// formatOf returns a text of the code, with verbs for what is filled in.
func formatOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		a, first := formatOf(e.X)
		b, second := formatOf(e.Y)
		if e.Op != token.ADD || !first && !second {
			return "", false
		}
		if !first {
			a = "%s"
		}
		if !second {
			b = "%s"
		}
		return a + b, true
	}
	return "", false
}

// callee names the function that is called, and the package of some.
func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if of, ok := f.X.(*ast.Ident); ok && (of.Name == "slog" || of.Name == "errors") {
			return of.Name + "." + f.Sel.Name
		}
		return f.Sel.Name
	}
	return ""
}

// keyOf is a format as the translations have it.
func keyOf(format string) string {
	numbers, others := 0, 0
	return verb.ReplaceAllStringFunc(strings.TrimSpace(format), func(found string) string {
		switch found[len(found)-1] {
		case '%':
			return "%"
		case 'd', 'f', 'g':
			if numbers++; numbers == 1 {
				return "{{.N}}"
			}
			return fmt.Sprintf("{{.N%d}}", numbers)
		}
		others++
		return fmt.Sprintf("{{.%c}}", 'A'+others-1)
	})
}

// TestSaid says sentences as the engine does: with names filled in that look
// like sentences, one after another, and one within another. It is not parallel:
// the language is the program's.
func TestSaid(t *testing.T) {
	b := newBench(t, Options{})
	t.Cleanup(func() { speak("") })
	b.setLanguage("de")
	for in, want := range map[string]string{
		"Who knows.":                      "Who knows.",
		"The file is not there any more.": "Die Datei ist nicht mehr da.",
		"The source is shorter (0:30) than a segment (10:00): it is one segment.":                                                                                  "Die Quelle ist kürzer (0:30) als ein Segment (10:00): Sie ist ein einziges Segment.",
		`/x/01. Intro. Why.mp3 exists already: choose another folder, or what to do about files that exist.`:                                                       `/x/01. Intro. Why.mp3 gibt es schon: Wählen Sie einen anderen Ordner oder was mit vorhandenen Dateien geschieht.`,
		"The headers of this file and its audio do not agree. So the audio is encoded anew.":                                                                       "Die Kopfdaten dieser Datei und ihr Audio passen nicht zusammen. Das Audio wird deshalb neu kodiert.",
		"This codec can be read but not written, so segments are FLAC, without loss. FLAC is lossless: the bitrate that was asked for does not apply.":             "Dieser Codec kann gelesen, aber nicht geschrieben werden; die Segmente werden verlustfrei zu FLAC. FLAC ist verlustfrei: Die gewünschte Bitrate gilt nicht.",
		"Line 3 of the cut list cannot be used: it ends at 0:10, before it begins at 0:20.":                                                                        "Zeile 3 der Schnittliste ist nicht verwendbar: der Eintrag endet bei 0:10, bevor er bei 0:20 beginnt.",
		`Without a length, and left out: 1 "One" (line 4), 2 (line 5) and 12 more.`:                                                                                `Ohne Länge und ausgelassen: 1 "One" (Zeile 4), 2 (Zeile 5) und 12 weitere.`,
		"There are only 2 segments, so none has the excluded index: 7.":                                                                                            "Es gibt nur 2 Segmente, also hat keines den ausgeschlossenen Index: 7.",
		"Every segment is excluded, so there is nothing to write. (exclude)":                                                                                       "Jedes Segment ist ausgeschlossen, es gibt also nichts zu schreiben.",
		"No silence below -40.0 dB of at least 1 s is in the source. The quietest moment, at 0:03, is digital silence: try another threshold or shorter silences.": "Keine Stille unter -40.0 dB von mindestens 1 s ist in der Quelle. Der leiseste Moment, bei 0:03, ist digitale Stille: Versuchen Sie eine andere Schwelle oder kürzere Stillen.",
		"The name template is wrong at character 3: there is no field {nme}; there are {name} {ext} and {meta.KEY}.":                                               "Die Namensvorlage ist bei Zeichen 3 falsch: es gibt kein Feld {nme}; es gibt {name} {ext} und {meta.KEY}.",
		"AudioSpliter needs ffmpeg, which is not installed. Install it with: sudo apt-get install ffmpeg":                                                          "AudioSpliter braucht ffmpeg, das nicht installiert ist. Installieren Sie es mit: sudo apt-get install ffmpeg",
		"The receiver answered 410: it wants no more deliveries. It is switched off, and 3 more are not sent.":                                                     "Der Empfänger antwortete 410: Er will keine Zustellungen mehr. Er ist abgeschaltet, und 3 weitere werden nicht gesendet.",
	} {
		if got := said(in); got != want {
			t.Errorf("%q is said as\n%q, want\n%q", in, got, want)
		}
	}
}

// TestEverySayingCanBeSaid fills each text in with names and numbers, in each
// language: it is known again, and not taken for another.
func TestEverySayingCanBeSaid(t *testing.T) {
	b := newBench(t, Options{})
	t.Cleanup(func() { speak("") })
	texts := spokenBelow(t)
	for _, l := range languages[1:] {
		b.setLanguage(l.code)
		for _, text := range texts {
			values := words{}
			filled := filling.ReplaceAllStringFunc(text, func(name string) string {
				value := `"x.mp3"`
				if name[3] == 'N' {
					value = "7"
				}
				values[strings.Trim(name, "{.}")] = value
				return value
			})
			if got, ok := phrase(filled); !ok || got != tr(text, values) {
				t.Errorf("%s: %q is said as %q", l.code, filled, got)
			}
		}
	}
}
