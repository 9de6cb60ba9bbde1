package cut

import (
	"bufio"
	"bytes"
	"context"
	"math"
	"strconv"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
)

// maxPeak is how loud, in dBTP, EBU R128 lets the loudest peak be.
const maxPeak = -1.0

// measureGain returns the gain in dB that brings src to the given integrated
// loudness, measured by EBU R128 over the whole of it: one gain for all
// segments, so that they keep their balance and no join jumps. It is lower
// where the loudest true peak would come above maxPeak, and 0 for silence.
func measureGain(ctx context.Context, tools *ffmpeg.Tools, src media.Source, lufs float64) (float64, error) {
	out, err := tools.Pipe(ctx, ffmpeg.Command{Args: []string{
		"-hide_banner", "-v", "error", "-i", ffmpeg.File(src.Path), "-map", "0:a:" + strconv.Itoa(src.Stream),
		"-af", "ebur128=peak=true:metadata=1,ametadata=print:file=-", "-f", "null", "-",
	}})
	if err != nil {
		return 0, err
	}
	loudness, peak := math.Inf(-1), 0.0
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		key, value, _ := bytes.Cut(lines.Bytes(), []byte("="))
		switch {
		case string(key) == "lavfi.r128.I":
			loudness, _ = strconv.ParseFloat(string(value), 64)
		case bytes.HasPrefix(key, []byte("lavfi.r128.true_peaks_ch")):
			if v, err := strconv.ParseFloat(string(value), 64); err == nil {
				peak = max(peak, v)
			}
		}
	}
	if err := out.Close(); err != nil {
		return 0, err
	}
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	if loudness <= -70 || math.IsNaN(loudness) {
		return 0, nil // nothing above the absolute gate of R128: silence
	}
	gain := lufs - loudness
	if peak > 0 {
		gain = min(gain, maxPeak-20*math.Log10(peak))
	}
	return gain, nil
}
