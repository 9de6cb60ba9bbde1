package cutlist

import (
	"regexp"
	"strings"
	"unicode"
)

// A Titling says what the titles of a list hold.
type Titling string

// The titlings.
const (
	TitlesGuess Titling = ""             // artist and title where most titles look so, and no track has an artist
	TitlesWhole Titling = "whole"        // titles alone
	ArtistTitle Titling = "artist-title" // Artist - Title
	TitleArtist Titling = "title-artist" // Title - Artist
)

// Titlings are those that can be asked for.
var Titlings = []Titling{TitlesWhole, ArtistTitle, TitleArtist}

// titleDash parts artist and title: a dash between spaces.
var titleDash = regexp.MustCompile(`\s+(?:[-–—―－~]|//)\s+`)

// nameArtists tells artist and title apart in titles that hold both.
func (r *reader) nameArtists() {
	titling := r.options.Titles
	if titling == TitlesWhole || titling == TitlesGuess && !r.titlesHoldArtists() {
		return
	}
	for i := range r.list.Tracks {
		t := &r.list.Tracks[i]
		a, b, ok := splitTitle(t.Title)
		if !ok {
			continue
		}
		if titling == TitleArtist {
			a, b = b, a
		}
		t.Title = b
		if t.Tags["artist"] == "" {
			t.tag("artist", a)
		}
	}
	if titling == TitlesGuess {
		r.note("Titles were taken for artist and title, as most have a dash between two names; the option titles can keep them whole.")
	}
}

func isDash(r rune) bool {
	switch r {
	case '-', '–', '—', '―', '－', '~', '/':
		return true
	}
	return false
}

// splitTitle splits a title at its first dash.
func splitTitle(title string) (a, b string, ok bool) {
	if !strings.ContainsFunc(title, isDash) { // the rule is slower
		return "", "", false
	}
	at := titleDash.FindStringIndex(title)
	if at == nil || at[0] == 0 || at[1] == len(title) {
		return "", "", false
	}
	return title[:at[0]], title[at[1]:], true
}

// partWord begins what stands before a dash and names a part rather than a person.
var partWord = regexp.MustCompile(`(?i)^(?:track|chapter|part|episode|scene|act|day|session|section|lesson|unit|disc|side|vol|volume|intro|outro|` +
	`kapitel|teil|folge|tag|lektion|chapitre|partie|épisode|jour|leçon|cap[ií]tulo|parte|episodio|día|lección|第)`)

// titlesHoldArtists reports whether most titles have a dash between two names,
// and what stands before it is no kind of part, such as Chapter 3.
func (r *reader) titlesHoldArtists() bool {
	switch r.list.Format {
	case Cue, YouTube, Audacity, CSV, TSV, MP4Chaps, OGG, FFMetadata, PodcastJSON, PSC, JSON, Matroska:
	default:
		return false
	}
	both, titled := 0, 0
	for _, t := range r.list.Tracks {
		if t.Tags["artist"] != "" {
			return false
		}
		if t.Title == "" {
			continue
		}
		titled++
		if a, _, ok := splitTitle(t.Title); ok && strings.ContainsFunc(a, unicode.IsLetter) && !partWord.MatchString(a) {
			both++
		}
	}
	return both > 1 && 4*both >= 3*titled
}
