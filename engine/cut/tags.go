package cut

import (
	"maps"
	"strconv"
	"strings"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// tagsOf returns the tags of a segment, keys in lower case as ffmpeg names
// them: the source's, then the cut list's for all, the recipe's, the cut list's
// for this one; its title; and its track number, n/N, unless given. A tag set to
// nothing is left out.
func tagsOf(src media.Source, p plan.Plan, o Output, s plan.Segment) map[string]string {
	tags := map[string]string{}
	for key, value := range src.Tags {
		if key = strings.ToLower(key); native.Keeps(key) {
			tags[key] = value
		}
	}
	tags["track"] = strconv.Itoa(s.Index+1) + "/" + strconv.Itoa(len(p.Segments))
	maps.Copy(tags, given(p, o, s))
	if s.Title != "" {
		tags["title"] = s.Title
	}
	maps.DeleteFunc(tags, func(_, value string) bool { return value == "" })
	return tags
}

// given returns the tags that somebody gave, keys in lower case; a tag set to
// nothing is to be removed. Of the recipe, the list for all, and the list for
// this segment, the later go before; but the artist of the whole stays as that
// of the album, and the track is counted as the list counts.
func given(p plan.Plan, o Output, s plan.Segment) map[string]string {
	tags := map[string]string{}
	for i, more := range []map[string]string{p.Album, o.Tags, s.Tags} {
		for key, value := range more {
			tags[strings.ToLower(key)] = value
		}
		if i == 0 && tags["artist"] != "" && tags["album_artist"] == "" {
			tags["album_artist"] = tags["artist"]
		}
	}
	if _, fixed := o.Tags["track"]; p.Tracks > 0 && !fixed {
		tags["track"] = strconv.Itoa(s.Number) + "/" + strconv.Itoa(p.Tracks)
	}
	if total := tags["disctotal"]; total != "" && tags["disc"] != "" && !strings.Contains(tags["disc"], "/") {
		tags["disc"] += "/" + total
	}
	if code := tags["catalog"]; code != "" && tags["barcode"] == "" {
		tags["barcode"] = code
	}
	for _, key := range []string{"disctotal", "tracktotal", "catalog"} {
		delete(tags, key)
	}
	return tags
}

// chaptersIn returns the source's chapters that fall into the segment, on the
// segment's own timeline. A single chapter that spans the whole segment says
// nothing and is left out. So is a sliver of one at an edge, as cuts leave it that
// moved from where chapters meet to where packets do: the chapter beside it takes
// its place.
func chaptersIn(src media.Source, s plan.Segment) []media.Chapter {
	start, end := src.Rate.Time(s.Start), src.Rate.Time(s.End)
	zero, length, sliver := timeline.Time{}, end.Sub(start), timeline.Millis(100)
	first, last := zero, length // where what is between the slivers begins and ends
	var inside []media.Chapter
	for _, c := range src.Chapters {
		from, to := c.Start.Sub(start), c.End.Sub(start)
		switch {
		case to.Cmp(zero) <= 0 || from.Cmp(length) >= 0 || to.Cmp(from) <= 0:
		case from.Cmp(zero) < 0 && to.Cmp(sliver) < 0:
			first = to
		case to.Cmp(length) > 0 && length.Sub(from).Cmp(sliver) < 0:
			last = from
		default:
			inside = append(inside, media.Chapter{Start: from, End: to, Title: c.Title})
		}
	}
	for i := range inside {
		c := &inside[i]
		if c.Start.Cmp(first) <= 0 {
			c.Start = zero
		}
		if c.End.Cmp(last) >= 0 {
			c.End = length
		}
	}
	if len(inside) == 1 && inside[0].Start.IsZero() && inside[0].End.Cmp(length) == 0 {
		return nil
	}
	return inside
}
