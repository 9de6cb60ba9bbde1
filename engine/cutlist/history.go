package cutlist

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// A nmlPlay is a track that was played, as a history of Traktor has it.
type nmlPlay struct {
	key    string
	second float64 // of the day
	line   int
}

// readTraktor reads the history of Traktor (.nml): each track that was played to
// the audience begins at its time of day, counted from the first.
func readTraktor(r *reader) error {
	x := newXML(r)
	type name struct{ title, artist string }
	names := map[string]name{}
	var (
		plays []nmlPlay
		entry name
		key   string
	)
	for {
		token, err := x.next()
		if err != nil {
			return err
		}
		if token == nil {
			break
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "ENTRY":
			entry, key = name{attribute(e, "TITLE"), attribute(e, "ARTIST")}, ""
		case "LOCATION":
			if len(names) < maxTracks {
				names[attribute(e, "VOLUME")+attribute(e, "DIR")+attribute(e, "FILE")] = entry
			}
		case "PRIMARYKEY":
			key = attribute(e, "KEY")
		case "EXTENDEDDATA":
			second, err := strconv.ParseFloat(attribute(e, "STARTTIME"), 64)
			if err != nil || attribute(e, "PLAYEDPUBLIC") == "0" {
				continue
			}
			if len(plays) >= maxTracks {
				return r.fail(x.line, "there are over %d cuts", maxTracks)
			}
			plays = append(plays, nmlPlay{key, second, x.line})
		}
	}
	for _, p := range plays {
		after := p.second - plays[0].second
		if after < 0 {
			after += 24 * 3600 // past midnight
		}
		n := names[p.key]
		t := Track{Start: fromSeconds(after), Title: first(n.title, path.Base(strings.ReplaceAll(p.key, ":", "/")))}
		t.tag("artist", n.artist)
		if err := r.add(p.line, t); err != nil {
			return err
		}
	}
	return nil
}

// readRekordbox reads a history or playlist of rekordbox as text: columns
// between tabs under headings. It does not say when a track was played, so that
// each begins where the one before ends.
func readRekordbox(r *reader) error {
	heads := map[string]int{}
	var at timeline.Time
	for r.next() {
		row := strings.Split(r.lines.text, "\t")
		if strings.TrimSpace(r.lines.text) == "" {
			continue
		}
		if len(heads) == 0 {
			for i, f := range row {
				heads[strings.ToLower(clean(f))] = i
			}
			r.warn(r.number, "the list does not say when tracks were played, so each begins where the one before would end; tracks that were mixed begin earlier")
			continue
		}
		field := func(name string) string {
			if i, ok := heads[name]; ok && i < len(row) {
				return clean(row[i])
			}
			return ""
		}
		t := Track{Start: at, Title: field("track title")}
		for _, key := range []string{"artist", "album", "genre"} {
			t.tag(key, field(key))
		}
		if err := r.add(r.number, t); err != nil {
			return err
		}
		length, err := r.time(r.number, field("time"))
		if err != nil {
			return err
		}
		at = at.Add(length)
	}
	return nil
}
