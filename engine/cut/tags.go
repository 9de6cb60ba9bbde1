package cut

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// dropped are tags that describe the whole source and would be wrong on a
// piece of it, or that the writer of a file sets itself.
var dropped = []string{
	"track", "tracktotal", "totaltracks", "track_total", "tracknumber",
	"encoder", "encoder-a", "tlen", "length", "duration", "cuesheet",
	"itunsmpb", "itunnorm", "itunpgap", "itunes_cddb_1", "gapless_playback",
	"major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "creation_time",
	"time_reference", "umid", "coding_history", "originator_reference",
	"metadata_block_picture", "coverart", "coverartmime", "isrc", "accurateripdiscid", "accuraterip",
}

// droppedPrefixes are families of such tags. Loudness is among them: that of a
// piece is not that of the whole.
var droppedPrefixes = []string{"replaygain_", "r128_", "loudness_", "mp3gain_", "chapter", "cue_track", "id3v2_priv.", "bext_"}

func keepsTag(key string) bool {
	return key != "" && !slices.Contains(dropped, key) &&
		!slices.ContainsFunc(droppedPrefixes, func(p string) bool { return strings.HasPrefix(key, p) })
}

// tagsOf returns the tags of a segment, keys in lower case as ffmpeg names
// them: the source's, then the cut list's for all, the recipe's, the cut list's
// for this one; its title; and its track number, n/N, unless given. A tag set to
// nothing is left out.
func tagsOf(src media.Source, p plan.Plan, o Output, s plan.Segment) map[string]string {
	tags := map[string]string{}
	for key, value := range src.Tags {
		if key = strings.ToLower(key); keepsTag(key) {
			tags[key] = value
		}
	}
	tags["track"] = strconv.Itoa(s.Index+1) + "/" + strconv.Itoa(len(p.Segments))
	for _, more := range given(p, o, s) {
		for key, value := range more {
			tags[strings.ToLower(key)] = value
		}
	}
	if s.Title != "" {
		tags["title"] = s.Title
	}
	maps.DeleteFunc(tags, func(_, value string) bool { return value == "" })
	return tags
}

// given returns the tags that somebody gave, the more telling later.
func given(p plan.Plan, o Output, s plan.Segment) []map[string]string {
	return []map[string]string{p.Album, o.Tags, s.Tags}
}

// chaptersIn returns the source's chapters that fall into the segment, on the
// segment's own timeline. A single chapter that spans the whole segment says
// nothing and is left out.
func chaptersIn(src media.Source, s plan.Segment) []media.Chapter {
	start, end := src.Rate.Time(s.Start), src.Rate.Time(s.End)
	var inside []media.Chapter
	for _, c := range src.Chapters {
		if c.End.Cmp(start) <= 0 || c.Start.Cmp(end) >= 0 {
			continue
		}
		from, to := c.Start.Sub(start), c.End.Sub(start)
		if from.Cmp(timeline.Time{}) < 0 {
			from = timeline.Time{}
		}
		if length := end.Sub(start); to.Cmp(length) > 0 {
			to = length
		}
		inside = append(inside, media.Chapter{Start: from, End: to, Title: c.Title})
	}
	if len(inside) == 1 && inside[0].Start.IsZero() && inside[0].End.Cmp(end.Sub(start)) == 0 {
		return nil
	}
	return inside
}
