package naming

import (
	"strconv"
	"strings"
	"time"

	"audiospliter/engine/timeline"
)

// Fields is what a template can say of one segment. Empty texts and zero dates
// leave nothing in the name.
type Fields struct {
	Name   string // of the source, without folder and extension
	Index  int    // from 0
	Count  int    // of all segments
	Title  string
	Artist string
	Album  string
	Genre  string
	Year   string
	Shift  int    // of {number}, which without one is Index + 1, where a cut list counts otherwise
	Track  string // number of the track; of "3/12", the 3 is used
	Disc   string // number of the disc, as Track

	AlbumArtist string

	Start, End timeline.Time // in the source
	Date       time.Time     // of the run
	Mode       string
	Preset     string
	Meta       map[string]string // {meta.KEY}
}

var (
	numbers = []string{"index", "number", "count", "track", "disc"}
	texts   = []string{"name", "ext", "title", "artist", "albumartist", "album", "genre", "year", "start", "end", "duration", "date", "mode", "preset"}
)

// value returns the text of a field, numbers without their padding.
func (f *Fields) value(field, ext string) string {
	switch field {
	case "index":
		return strconv.Itoa(f.Index)
	case "number":
		return strconv.Itoa(f.Index + 1 + f.Shift)
	case "count":
		return strconv.Itoa(f.Count)
	case "track":
		return numberOf(f.Track)
	case "disc":
		return numberOf(f.Disc)
	case "name":
		return f.Name
	case "ext":
		return ext
	case "title":
		return f.Title
	case "artist":
		return f.Artist
	case "albumartist":
		return f.AlbumArtist
	case "album":
		return f.Album
	case "genre":
		return f.Genre
	case "year":
		return f.Year
	case "start":
		return clock(f.Start)
	case "end":
		return clock(f.End)
	case "duration":
		return clock(f.End.Sub(f.Start))
	case "date":
		if f.Date.IsZero() {
			return ""
		}
		return f.Date.Format(time.DateOnly)
	case "mode":
		return f.Mode
	case "preset":
		return f.Preset
	}
	return f.Meta[strings.TrimPrefix(field, "meta.")]
}

// numberOf returns the number of "3/12", which is 3.
func numberOf(s string) string {
	number, _, _ := strings.Cut(s, "/")
	return strings.TrimSpace(number)
}

// clock is a time without the colons that file names cannot have.
func clock(t timeline.Time) string { return strings.ReplaceAll(t.Clock(), ":", "-") }

// pad fills a number with zeros up to width; what is no number stays.
func pad(s string, width int) string {
	if !isNumber(s) || len(s) >= width {
		return s
	}
	return strings.Repeat("0", width-len(s)) + s
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
