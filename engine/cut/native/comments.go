package native

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// vorbisNames are the names of Vorbis comments that differ from ffmpeg's.
var vorbisNames = map[string]string{
	"album_artist": "ALBUMARTIST",
	"track":        "TRACKNUMBER",
	"disc":         "DISCNUMBER",
	"comment":      "DESCRIPTION",
}

// field returns ffmpeg's name of a Vorbis comment.
func field(key string) string {
	for name, vorbis := range vorbisNames {
		if strings.EqualFold(key, vorbis) {
			return name
		}
	}
	return strings.ToLower(key)
}

// comment returns a Vorbis comment of a field by ffmpeg's name.
func comment(name, value string) string {
	key, ok := vorbisNames[name]
	if !ok {
		key = strings.ToUpper(name)
	}
	return key + "=" + strings.ToValidUTF8(value, "\uFFFD")
}

// Counted returns fields as Vorbis comments have them: of 3/12, number and total
// apart.
func Counted(fields map[string]string) map[string]string {
	fields = maps.Clone(fields)
	for _, name := range []string{"track", "disc"} {
		if number, total, ok := strings.Cut(fields[name], "/"); ok {
			fields[name], fields[name+"total"] = number, total
		}
	}
	return fields
}

// Complete returns Vorbis comments, KEY=value each, with those of the fields, by
// ffmpeg's names in lower case, that they do not name. What cannot be a key is
// left out.
func Complete(comments []string, fields map[string]string) []string {
	named := map[string]bool{}
	for _, c := range comments {
		key, _, _ := strings.Cut(c, "=")
		named[field(key)] = true
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		odd := strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '}' || r == '=' })
		if name != "" && !odd && !named[name] {
			comments = append(comments, comment(name, fields[name]))
		}
	}
	return comments
}

// Comments turns the Vorbis comments of a source, KEY=value each, into those of
// a part. Comments that hold a picture stay.
func (t Tags) Comments(source []string) []string {
	var list []string
	for _, c := range source {
		key, _, _ := strings.Cut(c, "=")
		name := field(key)
		_, given := t.Value(name)
		picture := name == "metadata_block_picture" || strings.HasPrefix(name, "coverart")
		if !given && (Keeps(name) || picture) {
			list = append(list, c)
		}
	}
	fields := Counted(t.All())
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if fields[name] != "" {
			list = append(list, comment(name, fields[name]))
		}
	}
	// The chapter extension of the Xiph wiki.
	for i, c := range t.Chapters {
		key := fmt.Sprintf("CHAPTER%03d", i)
		list = append(list, key+"="+c.Start.Clock())
		if c.Title != "" {
			list = append(list, key+"NAME="+c.Title)
		}
	}
	return list
}
