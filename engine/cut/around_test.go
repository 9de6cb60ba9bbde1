package cut

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// Cuts that have moved to where packets meet join exactly in ffmpeg, which plays
// packets whole: as many samples as the source has, and of AAC-LC and Vorbis the
// very same.
func TestCutsBetweenPackets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		args   []string
		format Format
		same   bool // the samples are, too
	}{
		{"a.m4a", []string{"-c:a", "aac", "-aac_pns", "0", "-ar", "44100"}, Keep, true},
		{"b.ogg", []string{"-c:a", "libvorbis", "-q:a", "4"}, Keep, true},
		{"c.webm", []string{"-c:a", "libvorbis", "-q:a", "2"}, Keep, true},
		{"d.ts", []string{"-c:a", "aac", "-aac_pns", "0"}, Keep, true},
		{"e.aac", []string{"-c:a", "aac", "-aac_pns", "0"}, M4A, true},
		{"f.aac", []string{"-c:a", "aac", "-ar", "22050"}, Keep, false},
		{"g.ac3", nil, Keep, false},
		{"h.mp2", []string{"-ar", "44100"}, Keep, false},
		{"i.eac3", nil, Keep, false},
		{"k.mka", []string{"-c:a", "ac3", "-ar", "44100"}, Keep, false},
		{"l.mka", []string{"-c:a", "mp2", "-ar", "44100"}, Keep, false},
		{"j.dts", []string{"-c:a", "dca", "-strict", "-2"}, Keep, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src := probeMedia(t, makeMedia(t, test.name, 10*48000, 48000, 2, test.args...))
			o := Output{Format: test.format}
			known, err := NewPackets(mediatest.Tools(t), src, o)
			if err != nil || known == nil {
				t.Fatalf("%v, %v", known, err)
			}
			spec := plan.Spec{Mode: plan.Timestamps, SnapPackets: true}
			for _, p := range randomCuts(test.name, 6, src.Samples, timeline.Position(src.Rate)/5) {
				spec.At = append(spec.At, src.Rate.Time(p))
			}
			p, err := plan.Make(t.Context(), plan.Input{Source: src, Packets: known}, spec)
			if err != nil || len(p.Notes) != 1 || !strings.HasPrefix(p.Notes[0].String(), "Cuts moved to where packets meet: ") || len(p.Warnings) > 0 {
				t.Fatalf("%q %q, %v", p.Notes, p.Warnings, err)
			}
			t.Log(p.Notes)
			paths := append([]string{src.Path}, pathsOf(write(t, task(t, src, p, o)))...)
			all := mediatest.DecodeWith(t, "f32le", demuxers(t, src, o), paths...)
			for i, got := range all[1:] {
				if i == len(p.Segments)-1 && !src.Exact {
					continue // where it ends is estimated
				}
				rounds := 0
				if strings.HasSuffix(test.name, ".mka") {
					rounds = int(src.Rate) / 1000 // its times are whole milliseconds
				}
				if n := len(got) / 4 / src.Channels; max(n-int(p.Segments[i].Len()), int(p.Segments[i].Len())-n) > rounds {
					t.Errorf("segment %d has %d samples, not %d", i, n, p.Segments[i].Len())
				}
			}
			joined, source := slices.Concat(all[1:]...), all[0]
			if more := len(source) - len(joined); !src.Exact && more > 0 && more < 4*src.Channels*int(src.Rate)/20 {
				source = source[:len(joined)]
			}
			if len(joined) != len(source) || test.same && !bytes.Equal(joined, source) {
				t.Errorf("%d samples of %d, or others", len(joined)/4/src.Channels, len(source)/4/src.Channels)
			}
		})
	}
	for _, name := range []string{"a.wav", "b.mp3", "c.flac", "d.opus"} {
		if known, err := NewPackets(mediatest.Tools(t), probeMedia(t, makeMedia(t, name, 48000, 48000, 2)), Output{}); err != nil || known != nil {
			t.Errorf("cuts of %s would move: %v", name, err)
		}
	}
}

// randomCuts returns n cut points, or as many as AUDIOSPLITER_CUTS says, none
// closer to another than least.
func randomCuts(name string, n int, samples, least timeline.Position) []timeline.Position {
	still := func(p timeline.Position) timeline.Position { return p }
	points := mediatest.Cuts(mediatest.Random(name), mediatest.Rounds(n), samples, least, still)
	return points[1 : len(points)-1]
}
