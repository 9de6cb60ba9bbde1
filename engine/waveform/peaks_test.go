package waveform

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// quietBlocks is quietRuns, block by block.
func quietBlocks(e *Envelope, limit int, least timeline.Position) []timeline.Span {
	var spans []timeline.Span
	peaks := peakReader{e: e}
	total, block := e.Samples(), timeline.Position(e.Block)
	start := timeline.Position(-1)
	end := func(at timeline.Position) {
		if start >= 0 && at-start >= least {
			spans = append(spans, timeline.Span{Start: start, End: at})
		}
		start = -1
	}
	for at := timeline.Position(0); at < total; at += block {
		switch {
		case int(peaks.at(int64(at/block))) >= limit:
			end(at)
		case start < 0:
			start = at
		}
	}
	end(total)
	return spans
}

// TestPeaksInTheCache looks for silences in an envelope whose peaks are in the
// cache, while they are and when they are gone, and block by block in one that
// has its own.
func TestPeaksInTheCache(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := source(t, musicFile(t, dir, "a.wav", 30, 8000, 2))
	c := NewCache(filepath.Join(dir, "cache"), 0)
	whole := mustScan(t, src, 1)
	if whole.chunk(0).peaks == nil {
		t.Fatal("an envelope that is in no cache has no peaks")
	}
	kept, err := c.Open(context.Background(), tools(t), src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	loaded, ok := c.Load(src)
	if !ok || peaksOnDisk && (kept.chunk(0).peaks != nil || loaded.chunk(0).peaks != nil) {
		t.Fatal("an envelope has peaks that the cache has, too")
	}
	gone, _ := c.Load(src)
	if peaksOnDisk {
		_ = gone.peakFile.file.Close() // as if the disk had failed
		if _, err := Detect(context.Background(), tools(t), src, gone, -30, timeline.Position(whole.Block)); fault.CodeOf(err) != fault.IOFailed {
			t.Errorf("borders that cannot be known are found: %v", err)
		}
	}
	if err := c.Clear(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		threshold := rapid.Float64Range(-70, -10).Draw(rt, "threshold")
		least := timeline.Position(rapid.IntRange(1, 60*whole.Block).Draw(rt, "least"))
		want := quietBlocks(whole, whole.limit(threshold), least)
		for _, e := range []*Envelope{whole, kept, loaded} {
			var got []timeline.Span
			runs, err := e.quietRuns(e.limit(threshold), least)
			if err != nil {
				rt.Fatal(err)
			}
			for _, r := range runs {
				if r.Len() >= least {
					got = append(got, r)
				}
			}
			if !slices.Equal(got, want) {
				rt.Fatalf("%v, block by block %v", got, want)
			}
		}
		for _, s := range gone.Silences(threshold, least) {
			if !slices.ContainsFunc(whole.Silences(threshold, 0), func(w timeline.Span) bool { return w.Start <= s.Start && s.End <= w.End }) {
				rt.Fatalf("without peaks there is a silence %v, which is none", s)
			}
		}
	})
}
