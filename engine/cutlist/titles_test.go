package cutlist

import (
	"strings"
	"testing"
)

func TestArtistsInTitles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		titles     Titling
		want       string
		warns      int
	}{
		{"most", "0:00 Intro\n1:00 Ada - One\n2:00 Bob – Two (Live)\n3:00 Cem — Three - Four\n", "", "0 - Intro\n60 - One artist=Ada\n120 - Two (Live) artist=Bob\n180 - Three - Four artist=Cem\n", 1},
		{"few", "0:00 Intro\n1:00 Ada - One\n2:00 Outro\n", "", "0 - Intro\n60 - Ada - One\n120 - Outro\n", 0},
		{"parts", "0:00 Chapter 1 - Birth\n1:00 Chapter 2 - Life\n2:00 Part Three - Death\n", "", "0 - Chapter 1 - Birth\n60 - Chapter 2 - Life\n120 - Part Three - Death\n", 0},
		{"hyphens", "0:00 Jean-Luc\n1:00 Anne-Marie\n", "", "0 - Jean-Luc\n60 - Anne-Marie\n", 0},
		{"kept whole", "0:00 Ada - One\n1:00 Bob - Two\n", TitlesWhole, "0 - Ada - One\n60 - Bob - Two\n", 0},
		{"the other way", "0:00 One - Ada\n1:00 Two - Bob\n", TitleArtist, "0 - One artist=Ada\n60 - Two artist=Bob\n", 0},
		{"asked for", "0:00 Intro\n1:00 Ada - One\n2:00 Outro\n", ArtistTitle, "0 - Intro\n60 - One artist=Ada\n120 - Outro\n", 0},
		{"with artists", "Start,End,Name,Artist\n0,1,A - B,X\n1,2,C - D,Y\n", "", "0 1 A - B artist=X\n1 2 C - D artist=Y\n", 0},
	} {
		l, err := Read(strings.NewReader(test.text), Options{Titles: test.titles})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := dump(l); got != test.want || len(l.Warnings) != test.warns {
			t.Errorf("%s: %q\n%swant\n%s", test.name, l.Warnings, got, test.want)
		}
	}
}
