package cut

import (
	"context"
	"math"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/waveform"
)

// maxPeak is how loud, in dBTP, EBU R128 lets the loudest peak be.
const maxPeak = -1.0

// measureGain returns the gain in dB that brings src to the given integrated
// loudness, measured by EBU R128 over the whole of it: one gain for all
// segments, so that they keep their balance and no join jumps. It is lower
// where the loudest true peak would come above maxPeak, and 0 for silence.
func measureGain(ctx context.Context, tools *ffmpeg.Tools, src media.Source, lufs float64) (float64, error) {
	loudness, err := waveform.MeasureLoudness(ctx, tools, src)
	if err != nil || math.IsInf(loudness.Integrated, -1) {
		return 0, err // nothing above the absolute gate of R128: silence
	}
	return min(lufs-loudness.Integrated, maxPeak-loudness.TruePeak), nil
}
