package cutlist

import (
	"strings"
	"testing"
)

func TestNotesOfManyHands(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"emoji", "⌨️ (0:00) Intro\n⌨️ (0:45) Setup\n", "0 - Intro\n45 - Setup\n"},
		{"some emoji", "0:00 Intro\n🎸 1:30 Solo\n3:00 🎉 End\n", "0 - Intro\n90 - Solo\n180 - 🎉 End\n"},
		{"signed numbers", "#1 (0:00) Intro\n#2 (0:45) Setup\n", "0 - Intro\n45 - Setup\n"},
		{"keycaps", "1️⃣ 0:00 One\n2️⃣ 1:00 Two\n", "0 - One\n60 - Two\n"},
		{"circled numbers", "① 0:00 One\n② 1:00 Two\n", "0 - One\n60 - Two\n"},
		{"bullets", "◦ 0:00 a\n✅ 1:00 b\n→ 2:00 c\n⏱️2:30 d\n", "0 - a\n60 - b\n120 - c\n150 - d\n"},
		{"words and numbers", "Track 1: 0:00 a\nChapter 2 – 1:00 b\n第３章 2:00 c\nKapitel 4 (3:00) d\n", "0 - a\n60 - b\n120 - c\n180 - d\n"},
		{"brackets of Japanese", "【0:00】甲\n【1:30】乙\n", "0 - 甲\n90 - 乙\n"},
		{"wide colons", "0：00 甲\n1：30 乙\n", "0 - 甲\n90 - 乙\n"},
		{"other brackets", "（0：00）甲\n［１：００］乙\n「2:00」丙\n", "0 - 甲\n60 - 乙\n120 - 丙\n"},
		{"no space", "0:00甲\n1:30乙\n", "0 - 甲\n90 - 乙\n"},
		{"behind", "甲 0:00\n乙【1:30】\n丙（２：００）\n", "0 - 甲\n90 - 乙\n120 - 丙\n"},
		{"ranges with a wave", "0:00～1:30 甲\n1:30〜3:00 乙\n", "0 90 甲\n90 180 乙\n"},
		{"starts and ends", "0:00 1:30 a\n1:30 3:00 b\n3:00 4:00 c\n", "0 90 a\n90 180 b\n180 240 c\n"},
		{"starts and lengths", "0:00 3:30 a\n3:30 4:10 b\n7:40 2:00 c\n", "0 - a\n210 - b\n460 - c\n"},
		{"lengths behind", "0:00 a (3:30)\n3:30 b (4:10)\n7:40 c (2:00)\n", "0 - a\n210 - b\n460 - c\n"},
		{"ends behind", "0:00 a 3:30\n3:30 b 7:40\n7:40 c 9:00\n", "0 210 a\n210 460 b\n460 540 c\n"},
		{"a time in a title", "0:00 Meet at 7:30 in Rome\n5:00 Rehearsal 10:30\n9:00 End\n", "0 - Meet at 7:30 in Rome\n300 - Rehearsal 10:30\n540 - End\n"},
		{"all in a line", "0:00 Intro, 1:30 Verse | 3:00 Chorus - 4:00 End\n", "0 - Intro\n90 - Verse\n180 - Chorus\n240 - End\n"},
		{"two in a line", "0:00 a 1:00 b\n2:00 c 3:00 d\n", "0 - a\n60 - b\n120 - c\n180 - d\n"},
		{"links in Markdown", "[0:00](https://example.org/?t=0) a\n[1:00](https://example.org/?t=60) b\n", "0 - a\n60 - b\n"},
		{"links in HTML", "<a href=\"https://example.org/?t=0\">0:00</a> a<br>\n<a href=\"x\">1:00</a> b<br>\n", "0 - a\n60 - b\n"},
		{"quotes stay", "0:00 \"Heroes\"\n1:00 ‘Low’\n", "0 - \"Heroes\"\n60 - ‘Low’\n"},
		{"times in quotes", "\"0:00\" a\n\"1:00\" b\n", "0 - a\n60 - b\n"},
	} {
		l, err := Read(strings.NewReader(test.text), Options{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := dump(l); l.Format != YouTube || got != test.want {
			t.Errorf("%s: %s\n%swant\n%s", test.name, l.Format, got, test.want)
		}
	}
}
