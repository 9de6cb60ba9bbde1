package cut

import (
	"maps"
	"slices"
	"strings"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/message"
)

// heldTags are the tags that ffmpeg writes into containers which do not hold any; a
// muxer that is not among them holds all.
var heldTags = map[string][]string{
	"mp2": nil, "ac3": nil, "eac3": nil, "dts": nil, "amr": nil,
	"ipod": {
		"title", "artist", "album_artist", "album", "composer", "date", "comment", "genre", "copyright", "grouping",
		"lyrics", "description", "synopsis", "show", "episode_id", "network", "keywords", "episode_sort",
		"season_number", "media_type", "hd_video", "compilation", "disc", "track",
	},
	"wav": {"title", "artist", "album", "date", "comment", "genre", "copyright", "language", "encoded_by", "track"},
}

// leftOut says what of the source's tags ffmpeg cannot write into c's segments; it may
// be empty. What copies without ffmpeg says so itself.
func (c *Choice) leftOut() message.Text {
	if c.copiesDirectly() {
		return nil
	}
	name := strings.ToUpper(c.target.extension[1:])
	var note message.Text
	held, some := heldTags[c.target.muxer]
	lost := slices.DeleteFunc(slices.Sorted(maps.Keys(c.Source.Tags)), func(tag string) bool {
		return !some || !native.Keeps(tag) || slices.Contains(held, tag)
	})
	if len(lost) > 0 {
		note = message.New("%s is written without these tags of the source: %s.", name, strings.Join(lost, ", "))
	}
	if c.Source.Cover && c.target.cover == noCover && c.row.open == nil {
		note = message.Join(note, message.New("%s is written without the picture of the source.", name))
	}
	return note
}

// hasNamedTags reports whether tags say more than the number of a track.
func hasNamedTags(tags map[string]string) bool {
	for tag := range tags {
		if tag != "track" && tag != "encoder" {
			return true
		}
	}
	return false
}
