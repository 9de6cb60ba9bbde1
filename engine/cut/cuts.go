package cut

import (
	"bytes"
	"maps"
	"path/filepath"
	"strconv"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
)

// A cutFile is the cut list that is written beside the segments.
type cutFile struct {
	name string
	text []byte
	loss message.Text // what its format has no place for; may be empty
}

// CutList returns a plan of src as a cut list of that file.
func CutList(src media.Source, p plan.Plan) *cutlist.List {
	list := &cutlist.List{Album: p.Album}
	for _, s := range p.Segments {
		t := cutlist.Track{
			Start: src.Rate.Time(s.Start), End: src.Rate.Time(s.End), HasEnd: true,
			Title: s.Title, Tags: s.Tags, File: filepath.Base(src.Path),
		}
		if p.Tracks > 0 {
			t.Tags = map[string]string{}
			maps.Copy(t.Tags, s.Tags)
			t.Tags["track"] = strconv.Itoa(s.Number)
		}
		if s.Pregap > 0 {
			pregap := src.Rate.Time(s.Start - s.Pregap)
			t.Pregap = &pregap
		}
		list.Tracks = append(list.Tracks, t)
	}
	return list
}

// listCuts makes the cut list that was asked for, before anything is written: a
// plan that its format cannot say is an error with the code INVALID_PARAMS.
func (j *job) listCuts() error {
	if j.Output.WriteCuts == "" {
		return nil
	}
	format, list := cutlist.Format(j.Output.WriteCuts), CutList(j.Source, j.Plan)
	var text bytes.Buffer
	if err := cutlist.Write(&text, format, cutlist.Titled(format, list)); err != nil {
		return err
	}
	j.cuts = &cutFile{"cuts" + format.Extension(), text.Bytes(), message.Join(cutlist.Loss(format, list)...)}
	return nil
}
