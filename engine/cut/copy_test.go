package cut

import (
	"slices"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// What is cut at its packets loses none and has none twice: joined, the packets
// of the segments are those of the source. Each segment decodes, and is as long
// as planned but for a packet at each end. TestExactnessTable has more formats.
func TestPacketsAreCopiedOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		rate   int
		packet timeline.Position // the longest, in samples
		args   []string
	}{
		{"c.eac3", 48000, 1536, []string{"-c:a", "eac3"}},
		{"d.wma", 48000, 2048, []string{"-c:a", "wmav2"}},
		{"e.dts", 48000, 512, []string{"-c:a", "dca", "-strict", "-2"}},
		{"f.spx", 8000, 160, []string{"-c:a", "libspeex"}}, // faster, ffmpeg 7 gives each sample twice
		{"g.aac", 48000, 1024, []string{"-c:a", "aac"}},
		{"h.mp2", 44100, 1152, nil},
		{"i.ac3", 44100, 1536, nil},
		{"j.amr", 8000, 160, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := ""
			if test.name == "j.amr" {
				path = speech(t)
			} else {
				path = makeMedia(t, test.name, 12*test.rate, test.rate, 2, test.args...)
			}
			src := probeMedia(t, path)
			m, err := Way(src, Output{})
			if err != nil || m.Way != wayCopy || m.Exactness != PacketExact || len(m.Note) == 0 {
				t.Errorf("%+v, %v", m, err)
			}
			// Two packets tell nobody what they are.
			p := parts(src, 10_001, 50_000, 50_000+2*test.packet, 50_000+40*test.packet, src.Samples-2*test.packet)
			results := write(t, task(t, src, p, Output{Verify: true}))
			paths := append([]string{path}, pathsOf(results)...)
			demuxer := demuxers(t, src, Output{})
			for i, audio := range mediatest.DecodeWith(t, "s16le", demuxer, paths...)[1:] {
				n := timeline.Position(len(audio) / 2 / src.Channels)
				if i == len(p.Segments)-1 && !src.Exact {
					continue // where it ends is estimated
				}
				if off := n - p.Segments[i].Len(); off < -2*test.packet || off > 2*test.packet {
					t.Errorf("segment %d has %d samples, not %d", i, n, p.Segments[i].Len())
				}
			}
			sums := mediatest.Packets(t, demuxer, paths...)
			if joined := slices.Concat(sums[1:]...); !slices.Equal(joined, sums[0]) {
				t.Errorf("%d packets, not %d", len(joined), len(sums[0]))
			}
		})
	}
}

// speech returns the path of 12 s of AMR, which nothing here can encode: any bits
// are speech, in frames of 31 bytes (RFC 4867, section 5).
func speech(t *testing.T) string {
	t.Helper()
	b, random := []byte("#!AMR\n"), mediatest.Random("amr")
	for range 600 {
		b = append(b, 7<<3|4)
		for range 31 {
			b = append(b, byte(random.IntN(256)))
		}
	}
	return mediatest.Save(t, "speech.amr", b)
}

// demuxers returns the options with which ffmpeg reads a source and the segments
// that it was cut into: of few packets it cannot tell what they are.
func demuxers(t *testing.T, src media.Source, o Output) func(i int) []string {
	t.Helper()
	c, err := choose(src, o, false)
	if err != nil {
		t.Fatal(err)
	}
	return func(i int) []string {
		if i == 0 {
			return nil
		}
		return []string{"-f", c.target.demuxer()}
	}
}
