package cutlist

import (
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// readAudition reads markers as Adobe Audition exports them: columns between
// tabs under English headings. The Time Format column says how to read a time:
// decimal, or a frame rate such as "75 fps".
func readAudition(r *reader) error {
	heads := map[string]int{}
	for r.next() {
		row := strings.Split(r.lines.text, "\t")
		if strings.TrimSpace(r.lines.text) == "" {
			continue
		}
		if len(heads) == 0 {
			for i, f := range row {
				heads[strings.ToLower(clean(f))] = i
			}
			if _, ok := heads["start"]; !ok {
				return r.fail(r.number, "markers of Audition begin with a row of headings, Name, Start, Duration")
			}
			continue
		}
		field := func(name string) string {
			if i, ok := heads[name]; ok && i < len(row) {
				return clean(row[i])
			}
			return ""
		}
		start, err := auditionTime(r, field("start"), field("time format"))
		if err != nil {
			return err
		}
		t := Track{Start: start, Point: true}
		if length := field("duration"); length != "" {
			d, err := auditionTime(r, length, field("time format"))
			if err != nil {
				return err
			}
			t = span(start, start.Add(d))
		}
		t.Title = field("name")
		t.tag("comment", field("description"))
		if err := r.add(r.number, t); err != nil {
			return err
		}
	}
	return nil
}

func auditionTime(r *reader, text, format string) (timeline.Time, error) {
	count, word, _ := strings.Cut(format, " ")
	switch {
	case strings.EqualFold(format, "samples"):
		return timeline.Time{}, r.fail(r.number, "its time is in samples: set Audition to show decimal time and export again")
	case strings.HasPrefix(strings.ToLower(word), "fps"):
		rate, err := ParseFrameRate(count)
		if err != nil {
			return timeline.Time{}, r.fail(r.number, "%q is no frame rate", short(format))
		}
		at := strings.LastIndexAny(text, ":;")
		if at < 0 || !isDigits(text[at+1:]) || len(text)-at > 5 {
			return timeline.Time{}, r.fail(r.number, "%q is no time in frames", short(text))
		}
		whole, err := r.time(r.number, text[:at])
		if err != nil {
			return timeline.Time{}, err
		}
		frame, _ := strconv.ParseInt(text[at+1:], 10, 64)
		if frame >= rate.counts() {
			return timeline.Time{}, r.fail(r.number, "%q has a frame over %d", short(text), rate.counts()-1)
		}
		return rate.time(ticks(whole, 1)*rate.counts() + frame), nil
	}
	return r.time(r.number, text)
}

func writeAudition(p *printer, l *List) {
	p.f("Name\tStart\tDuration\tTime Format\tType\tDescription\n")
	for _, t := range l.Tracks {
		length := "0:00.000"
		if t.HasEnd {
			// From the rounded ends, so that they come back rounded once.
			length = minutes(timeline.Millis(ticks(t.End, 1000) - ticks(t.Start, 1000)))
		}
		p.f("%s\t%s\t%s\tdecimal\tCue\t%s\n", t.Title, minutes(t.Start), length, t.Tags["comment"])
	}
}
