package media

import "testing"

// What ffprobe 5 and ffprobe 7 print of the same packet.
func TestPacketLines(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"duration=26|size=209|skip_samples=3|discard_padding=731",
		"duration=26|size=209|side_datum/skip_samples:skip_samples=3|side_datum/skip_samples:discard_padding=731",
	} {
		var sum total
		sum.add(line, 44.1)
		if want := (total{count: 1, size: 209, samples: 1147, dropped: 734}); sum != want {
			t.Errorf("%s: %+v", line, sum)
		}
	}
}
