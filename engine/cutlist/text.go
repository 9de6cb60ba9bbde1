package cutlist

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"audiospliter/engine/timeline"
)

// clean makes s one line of text that cannot hide anything: line breaks, tabs
// and wide or unbreakable spaces become spaces, other control characters go, and so do the characters
// that reorder or override the direction of text (U+202A to U+202E, U+2066 to
// U+2069), which can make one name look like another. The plain direction marks
// that right-to-left titles need stay.
func clean(s string) string {
	ok := true
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f {
			ok = false
			break
		}
	}
	if !ok {
		s = strings.ReplaceAll(s, "\r\n", " ")
		s = strings.Map(cleanRune, strings.ToValidUTF8(s, "\uFFFD"))
	}
	return strings.TrimSpace(s)
}

func cleanRune(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), isHidden(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return -1
	case r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF: // no characters, and XML refuses them
		return -1
	}
	return r
}

// lines steps through a normalised text line by line.
type lines struct {
	rest   string
	number int    // 1-based line of text
	text   string // the current line, without its end
}

func (l *lines) next() bool {
	if l.rest == "" {
		return false
	}
	l.number++
	l.text, l.rest, _ = strings.Cut(l.rest, "\n")
	return true
}

// parseTime reads what timeline.Parse reads; the common forms, digits with
// colons and a point, without its cost.
func parseTime(s string) (timeline.Time, error) {
	s = strings.TrimSpace(s)
	var (
		sum, field int64
		fields     = 1
		unit       int64 // of the fraction; 0 before the point
	)
	if len(s) == 0 || len(s) > 18 {
		return timeline.Parse(s)
	}
	digits := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			field = field*10 + int64(c-'0')
			unit *= 10
			digits++
		case c == ':' && digits > 0 && unit == 0 && fields < 3 && (fields == 1 || field < 60):
			sum, field, digits = (sum+field)*60, 0, 0
			fields++
		case (c == '.' || c == ',') && digits > 0 && unit == 0 && (fields == 1 || field < 60):
			sum, field, unit = sum+field, 0, 1
		default:
			return timeline.Parse(s)
		}
	}
	if digits == 0 || (unit == 0 && fields > 1 && field >= 60) {
		return timeline.Parse(s)
	}
	if unit == 0 {
		sum, field, unit = sum+field, 0, 1
	}
	if sum >= timeline.MaxTime || unit > 1_000_000_000 {
		return timeline.Parse(s)
	}
	return timeline.Ratio(sum*unit+field, unit), nil
}

// ticks returns t in units of 1/unit s, to the nearest.
func ticks(t timeline.Time, unit int64) int64 {
	return int64(timeline.Rate(unit).Position(t))
}

// clock returns t as HH:MM:SS with the given number of decimals, behind point.
func clock(t timeline.Time, decimals int, point string) string {
	unit := pow10(decimals)
	n := ticks(t, unit)
	s := n / unit
	text := fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
	if decimals > 0 {
		text += point + fmt.Sprintf("%0*d", decimals, n%unit)
	}
	return text
}

// seconds returns t as plain decimal seconds with at most the given number of
// decimals, and at least one digit before the point.
func seconds(t timeline.Time, decimals int) string {
	unit := pow10(decimals)
	n := ticks(t, unit)
	text := strconv.FormatInt(n/unit, 10)
	fraction := strings.TrimRight(fmt.Sprintf("%0*d", decimals, n%unit), "0")
	if fraction != "" {
		text += "." + fraction
	}
	return text
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// openEnd is how formats that must name an end say "up to the end of the
// audio": 99:59:59.999 or later, which no two-digit clock can go beyond.
var openEnd = timeline.Millis(359_999_999)

// isOpen reports whether an end that was read stands for the end of the audio.
func isOpen(end timeline.Time) bool { return end.Cmp(openEnd) >= 0 }

// openEndAfter returns the end to write for an open track.
func openEndAfter(start timeline.Time) timeline.Time {
	if start.Cmp(openEnd) < 0 {
		return openEnd
	}
	return timeline.Seconds(timeline.MaxTime)
}

// A printer writes text and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// cut splits s at its first run of spaces and tabs.
func cut(s string) (first, rest string) {
	s = strings.TrimSpace(s)
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

// isDigits reports whether s is ASCII digits and nothing else, and not empty.
func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// short returns s cut to what a message has room for.
func short(s string) string {
	s = clean(s)
	if len(s) <= 60 {
		return s
	}
	n := 57
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "..."
}

// micros returns t as seconds with six decimals.
func micros(t timeline.Time) string {
	n := ticks(t, 1_000_000)
	return fmt.Sprintf("%d.%06d", n/1_000_000, n%1_000_000)
}
