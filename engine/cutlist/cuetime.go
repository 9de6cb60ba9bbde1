package cutlist

import (
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// A cueClock is the time of an INDEX as it was written: its fields, and the
// decimals of the last.
type cueClock struct {
	fields  []int64
	width   int    // digits of the last field
	decimal string // with its point; "" where there is none
}

// parseCueClock reads two to four numbers with colons between, the last with
// decimals or without.
func parseCueClock(s string) (cueClock, bool) {
	var c cueClock
	s = strings.ReplaceAll(s, ";", ":")
	if i := strings.IndexAny(s, ".,"); i >= 0 {
		if !isDigits(s[i+1:]) || len(s)-i > 10 {
			return c, false
		}
		s, c.decimal = s[:i], "."+s[i+1:]
	}
	for f := range strings.SplitSeq(s, ":") {
		if !isDigits(f) || len(f) > 7 {
			return c, false
		}
		n, _ := strconv.ParseInt(f, 10, 64)
		c.fields, c.width = append(c.fields, n), len(f)
	}
	n := len(c.fields)
	// All but the first field, and the last where it may count frames, are below 60.
	for i, f := range c.fields {
		if i > 0 && f > 59 && (i < n-1 || n == 2 || c.decimal != "") {
			return c, false
		}
	}
	return c, n == 2 || n == 3 || n == 4 && c.decimal == ""
}

// plain reports whether the time has the form of the standard, mm:ss:ff.
func (c cueClock) plain() bool { return len(c.fields) == 3 && c.decimal == "" }

// seconds returns the time whose last field counts seconds.
func (c cueClock) seconds() timeline.Time {
	t := timeline.Seconds(sexagesimal(c.fields))
	if c.decimal != "" {
		if fraction, err := parseTime("0" + c.decimal); err == nil {
			t = t.Add(fraction)
		}
	}
	return t
}

// parts returns the time whose last field counts parts of 1/unit s.
func (c cueClock) parts(unit int64) timeline.Time {
	last := len(c.fields) - 1
	return timeline.Ratio(sexagesimal(c.fields[:last])*unit+c.fields[last], unit)
}

func sexagesimal(fields []int64) (n int64) {
	for _, f := range fields {
		n = n*60 + f
	}
	return n
}

// readTimes gives each index its time. What the last field of mm:ss:ff counts
// is the same throughout the sheet.
func (c *cueReader) readTimes() error {
	unit := c.unit()
	shorter := false
	for _, t := range c.tracks {
		for i := range t.indexes {
			x := &t.indexes[i]
			last := x.clock.fields[len(x.clock.fields)-1]
			switch {
			case x.clock.plain() && unit > 0 || len(x.clock.fields) == 4:
				u := int64(75)
				if x.clock.plain() {
					u = unit
				}
				if last >= u {
					return c.fail(x.line, "it has a frame over %d", u-1)
				}
				x.at = x.clock.parts(u)
			default:
				if !x.clock.plain() && !shorter {
					shorter = true
					c.warn(x.line, "its INDEX counts no frames, and was read as a time of the clock")
				}
				x.at = x.clock.seconds()
			}
		}
	}
	return nil
}

// unit returns what the last field of mm:ss:ff counts, as parts of a second: 75
// by the standard, 0 where the fields are hours, minutes and seconds.
func (c *cueReader) unit() int64 {
	var starts []cueIndex
	var over, wide, most int64
	for _, t := range c.tracks {
		for _, x := range t.indexes {
			if !x.clock.plain() {
				continue
			}
			last := x.clock.fields[2]
			most = max(most, last)
			if last > 75 {
				over++
			}
			if x.clock.width == 3 {
				wide++
			}
			if x.number == "1" {
				starts = append(starts, x)
			}
		}
	}
	if len(starts) == 0 || c.byFrame {
		return 75
	}
	line := starts[0].line
	switch {
	case wide > 1:
		c.warn(line, "the last field of the times has three digits, and was read as thousandths of a second")
		return 1000
	case over > 1:
		c.warn(line, "the last field of the times goes beyond the 75 frames of a second, and was read as hundredths")
		return 100
	case most > 59:
		return 75
	case strings.HasPrefix(c.author, "rekordbox") && c.fits(starts):
		return 0
	case c.crowded(starts):
		c.warn(line, "the times were taken for hours, minutes and seconds, as programs for DJs write them; by frames all tracks would last seconds (a line REM FRAMES 75 says that they do)")
		return 0
	}
	return 75
}

// fits reports whether the times lie within the audio as hours, minutes and
// seconds; true where its length is not known.
func (c *cueReader) fits(starts []cueIndex) bool {
	length := c.options.Length
	return length.IsZero() || starts[len(starts)-1].clock.seconds().Cmp(length) < 0
}

// crowded reports whether tracks would be too short to be any if their times
// counted frames, and lie as tracks do if they count hours, minutes and seconds.
func (c *cueReader) crowded(starts []cueIndex) bool {
	// Tracks last this many seconds on average, more or less certainly.
	shortest := int64(10)
	n := int64(len(starts) - 1)
	length := c.options.Length
	if n < 1 || n < 2 && length.IsZero() || !c.fits(starts) {
		return false
	}
	if !length.IsZero() {
		shortest = 60
	}
	for i := range n {
		if starts[i].file != starts[i+1].file && starts[i+1].clock.seconds().Cmp(starts[i].clock.seconds()) <= 0 {
			return false // each file counts from its own beginning
		}
	}
	last := starts[n].clock.parts(75)
	if last.Cmp(timeline.Seconds(shortest*n)) >= 0 {
		return false
	}
	// A sheet for all of the audio does not end in its first twentieth.
	return length.IsZero() || timeline.Ratio(ticks(last, 1000)*20, 1000).Cmp(length) < 0
}
