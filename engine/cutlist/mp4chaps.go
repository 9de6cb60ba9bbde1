package cutlist

import "strings"

// readMP4Chaps reads the chapter files of mp4chaps: HH:MM:SS.mmm, a title, and
// for some programs an address in angle brackets. Lines beginning with # are
// comments.
func readMP4Chaps(r *reader) error {
	for r.next() {
		at, title := cut(r.lines.text)
		if at == "" || strings.HasPrefix(at, "#") {
			continue
		}
		start, err := r.time(r.number, at)
		if err != nil {
			return err
		}
		t := Track{Start: start, Title: title}
		if i := strings.LastIndexByte(title, '<'); i >= 0 && strings.HasSuffix(title, ">") {
			t.tag("url", title[i+1:len(title)-1])
			t.Title = title[:i]
		}
		if err := r.add(r.number, t); err != nil {
			return err
		}
	}
	return nil
}

func writeMP4Chaps(p *printer, l *List) {
	for _, t := range l.Tracks {
		p.f("%s %s", clock(t.Start, 3, "."), t.Title)
		url := strings.NewReplacer("<", "%3C", ">", "%3E").Replace(t.Tags["url"])
		// Empty brackets keep a title that ends in some from being read as an address.
		if url != "" || strings.HasSuffix(t.Title, ">") {
			p.f(" <%s>", url)
		}
		p.f("\n")
	}
}
