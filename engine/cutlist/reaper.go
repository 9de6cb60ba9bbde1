package cutlist

import (
	"encoding/csv"
	"fmt"
	"strings"

	"audiospliter/engine/timeline"
)

// readReaper reads the table of Reaper's region and marker manager: number
// (R1, M2), name, start, end and length. A marker has no end and is a point.
// Times follow the ruler of the project; minutes and seconds are understood.
func readReaper(r *reader) error {
	rows := newTable(r.text, ',')
	heads := map[string]int{}
	for {
		row, line, err := rows.next(r)
		if err != nil || row == nil {
			return err
		}
		if len(heads) == 0 {
			for i, f := range row {
				heads[strings.ToLower(strings.TrimSpace(f))] = i
			}
			if _, ok := heads["start"]; !ok {
				return r.fail(line, "the table of Reaper begins with a row of headings, #,Name,Start,End,Length")
			}
			continue
		}
		field := func(name string) string {
			if i, ok := heads[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		start, err := reaperTime(r, line, field("start"))
		if err != nil {
			return err
		}
		t := Track{Start: start, Point: true}
		if text := field("end"); text != "" {
			end, err := reaperTime(r, line, text)
			if err != nil {
				return err
			}
			t = span(start, end)
		}
		t.Title = field("name")
		if err := r.add(line, t); err != nil {
			return err
		}
	}
}

func reaperTime(r *reader, line int, text string) (timeline.Time, error) {
	t, err := parseTime(text)
	if err != nil {
		return t, r.fail(line, "%q is no time: set the ruler of the project to minutes and seconds, and export again", short(text))
	}
	return t, nil
}

func writeReaper(p *printer, l *List) {
	w := csv.NewWriter(p.w)
	rows := [][]string{{"#", "Name", "Start", "End", "Length"}}
	marks, regions := 0, 0
	for _, t := range l.Tracks {
		if t.HasEnd {
			regions++
			length := timeline.Millis(ticks(t.End, 1000) - ticks(t.Start, 1000))
			rows = append(rows, []string{fmt.Sprintf("R%d", regions), t.Title, minutes(t.Start), minutes(t.End), minutes(length)})
			continue
		}
		marks++
		rows = append(rows, []string{fmt.Sprintf("M%d", marks), t.Title, minutes(t.Start), "", ""})
	}
	if err := w.WriteAll(rows); err != nil && p.err == nil {
		p.err = err
	}
}

// minutes returns t as [H:M]M:SS.mmm, the way audio editors show times.
func minutes(t timeline.Time) string {
	n := ticks(t, 1000)
	h, m, s, ms := n/3_600_000, n/60_000%60, n/1000%60, n%1000
	if h > 0 {
		return fmt.Sprintf("%d:%02d:%02d.%03d", h, m, s, ms)
	}
	return fmt.Sprintf("%d:%02d.%03d", m, s, ms)
}
