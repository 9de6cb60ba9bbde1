package engine

import (
	"cmp"
	"path/filepath"
	"strconv"
	"time"

	"audiospliter/engine/naming"
)

// fields returns what a template can say of each segment of a plan. What was
// said of a piece goes before what was said of the whole, and that before the
// source's own tags.
func fields(p Preview, r Request, at time.Time) []naming.Fields {
	rate := p.Source.Rate
	all := make([]naming.Fields, len(p.Plan.Segments))
	for i, s := range p.Plan.Segments {
		tag := func(key string) string {
			return cmp.Or(r.Recipe.Output.Tags[key], s.Tags[key], p.Plan.Album[key], p.Source.Tags[key])
		}
		shift, track := 0, tag("track")
		if p.Plan.Tracks > 0 {
			shift = s.Number - s.Index - 1
			if r.Recipe.Output.Tags["track"] == "" {
				track = strconv.Itoa(s.Number)
			}
		}
		all[i] = naming.Fields{
			Name:   stem(p.Source.Path),
			Index:  s.Index,
			Count:  len(p.Plan.Segments),
			Title:  s.Title,
			Artist: tag("artist"),
			Album:  tag("album"),

			AlbumArtist: cmp.Or(r.Recipe.Output.Tags["album_artist"], p.Plan.Album["album_artist"], p.Plan.Album["artist"], tag("album_artist")),

			Genre:  tag("genre"),
			Year:   year(tag("date")),
			Shift:  shift,
			Track:  track,
			Disc:   tag("disc"),
			Start:  rate.Time(s.Start),
			End:    rate.Time(s.End),
			Date:   at,
			Mode:   string(p.Plan.Mode),
			Preset: r.Preset,
			Meta:   r.Metadata,
		}
	}
	return all
}

// year returns the year that a date such as 2026-11-21 begins with.
func year(date string) string {
	return date[:min(4, len(date))]
}

// stem returns the name of a file without its folder and extension.
func stem(path string) string {
	base := filepath.Base(path)
	return base[:len(base)-len(filepath.Ext(base))]
}
