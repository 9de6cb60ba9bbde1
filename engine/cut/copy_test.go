package cut

import (
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/timeline"
)

// What is cut at its packets loses none and has none twice: joined, the packets
// of the segments are those of the source. Each segment decodes, and is as long
// as planned but for a packet at each end. TestExactnessTable has more formats.
func TestPacketsAreCopiedOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		packet timeline.Position // the longest, in samples
		args   []string
	}{
		{"c.eac3", 1536, []string{"-c:a", "eac3"}},
		{"d.wma", 2048, []string{"-c:a", "wmav2"}},
		{"f.spx", 640, []string{"-c:a", "libspeex"}},
		{"g.aac", 1024, []string{"-c:a", "aac"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			rate := 48000
			if test.name == "f.spx" {
				rate = 32000
			}
			src := probeMedia(t, makeMedia(t, test.name, 12*rate, rate, 2, test.args...))
			m, err := Way(src, Output{})
			if err != nil || m.Way != wayCopy || m.Exactness != PacketExact || m.Note == "" {
				t.Errorf("%+v, %v", m, err)
			}
			p := parts(src, 10_001, 150_000, 150_000+40*test.packet, 300_003)
			var joined []string
			for i, r := range write(t, task(t, src, p, Output{})) {
				joined = append(joined, packetSums(t, r.Path)...)
				n := timeline.Position(len(decode(t, r.Path, "s16le")) / 2 / src.Channels)
				if i == len(p.Segments)-1 && !src.Exact {
					continue // where it ends is estimated
				}
				if off := n - p.Segments[i].Len(); off < -2*test.packet || off > 2*test.packet {
					t.Errorf("segment %d has %d samples, not %d", i, n, p.Segments[i].Len())
				}
			}
			if want := packetSums(t, src.Path); !slices.Equal(joined, want) {
				t.Errorf("%d packets, not %d", len(joined), len(want))
			}
		})
	}
}

// packetSums returns the size and the checksum of each packet of a file.
func packetSums(t *testing.T, path string) []string {
	t.Helper()
	var sums []string
	for line := range strings.Lines(string(run(t, "ffmpeg", "-v", "error", "-i", "file:"+path, "-map", "0:a", "-c", "copy", "-f", "framemd5", "pipe:1"))) {
		if fields := strings.Split(line, ","); len(fields) >= 6 && line[0] != '#' {
			sums = append(sums, strings.TrimSpace(fields[4])+" "+strings.TrimSpace(fields[5]))
		}
	}
	return sums
}
