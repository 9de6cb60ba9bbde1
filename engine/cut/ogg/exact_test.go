package ogg

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"audiospliter/engine/timeline"
)

// cuts returns n cut points, from 0 to the end, none closer than least.
func cuts(rng *rand.Rand, n int, samples, least timeline.Position) []timeline.Position {
	points := []timeline.Position{0, samples}
	for len(points) < n+2 {
		p := timeline.Position(rng.Int64N(int64(samples)))
		if rng.IntN(6) == 0 { // a neighbour as close as can be
			p = points[rng.IntN(len(points))] + least
		}
		if p < samples && !slices.ContainsFunc(points, func(q timeline.Position) bool { return max(p-q, q-p) < least }) {
			points = append(points, p)
		}
	}
	slices.Sort(points)
	return points
}

func (k kind) rng() *rand.Rand {
	seed := fnv.New64()
	seed.Write([]byte(k.name))
	return rand.New(rand.NewPCG(seed.Sum64(), 1))
}

func TestVorbisPartsAreTheSource(t *testing.T) {
	t.Parallel()
	for _, k := range vorbisKinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			path := k.make(t)
			s, c := open(t, path)
			points := cuts(k.rng(), 50, s.Samples, minPiece(s.Links[0]))
			parts := writeAll(t, c, points)
			frame := 4 * s.Channels
			all := byFFmpeg(t, append([]string{path}, parts...)...)
			for i, got := range all[1:] {
				want := all[0][int(points[i])*frame : int(points[i+1])*frame]
				lead := len(got) - len(want)
				if lead < 0 || lead >= s.Links[0].Block[1]/2*frame || !bytes.Equal(got[lead:], want) {
					t.Errorf("part %d [%d, %d): ffmpeg decodes %d samples, or others", i, points[i], points[i+1], len(got)/frame)
				}
			}
			decode := func(path string) []byte { return command(t, "oggdec", "-Q", "-R", "-o", "-", path) }
			source := decode(path)
			frame = 2 * s.Channels
			for i, part := range parts {
				if got := decode(part); !bytes.Equal(got, source[int(points[i])*frame:int(points[i+1])*frame]) {
					t.Errorf("part %d [%d, %d): oggdec decodes %d samples, or others", i, points[i], points[i+1], len(got)/frame)
				}
			}
		})
	}
}

func TestOpusPartsAreTheSource(t *testing.T) {
	t.Parallel()
	for _, k := range opusKinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			path := k.make(t)
			s, c := open(t, path)
			points := cuts(k.rng(), 50, s.Samples, minPiece(s.Links[0]))
			parts := writeAll(t, c, points)
			all := byFFmpeg(t, append([]string{path}, parts...)...)
			k.compareNear(t, "ffmpeg", 60, all[0], all[1:], points, s.Channels)
			if k.name == "family 255" {
				return // opusdec knows no such thing
			}
			decode := func(path string) []byte {
				return command(t, "opusdec", "--quiet", "--float", "--rate", "48000", path, "-")
			}
			var decoded [][]byte
			for _, part := range parts {
				decoded = append(decoded, decode(part))
			}
			k.compareNear(t, "opusdec", k.below(), decode(path), decoded, points, s.Channels)
		})
	}
}

// below is how far below the signal the difference is with libopus.
func (k kind) below() float64 {
	if k.speech {
		return 25
	}
	return 60
}

// compareNear checks that the parts have as many samples as they should, and
// that they differ from the source little: in each 20 ms the difference is below
// the signal by so many dB, or below the last of 16 bits.
func (k kind) compareNear(t *testing.T, decoder string, below float64, source []byte, parts [][]byte, points []timeline.Position, channels int) {
	t.Helper()
	frame := 4 * channels
	worst, loudest := math.Inf(1), math.Inf(-1)
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
			signal, noise := levels(want[at:end], got[at:end])
			loudest = max(loudest, noise)
			if noise > -96 {
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
	for i := 0; i+4 <= len(want); i += 4 {
		a := float64(math.Float32frombits(binary.LittleEndian.Uint32(want[i:])))
		b := float64(math.Float32frombits(binary.LittleEndian.Uint32(got[i:])))
		signal += a * a
		noise += (a - b) * (a - b)
	}
	n := float64(len(want) / 4)
	return 10 * math.Log10(signal/n), 10 * math.Log10(noise/n)
}
