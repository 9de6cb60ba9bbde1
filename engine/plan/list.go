package plan

import (
	"path/filepath"
	"slices"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// negligible is the length in seconds below which audio that no chapter or track
// claims goes with the one beside it: a rounded time or a CD's pause before its
// first track is no piece of its own, and is not lost.
const negligible = 2

// byList fits the cut list, or the source's own chapters where there is none, to
// the source.
//
// In modes cue and chapters tracks follow each other: each lasts until the next
// begins, whatever end the list gives it, and the last until its own end. What
// lies before the first and after the last are pieces of their own, unless they
// are as short as that.
//
// In mode labels a track with an end is a piece of its own, so that there may be
// gaps and overlaps; one without lasts until the next begins, or until the end.
// What lies before the first is a piece only if that one has no end.
func (m *maker) byList() ([]piece, error) {
	tracks, err := m.tracks()
	if err != nil {
		return nil, err
	}
	if err := tooMany("cutsFile", len(tracks)); err != nil {
		return nil, err
	}
	chained := m.spec.Mode != Labels
	pieces, kept, err := m.fit(tracks, chained)
	if err != nil {
		return nil, err
	}
	least := timeline.Position(1)
	if chained {
		least = m.position(timeline.Seconds(negligible))
	}
	first, last := kept[0], kept[len(kept)-1]
	if before := first.pause; before > 0 && (chained || !first.HasEnd && !first.After) {
		if before < least && before == first.start {
			pieces[0].start = 0
		} else {
			pieces = slices.Insert(pieces, 0, piece{end: before, edge: lead})
		}
	}
	end := &pieces[len(pieces)-1]
	switch after := m.n - end.end; {
	case !chained && last.Point:
		end.edge = rest
	case chained && after >= least:
		pieces = append(pieces, piece{start: end.end, end: m.n, edge: rest})
	case chained:
		end.end = m.n
	}
	return pieces, nil
}

// byManual gives the segments of the spec, in order of time.
func (m *maker) byManual() ([]piece, error) {
	tracks := make([]cutlist.Track, len(m.spec.Segments))
	for i, s := range m.spec.Segments {
		tracks[i] = cutlist.Track{Start: s.Start, End: s.End, HasEnd: !s.End.IsZero(), Title: s.Title, Tags: s.Tags}
	}
	slices.SortStableFunc(tracks, byStart)
	m.plan.Album = m.spec.Album
	pieces, _, err := m.fit(tracks, false)
	return pieces, err
}

// tracks returns what the list, or else the source, says of this source.
func (m *maker) tracks() ([]cutlist.Track, error) {
	if m.list == nil {
		var tracks []cutlist.Track
		for _, c := range m.source.Chapters {
			tracks = append(tracks, cutlist.Track{Start: c.Start, End: c.End, HasEnd: c.End.Cmp(c.Start) > 0, Title: c.Title})
		}
		if len(tracks) == 0 {
			return nil, fault.New(fault.NoCutsFound, "No cut list was given, none lies beside the file, and it has no chapters.").In("cutsFile")
		}
		return tracks, nil
	}
	switch {
	case m.list.Path == "":
		m.note("The cuts come from the list inside the file.")
	case m.spec.CutsFile == "":
		m.note("The cuts come from %s, which lies beside the file.", filepath.Base(m.list.Path))
	}
	m.plan.Album = m.list.Album
	m.plan.Warnings = append(m.plan.Warnings, m.list.Warnings...)
	if len(m.list.Tracks) == 0 {
		return nil, fault.New(fault.NoCutsFound, "The cut list is empty.").In("cutsFile")
	}
	return m.ofThisFile(m.list.Tracks)
}

// ofThisFile returns the tracks that lie in the source, where a cue sheet names
// several files. A sheet that names only one is taken for this source's; inside
// a source, it names what the source was made from.
func (m *maker) ofThisFile(tracks []cutlist.Track) ([]cutlist.Track, error) {
	var files []string
	seen := map[string]bool{}
	for _, t := range tracks {
		if !seen[t.File] {
			seen[t.File] = true
			files = append(files, t.File)
		}
	}
	name := filepath.Base(m.source.Path)
	file, ok := cutlist.Match(name, files)
	switch {
	case len(files) == 1 && files[0] == "":
		return tracks, nil
	case len(files) == 1:
		if !ok && m.list.Path != "" {
			m.warn("The cue sheet is for %q, and was used for %q all the same.", files[0], name)
		}
		return tracks, nil
	case !ok:
		return nil, fault.New(fault.InvalidParams, "The cue sheet is for %s, and none of them is %q.", listed(literals(files)), name).In("cutsFile")
	}
	m.note("The cue sheet is for %s: this file's part of it was used.", message.Count(len(files), "%d file", "%d files"))
	return slices.DeleteFunc(slices.Clone(tracks), func(t cutlist.Track) bool { return t.File != file }), nil
}

// fit gives a piece for each track that has a sample in the source, and the
// entries of these.
func (m *maker) fit(tracks []cutlist.Track, chained bool) (pieces []piece, kept []entry, err error) {
	entries, err := m.entries(tracks)
	if err != nil {
		return nil, nil, err
	}
	var (
		slack             = m.position(timeline.Seconds(negligible))
		cut, empty, gaps  []message.Text
		nextStart, endsAt = m.n, make([]timeline.Position, len(entries))
	)
	for i := len(entries) - 1; i >= 0; i-- {
		if i+1 < len(entries) && entries[i+1].start > entries[i].start {
			nextStart = entries[i+1].pause
		}
		endsAt[i] = nextStart
	}
	for i, e := range entries {
		p := piece{start: e.start, end: endsAt[i], title: e.Title, tags: e.Tags, number: e.number}
		if e.Pregap != nil {
			p.pregap = m.position(*e.Pregap)
		}
		end := m.position(e.End)
		switch final := i+1 == len(entries); {
		case chained && !final && entries[i+1].start == e.start:
			p.end = p.start
		case e.HasEnd && (!chained || final):
			p.end = min(end, m.n)
			if end-m.n > slack {
				cut = append(cut, e.name)
			}
		case e.HasEnd && p.end-end >= slack:
			gaps = append(gaps, e.name)
		}
		if p.end <= p.start {
			empty = append(empty, e.name)
			continue
		}
		pieces, kept = append(pieces, p), append(kept, e)
	}
	if len(pieces) == 0 {
		return nil, nil, fault.New(fault.NoCutsFound, "No entry of the cut list has a length: %s.", listed(empty)).In("cutsFile")
	}
	m.warnOf(cut, "Longer than the source (%s), and cut short: %s.", m.clock(m.n))
	m.warnOf(empty, "Without a length, and left out: %s.")
	m.warnOf(gaps, "The list has gaps that were added to the track before them (mode labels leaves them out): %s.")
	return pieces, kept, nil
}

// An entry is a track on the source's timeline.
type entry struct {
	cutlist.Track
	name   message.Text      // for warnings
	number int               // of the track, where the list counts them
	start  timeline.Position // of its piece
	pause  timeline.Position // where the piece before it ends: start, or earlier where a pregap is dropped
}

// entries returns the tracks that begin within the source, in order of time.
func (m *maker) entries(tracks []cutlist.Track) ([]entry, error) {
	if !slices.IsSortedFunc(tracks, byStart) {
		tracks = slices.SortedStableFunc(slices.Values(tracks), byStart)
		m.warn("The cuts were not in order of time, and have been sorted.")
	}
	var (
		entries  []entry
		beyond   []message.Text
		previous = timeline.Position(-1)
	)
	total := m.total()
	m.plan.Tracks = total
	if total == 0 && (m.spec.Mode == Cue || m.spec.Mode == Chapters) {
		m.plan.Tracks = len(tracks)
	}
	for i, t := range tracks {
		e := entry{Track: t, name: nameOf(t, i), start: m.position(t.Start)}
		if m.plan.Tracks > total {
			e.number = i + 1
		}
		if e.start >= m.n {
			beyond = append(beyond, e.name)
			continue
		}
		start := e.start
		e.pause = start
		if t.Pregap != nil && m.spec.Pregap != PregapPrevious {
			if pregap := m.position(*t.Pregap); pregap > previous && pregap < start {
				e.pause = pregap
			}
		}
		if m.spec.Pregap == PregapOwn {
			e.start = e.pause
		}
		entries, previous = append(entries, e), start
	}
	if len(entries) == 0 {
		return nil, fault.New(fault.NoCutsFound, "The cuts are all beyond the end of the source (%s): they are for another file.", m.clock(m.n)).In("cutsFile").
			WithDetails(listed(beyond).String())
	}
	m.warnOf(beyond, "Beyond the end of the source (%s), and left out: %s.", m.clock(m.n))
	return entries, nil
}

func byStart(a, b cutlist.Track) int { return a.Start.Cmp(b.Start) }

// nameOf names a track in a warning by what it has of number, title and line.
func nameOf(t cutlist.Track, i int) message.Text {
	name := message.New("%d", i+1)
	if t.Title != "" {
		name = message.Join(name, message.New("%q", t.Title))
	}
	if t.Line > 0 {
		name = message.Join(name, message.New("(line %d)", t.Line))
	}
	return name
}

// literals are names that are the same in each language.
func literals(names []string) []message.Text {
	texts := make([]message.Text, len(names))
	for i, name := range names {
		texts[i] = message.Literal(name)
	}
	return texts
}
