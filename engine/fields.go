package engine

import (
	"path/filepath"
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
			for _, tags := range []map[string]string{r.Recipe.Output.Tags, s.Tags, p.Plan.Album, p.Source.Tags} {
				if value := tags[key]; value != "" {
					return value
				}
			}
			return ""
		}
		all[i] = naming.Fields{
			Name:   stem(p.Source.Path),
			Index:  s.Index,
			Count:  len(p.Plan.Segments),
			Title:  s.Title,
			Artist: tag("artist"),
			Album:  tag("album"),
			Genre:  tag("genre"),
			Year:   year(tag("date")),
			Track:  tag("track"),
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
	if len(date) < 4 {
		return date
	}
	return date[:4]
}

// stem returns the name of a file without its folder and extension.
func stem(path string) string {
	base := filepath.Base(path)
	return base[:len(base)-len(filepath.Ext(base))]
}
