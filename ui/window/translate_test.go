package window

import (
	"fmt"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/message"
	"audiospliter/engine/naming"
)

// TestTexts says texts in German: one after another, one within another, with
// names that look like sentences, and what no translation has. It is not
// parallel: the language is the program's.
func TestTexts(t *testing.T) {
	b := newBench(t, Options{})
	t.Cleanup(func() { useLanguage("") })
	b.setLanguage("de")
	listed := message.List(message.Join(message.New("%d", 1), message.New("%q", "One"), message.New("(line %d)", 4)), message.Literal("2"))
	for want, text := range map[string]message.Text{
		"": nil,
		"Die Quelle ist kürzer (0:30) als ein Segment (10:00): Sie ist ein einziges Segment.":                                      message.New("The source is shorter (%s) than a segment (%s): it is one segment.", "0:30", "10:00"),
		"/x/01. Intro. Why.mp3 gibt es schon: Wählen Sie einen anderen Ordner oder was mit vorhandenen Dateien geschieht.":         message.New("%s exists already: choose another folder, or what to do about files that exist.", "/x/01. Intro. Why.mp3"),
		"Die Kopfdaten dieser Datei und ihr Audio passen nicht zusammen. Das Audio wird deshalb neu kodiert.":                      message.Join(message.New("The headers of this file and its audio do not agree."), message.New("So the audio is encoded anew.")),
		`Ohne Länge und ausgelassen: 1 "One" (Zeile 4), 2 und 12 weitere.`:                                                         message.New("Without a length, and left out: %s.", message.New("%s and %d more", listed, 12)),
		"Es gibt nur 1 Segment, also hat keines den ausgeschlossenen Index: 7.":                                                    message.New("There are only %s, so none has the excluded index: %s.", message.Count(1, "%d segment", "%d segments"), message.New("%d", 7)),
		"Es gibt nur 2 Segmente, also hat keines den ausgeschlossenen Index: 7.":                                                   message.New("There are only %s, so none has the excluded index: %s.", message.Count(2, "%d segment", "%d segments"), "7"),
		"Keine Stille unter -40.0 dB von mindestens 1 s ist in der Quelle.":                                                        message.New("No silence below %.1f dB of at least %s s is in the source.", -40.0, "1"),
		"AudioSpliter braucht ffmpeg, das nicht installiert ist. Installieren Sie es mit: brew install ffmpeg":                     message.New("AudioSpliter needs ffmpeg, which is not installed. %s", message.New("Install it with: %s", "brew install ffmpeg")),
		"Der Empfänger antwortete 410: Er will keine Zustellungen mehr. Er ist abgeschaltet, und 3 weitere werden nicht gesendet.": message.New("%s It is switched off, and %d more are not sent.", message.New("The receiver answered 410: it wants no more deliveries."), 3),
		"1 Datei":                              message.Count(1, "%d file", "%d files"),
		"a.mp3: Diese Vorlage ist beschädigt.": message.New("%s: %s", "a.mp3", message.New("This preset is damaged.")),
		"Die Datei ist nicht mehr da.":         message.Literal("The file is not there any more."), // as an older program kept it
	} {
		if got, ok := translate(text); got != want || !ok {
			t.Errorf("%q, %v, want %q", got, ok, want)
		}
	}
	for _, text := range []message.Text{
		message.Literal("Who knows."),
		message.New("Who knows %d.", 7),
		{{Format: "The source is shorter (%s) than a segment (%s): it is one segment.", Args: []any{"0:30"}}},
	} {
		if got, ok := translate(text); got != text.String() || ok {
			t.Errorf("%q is said as %q, %v", text, got, ok)
		}
	}
}

// TestEveryTextIsFilledIn fills each text in with names and numbers, in each
// language: nothing of that is lost, and all of it is in the language.
func TestEveryTextIsFilledIn(t *testing.T) {
	b := newBench(t, Options{})
	t.Cleanup(func() { useLanguage("") })
	texts, _ := formats(t)
	for _, l := range languages[1:] {
		b.setLanguage(l.code)
		for _, format := range texts {
			_, verbs, _ := keyOf(format)
			s := message.Sentence{Format: format}
			for i, verb := range verbs {
				var arg any = fmt.Sprintf("x%d.mp3", i)
				switch verb[len(verb)-1] {
				case 'd':
					arg = int64(70 + i)
				case 'f', 'g':
					arg = 70.5 + float64(i)
				}
				s.Args = append(s.Args, arg)
			}
			got, ok := translate(message.Text{s})
			if !ok || got == "" || strings.Contains(got, "<no value>") {
				t.Errorf("%s: %q is said as %q, %v", l.code, s, got, ok)
			}
			for i, verb := range verbs {
				if filled := fmt.Sprintf(verb, s.Args[i]); !strings.Contains(got, filled) {
					t.Errorf("%s: %q is said as %q without %s", l.code, s, got, filled)
				}
			}
		}
	}
}

// TestErrorsAreSentences says errors in German: failures, those with a text, and
// those with a code but of another version.
func TestErrorsAreSentences(t *testing.T) {
	b := newBench(t, Options{})
	t.Cleanup(func() { useLanguage("") })
	b.setLanguage("de")
	_, template := naming.Parse("{nme:3}")
	_, missing := ffmpeg.Find("/nowhere")
	for _, c := range []struct {
		err  error
		want string
	}{
		{template, "Die Namensvorlage ist bei Zeichen 1 falsch: es gibt kein Feld {nme}; "},
		{missing, `Die Einstellung nennt "/nowhere", wo kein ffmpeg`},
		{message.Errorf("not a time: %s has a field over 59", "1:99"), "Keine Zeit: 1:99 hat ein Feld über 59."},
	} {
		if got := sentence(c.err); len(got) < len(c.want) || got[:len(c.want)] != c.want {
			t.Errorf("%v is said as %q, want %q", c.err, got, c.want)
		}
	}
	unknown := fault.New(fault.DiskFull, "It is more than full.").WithDetails("tail")
	if got := failureText(unknown); got != "Der Datenträger ist voll." {
		t.Errorf("in general it is said as %q", got)
	}
	if got := detailsText(unknown); got != "It is more than full.\n\ntail" {
		t.Errorf("its details are %q", got)
	}
}
