package waveform

import (
	"bufio"
	"bytes"
	"context"
	"math"
	"strconv"

	"audiospliter/engine/decode"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
)

// Loudness is what EBU R128 measures of a whole source.
type Loudness struct {
	Integrated float64 // LUFS; minus infinity where nothing is above the gate at -70
	Range      float64 // LU
	TruePeak   float64 // dBTP; minus infinity for digital silence
}

// MeasureLoudness decodes a source from end to end through ffmpeg's ebur128,
// which takes several times as long as a scan. The error is a context's or a
// *fault.Error.
func MeasureLoudness(ctx context.Context, tools *ffmpeg.Tools, src media.Source) (Loudness, error) {
	args := append([]string{"-hide_banner", "-v", "error"}, decode.File(src)...)
	out, err := tools.Pipe(ctx, ffmpeg.Command{Args: append(
		args, "-map", "0:a:"+strconv.Itoa(src.Stream),
		"-af", "ebur128=peak=true:metadata=1,ametadata=print:file=-", "-f", "null", "-",
	)})
	if err != nil {
		return Loudness{}, err
	}
	l, peak := Loudness{Integrated: math.Inf(-1)}, 0.0
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		key, value, _ := bytes.Cut(lines.Bytes(), []byte("="))
		v, err := strconv.ParseFloat(string(value), 64)
		switch {
		case err != nil || math.IsNaN(v):
		case string(key) == "lavfi.r128.I":
			l.Integrated = v
		case string(key) == "lavfi.r128.LRA":
			l.Range = v
		case bytes.HasPrefix(key, []byte("lavfi.r128.true_peaks_ch")):
			peak = max(peak, v)
		}
	}
	if err := out.Close(); err != nil {
		return Loudness{}, err
	}
	if l.Integrated <= -70 {
		l.Integrated = math.Inf(-1)
	}
	l.TruePeak = decibels(peak)
	return l, ctx.Err()
}
