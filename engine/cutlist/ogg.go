package cutlist

import "strings"

// readOGG reads the simple chapters of OGM tools and mkvmerge, which Vorbis
// comments use too: CHAPTER01=HH:MM:SS.mmm, CHAPTER01NAME=title and
// CHAPTER01URL=address, where the number has two or three digits.
func readOGG(r *reader) error {
	at := map[string]int{} // number -> index in Tracks
	for r.next() {
		text := strings.TrimSpace(r.lines.text)
		if text == "" || text[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(text, "=")
		number, what := oggKey(key)
		if !ok || number == "" {
			return r.fail(r.number, "%q is no CHAPTER01=time or CHAPTER01NAME=title", short(text))
		}
		if what == "" {
			start, err := r.time(r.number, value)
			if err != nil {
				return err
			}
			if _, twice := at[number]; twice {
				return r.fail(r.number, "chapter %s is there twice", number)
			}
			at[number] = len(r.list.Tracks)
			if err := r.add(r.number, Track{Start: start}); err != nil {
				return err
			}
			continue
		}
		i, ok := at[number]
		if !ok {
			return r.fail(r.number, "chapter %s has no time above this line", number)
		}
		if t := &r.list.Tracks[i]; what == "NAME" {
			t.Title = clean(value)
		} else {
			t.tag("url", value)
		}
	}
	return nil
}

// oggKey splits a key into its number and NAME, URL or nothing; the number is
// "" for any other key.
func oggKey(key string) (number, what string) {
	key = strings.ToUpper(strings.TrimSpace(key))
	rest, ok := strings.CutPrefix(key, "CHAPTER")
	if !ok {
		return "", ""
	}
	n := 0
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	if what = rest[n:]; n == 0 || what != "" && what != "NAME" && what != "URL" {
		return "", ""
	}
	return trimLeadingZeros(rest[:n]), what
}

func writeOGG(p *printer, l *List) {
	for i, t := range l.Tracks {
		p.f("CHAPTER%03d=%s\nCHAPTER%03dNAME=%s\n", i+1, clock(t.Start, 3, "."), i+1, t.Title)
		if url := t.Tags["url"]; url != "" {
			p.f("CHAPTER%03dURL=%s\n", i+1, url)
		}
	}
}
