package cutlist

import (
	"regexp"
	"strings"
)

var (
	cueTrackLine = regexp.MustCompile(`(?im)^\s*TRACK\s+\d+`)
	cueOtherLine = regexp.MustCompile(`(?im)^\s*(?:INDEX\s+\d+\s+\d+:\d+|FILE\s)`)
	cmxLine      = regexp.MustCompile(`(?m)^\s*\d+\s+\S+\s+\S+\s.*\d\d[:;]\d\d[:;]\d\d[:;]\d\d\s+\d\d[:;]\d\d[:;]\d\d[:;]\d\d\s*$`)
	arrowLine    = regexp.MustCompile(`(?m)^\s*[\d:.,]+\s*-->\s*[\d:.,]+`)
)

// detect returns the format of a text, "" if it looks like none. The extension
// decides only between an MPlayer edit list and labels, which tabs make alike.
func detect(text, extension string) Format {
	trimmed := strings.TrimSpace(text)
	upper := strings.ToUpper(trimmed[:min(len(trimmed), 4096)])
	switch {
	case trimmed == "":
		return ""
	case strings.HasPrefix(trimmed, "<"):
		if f := detectXML(text); f != "" {
			return f
		}
	case isDocument(trimmed) && trimmed[0] != '<':
		return detectJSON(text)
	case strings.HasPrefix(upper, ";FFMETADATA"):
		return FFMetadata
	case strings.HasPrefix(upper, "WEBVTT"):
		return VTT
	case strings.HasPrefix(upper, "[") && strings.Contains(upper, "[BOOKMARK]"):
		return PBF
	}
	if f := detectTable(firstLines(text, 3), extension); f != "" {
		return f
	}
	head := text[:min(len(text), maxLine)] // none of these begins later
	switch {
	case cueOtherLine.MatchString(head) && cueTrackLine.MatchString(head):
		return Cue
	case arrowLine.MatchString(head):
		return SRT
	case cmxLine.MatchString(head):
		return CMX3600
	}
	return detectLines(text)
}

// detectJSON knows the JSON of programs by members that only theirs has.
func detectJSON(text string) Format {
	has := func(name string) bool { return strings.Contains(text, `"`+name+`"`) }
	switch {
	case strings.Contains(text, "cutSegments"):
		return LosslessCut
	case has("OTIO_SCHEMA"):
		return OTIO
	case has("transcription"), has("segments") && has("text"):
		return Whisper
	case has("chapters") && (has("startTime") || !has("start_time") && !has("start")):
		return PodcastJSON
	case has("chapters"), has("segments"), strings.TrimSpace(text)[0] == '[' && has("start"):
		return JSON
	case strings.TrimSpace(text)[0] == '[' && has("startTime"):
		return PodcastJSON
	}
	return ""
}

func detectXML(text string) Format {
	switch {
	case strings.Contains(text, "<fcpxml"):
		return FCPXML
	case strings.Contains(text, "<NML"):
		return Traktor
	case strings.Contains(text, "<ChapterAtom"):
		return Matroska
	case strings.Contains(text, "podlove.org/simple-chapters"), strings.Contains(text, "<psc:chapter"):
		return PSC
	}
	return ""
}

// firstLines returns up to n lines that are not blank.
func firstLines(text string, n int) []string {
	var first []string
	for l := (lines{rest: text}); len(first) < n && l.next(); {
		if strings.TrimSpace(l.text) != "" && !strings.HasPrefix(l.text, "##") {
			first = append(first, l.text)
		}
	}
	return first
}

// detectTable knows formats by the fields of their first lines.
func detectTable(first []string, extension string) Format {
	if len(first) == 0 {
		return ""
	}
	head := strings.ToLower(first[0])
	tabs := strings.Split(first[0], "\t")
	words := strings.Fields(first[0])
	// A time before the beginning makes no other format: its reader names the line.
	isTime := func(s string) bool {
		_, code := parseTimecode(s)
		_, frame := strings.CutPrefix(s, "#")
		return code || frame && isDigits(s[1:]) || isTime(strings.TrimPrefix(s, "-"))
	}
	action := len(words) == 3 && isTime(words[0]) && isTime(words[1]) && len(words[2]) == 1 && words[2] >= "0" && words[2] <= "3"
	switch {
	case strings.HasPrefix(head, "name\tstart\tduration"):
		return Audition
	case strings.Contains("\t"+head+"\t", "\ttrack title\t") && strings.Contains("\t"+head+"\t", "\ttime\t"):
		return Rekordbox
	case strings.HasPrefix(head, "#,name,start"):
		return Reaper
	case action && (len(tabs) == 1 || extension == ".edl"):
		return EDL
	case len(tabs) >= 2 && isTime(tabs[0]) && isTime(tabs[1]):
		return Audacity
	case len(tabs) >= 2 && (isTime(tabs[0]) || tabs[0] == "") && strings.TrimSpace(tabs[1]) == "":
		return TSV
	case isHeading(tabs):
		return TSV
	case isSplitLog(first):
		return MP3Splt
	}
	for _, comma := range []string{",", ";"} {
		fields := strings.Split(first[0], comma)
		if isHeading(fields) || len(fields) >= 2 && (isTime(fields[0]) || fields[0] == "") &&
			(isTime(fields[1]) || strings.TrimSpace(fields[1]) == "" && len(fields) > 2) {
			return CSV
		}
	}
	if key, _, ok := strings.Cut(first[0], "="); ok {
		if number, _ := oggKey(key); number != "" {
			return OGG
		}
	}
	return ""
}

// isHeading reports whether fields head a table of cuts.
func isHeading(fields []string) bool {
	if len(fields) < 2 {
		return false
	}
	c, ok := headed(fields)
	return ok && (c.end >= 0 || c.length >= 0 || c.title >= 0)
}

// isSplitLog reports whether lines begin mp3splt.log: a name, then a threshold,
// which is negative, then a silence.
func isSplitLog(first []string) bool {
	if len(first) < 3 {
		return false
	}
	head, row := strings.Fields(first[1]), strings.Fields(first[2])
	return len(head) >= 2 && strings.HasPrefix(head[0], "-") && isTime(head[0][1:]) && isTime(head[1]) &&
		len(row) >= 2 && isTime(row[0]) && isTime(row[1])
}

// detectLines knows formats that are a time in each line.
func detectLines(text string) Format {
	bare, chaps, notes := true, true, false
	for l := (lines{rest: text}); l.next(); {
		line := strings.TrimSpace(l.text)
		numbered := len(line) > 1 && line[0] == '#' && isDigits(line[1:2])
		if line == "" || line[0] == '#' && !numbered || len(line) > maxLine {
			continue
		}
		bare = bare && isTime(line)
		chaps = chaps && isChapsLine(line)
		if bare || chaps {
			notes = true
			continue
		}
		if _, ok := showNote(line); ok || notes {
			return YouTube
		}
	}
	switch {
	case bare && notes:
		return Timestamps
	case chaps && notes:
		return MP4Chaps
	}
	return ""
}

// isChapsLine reports whether a line begins with HH:MM:SS.mmm.
func isChapsLine(line string) bool {
	at, _ := cut(line)
	return len(at) >= 12 && at[len(at)-4] == '.' && strings.Count(at, ":") == 2 && isTime(at)
}
