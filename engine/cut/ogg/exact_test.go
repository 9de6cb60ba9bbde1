package ogg

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/timeline"
)

// cuts returns n cut points of a source of the kind, fewer where they find no
// room, from 0 to the end.
func (k kind) cuts(n int, s *ogg.Stream) []timeline.Position {
	anywhere := func(p timeline.Position) timeline.Position { return p }
	return mediatest.Cuts(mediatest.Random(k.name), n, s.Samples, minStretch(s.Links[0]), anywhere)
}

func TestVorbisPartsAreTheSource(t *testing.T) {
	t.Parallel()
	for _, k := range vorbisKinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			path := k.make(t)
			s, c := open(t, path)
			points := k.cuts(mediatest.Rounds(12), s)
			parts := writeAll(t, c, points)
			frame := 4 * s.Channels
			all := mediatest.Decode(t, "f32le", append([]string{path}, parts...)...)
			trimmed := mediatest.DecodeWith(t, "f32le", func(int) []string { return []string{"-ss", "0"} }, parts...)
			spans, err := c.Around(t.Context(), points)
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range all[1:] {
				want := all[0][int(points[i])*frame : int(points[i+1])*frame]
				lead := len(got) - len(want)
				if lead < 0 || lead >= s.Links[0].Block[1]/2*frame || !bytes.Equal(got[lead:], want) {
					t.Errorf("part %d [%d, %d): ffmpeg decodes %d samples, or others", i, points[i], points[i+1], len(got)/frame)
				}
				// The time of a short block behind a long one is wrong in ffmpeg.
				mixed := spans[i].Len() == timeline.Position(s.Links[0].Block[0]+s.Links[0].Block[1])/4
				if got := trimmed[i]; !bytes.Equal(got, want) && !mixed {
					t.Errorf("part %d [%d, %d): from zero on, ffmpeg decodes %d samples, or others", i, points[i], points[i+1], len(got)/frame)
				}
			}
			source := mediatest.Oggdec(t, path)
			frame = 2 * s.Channels
			for i, part := range parts {
				if got := mediatest.Oggdec(t, part); !bytes.Equal(got, source[int(points[i])*frame:int(points[i+1])*frame]) {
					t.Errorf("part %d [%d, %d): oggdec decodes %d samples, or others", i, points[i], points[i+1], len(got)/frame)
				}
			}
			parts = writeAll(t, c, betweenPackets(t, c, points))
			if joined := slices.Concat(mediatest.Decode(t, "f32le", parts...)...); !bytes.Equal(joined, all[0]) {
				t.Errorf("between packets, ffmpeg decodes %d samples of %d, or others", len(joined)/4/s.Channels, s.Samples)
			}
			var joined []byte
			for _, part := range parts {
				joined = append(joined, mediatest.Oggdec(t, part)...)
			}
			if !bytes.Equal(joined, source) {
				t.Errorf("between packets, oggdec decodes %d samples of %d, or others", len(joined)/frame, s.Samples)
			}
		})
	}
}

// betweenPackets moves points to where packets meet, by half a packet at most,
// and leaves out those that come too close to others there.
func betweenPackets(t *testing.T, c *Cutter, points []timeline.Position) []timeline.Position {
	t.Helper()
	spans, err := c.Around(t.Context(), points)
	if err != nil {
		t.Fatal(err)
	}
	var moved []timeline.Position
	for i, s := range spans {
		if p := points[i]; p < s.Start || p > s.End || s.Len() > timeline.Position(c.stream.Links[0].Longest) {
			t.Errorf("sample %d lies between %v", p, s)
		}
		if points[i]-s.Start <= s.End-points[i] {
			s.End = s.Start
		}
		least := minStretch(c.stream.Links[0])
		if n := len(moved); n == 0 || s.End-moved[n-1] >= least && (i == len(points)-1 || c.stream.Samples-s.End >= least) {
			moved = append(moved, s.End)
		}
	}
	return moved
}

// TestPartOfAPart cuts what was cut: its start and its end are trimmed.
func TestPartOfAPart(t *testing.T) {
	t.Parallel()
	for _, k := range []kind{opusKinds[4], vorbisKinds[1]} {
		s, c := open(t, k.make(t))
		path := writeAll(t, c, []timeline.Position{100_003, s.Samples - 50_001})[0]
		s, c = open(t, path)
		if want := s.Samples; want != 12*48_000-150_004 || s.DamageCount > 0 {
			t.Errorf("%s: the part has %d samples, %v", k.codec, want, s.Damage)
		}
		points := k.cuts(5, s)
		parts := writeAll(t, c, points)
		if k.codec == ogg.Opus {
			all := mediatest.Decode(t, "f32le", append([]string{path}, parts...)...)
			k.compareNear(t, "ffmpeg", 60, all[0], all[1:], points, 2)
			continue
		}
		var joined []byte
		for _, part := range parts {
			joined = append(joined, mediatest.Oggdec(t, part)...)
		}
		if want := mediatest.Oggdec(t, path); !bytes.Equal(joined, want) {
			t.Errorf("%d samples decoded, want %d, or other ones", len(joined)/4, len(want)/4)
		}
	}
}

func TestOpusPartsAreTheSource(t *testing.T) {
	t.Parallel()
	for _, k := range opusKinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			path := k.make(t)
			s, c := open(t, path)
			points := k.cuts(mediatest.Rounds(12), s)
			parts := writeAll(t, c, points)
			all := mediatest.Decode(t, "f32le", append([]string{path}, parts...)...)
			k.compareNear(t, "ffmpeg", 60, all[0], all[1:], points, s.Channels)
			if k.name == "family 255" {
				return // opusdec knows no such thing
			}
			var decoded [][]byte
			for _, part := range parts {
				decoded = append(decoded, mediatest.Opusdec(t, part))
			}
			k.compareNear(t, "opusdec", 60, mediatest.Opusdec(t, path), decoded, points, s.Channels)
		})
	}
}

// compareNear checks that the parts have as many samples as they should, and
// that they differ from the source little: in each 20 ms the difference is below
// the signal by so many dB, or below the last of 16 bits. Of what is coded as
// speech libopus is less exact: 25 dB, or below -70 dB of full scale.
func (k kind) compareNear(t *testing.T, decoder string, below float64, source []byte, parts [][]byte, points []timeline.Position, channels int) {
	t.Helper()
	frame := 4 * channels
	worst, loudest, floor := math.Inf(1), math.Inf(-1), -96.0
	if decoder == "opusdec" && k.speech {
		below, floor = 25, -70
	}
	for i, got := range parts {
		want := source[int(points[i])*frame : int(points[i+1])*frame]
		if len(got) != len(want) {
			t.Errorf("part %d [%d, %d): %s decodes %d samples, not %d", i, points[i], points[i+1], decoder, len(got)/frame, len(want)/frame)
			continue
		}
		// Of what is coded as speech alone, ffmpeg gives up to the last millisecond
		// from behind the end: it drops samples before it resamples them.
		sound := len(got)
		if decoder == "ffmpeg" && k.speech {
			sound -= 48 * frame
		}
		for at := 0; at < sound; at += 960 * frame {
			end := min(at+960*frame, sound)
			if bytes.Equal(want[at:end], got[at:end]) {
				continue
			}
			signal, noise := levels(want[at:end], got[at:end])
			loudest = max(loudest, noise)
			if noise > floor {
				worst = min(worst, signal-noise)
			}
		}
	}
	if worst < below {
		t.Errorf("%s decodes parts that differ from the source by only %.1f dB below the signal (%.1f dB of full scale), not %g", decoder, worst, loudest, below)
	}
	t.Logf("%s: at least %.1f dB below the signal, at most %.1f dB of full scale", decoder, worst, loudest)
}

// levels returns the level of want, and that of the difference of got, in dB of
// full scale.
func levels(want, got []byte) (signal, noise float64) {
	signal, noise = mediatest.Powers(want, got)
	n := float64(len(want) / 4)
	return 10 * math.Log10(signal/n), 10 * math.Log10(noise/n)
}
