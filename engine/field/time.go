package field

import (
	"regexp"
	"slices"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// Time is a length of time or a place on the timeline.
func Time(p *timeline.Time) Value { return of("time", p, ParseTime, PrintTime) }

// Times is a list of places on the timeline, which is written a line each.
func Times(p *[]timeline.Time) Value {
	return of("times", p, ParseTimes, func(times []timeline.Time) string {
		texts := make([]string, len(times))
		for i, t := range times {
			if texts[i] = PrintTime(t); t.IsZero() {
				texts[i] = "0"
			}
		}
		return strings.Join(texts, "\n")
	})
}

// ParseTime reads what timeline.Parse reads, with its units in any case.
func ParseTime(s string) (timeline.Time, error) {
	return timeline.Parse(strings.ToLower(plain(s)))
}

// ParseTimes reads times between commas, semicolons, spaces or lines. A time may
// hold spaces where its units get smaller, as in "1h 30m".
func ParseTimes(s string) ([]timeline.Time, error) {
	var times []timeline.Time
	for _, part := range strings.FieldsFunc(strings.ToLower(plain(s)), func(r rune) bool { return strings.ContainsRune(",;\r\n", r) }) {
		for _, word := range splitTimes(part) {
			t, err := timeline.Parse(word)
			if err != nil {
				return nil, fault.Wrap(err, fault.InvalidParams, "%q is no time: write 90, 1:30, 01:30:00.250 or 1h30m.", word).WithDetails("")
			}
			times = append(times, t)
		}
	}
	if len(times) == 0 {
		return nil, fault.New(fault.InvalidParams, "Write where to cut, such as 10:00, 20:30.5 or one time a line.")
	}
	return times, nil
}

// units are those of a time, from the largest.
var units = []string{"h", "m", "s", "ms", "us", "µs", "ns"}

const unit = `(h|ms|m|us|µs|ns|s)`

var (
	loneUnit  = regexp.MustCompile(`(\d)[ \t]+` + unit + `(?:[ \t]|$)`)
	firstUnit = regexp.MustCompile(`^[\d.]+` + unit)
	lastUnit  = regexp.MustCompile(`[\d.]` + unit + `$`)
)

// splitTimes parts times at the spaces between them.
func splitTimes(s string) []string {
	var times []string
	for _, word := range strings.Fields(loneUnit.ReplaceAllString(s, "$1$2 ")) {
		if n := len(times) - 1; n >= 0 && smaller(lastUnit.FindStringSubmatch(times[n]), firstUnit.FindStringSubmatch(word)) {
			times[n] += word
		} else {
			times = append(times, word)
		}
	}
	return times
}

// smaller reports whether two matches found units, the second smaller than the
// first.
func smaller(first, second []string) bool {
	return first != nil && second != nil && slices.Index(units, second[1]) > slices.Index(units, first[1])
}

// PrintTime writes t exactly and readably: 10:00, 1:02:03.5, and below a minute
// plain seconds with their unit; "" for 0.
func PrintTime(t timeline.Time) string {
	if t.IsZero() {
		return ""
	}
	clock := t.Clock()
	if exact, err := timeline.Parse(clock); err != nil || exact.Cmp(t) != 0 {
		return t.String()
	}
	clock = strings.TrimSuffix(strings.TrimRight(clock, "0"), ".") // there is always a point
	if t.Cmp(timeline.Seconds(60)) >= 0 {
		return strings.TrimPrefix(strings.TrimPrefix(clock, "00:"), "0")
	}
	clock = strings.TrimPrefix(strings.TrimPrefix(clock, "00:00:"), "0")
	if strings.HasPrefix(clock, ".") || clock == "" {
		clock = "0" + clock
	}
	return clock + "s"
}
