package waveform

import (
	"context"
	"errors"
	"slices"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
)

// Overview shows the shape of a source from short windows, before a scan has
// begun to arrive: n columns of equal width for each channel, each the shape of
// some hundredths of a second in it. It is true as far as it goes, and takes a
// fraction of a second where the samples can be reached from Go (plain PCM,
// MP3, AAC in MP4); other formats get fewer windows, which several columns then share.
func Overview(ctx context.Context, tools *ffmpeg.Tools, src media.Source, n int) ([][]Box, error) {
	if n < 1 || src.Samples < 1 || src.Channels < 1 || src.Rate < 1 {
		return nil, fault.New(fault.InvalidParams, "There is nothing to draw.")
	}
	size := max(int(src.Rate)/40, 1) // samples of a window
	var windows [][]int16
	var err error
	if file, format := openPCM(src); format != nil {
		defer file.Close()
		windows, err = pcmWindows(ctx, newPCMReader(file, format), n, size)
	} else {
		var excerpts [][]byte
		excerpts, err = decode.Excerpts(ctx, tools, src, n, size)
		for _, b := range excerpts {
			windows = append(windows, asInt16(b))
		}
	}
	if len(windows) == 0 {
		return nil, errors.Join(err, ctx.Err())
	}
	return columnsOf(windows, src.Channels, n), nil
}

// columnsOf turns windows that are evenly spread over a source into columns.
func columnsOf(windows [][]int16, channels, n int) [][]Box {
	columns := make([][]Box, channels)
	for ch := range columns {
		columns[ch] = make([]Box, n)
		for i := range columns[ch] {
			w := windows[i*len(windows)/n]
			if len(w) < channels {
				continue
			}
			box, sum := Box{Min: w[ch], Max: w[ch]}, 0.0
			for k := ch; k < len(w); k += channels {
				box.Min, box.Max = min(box.Min, w[k]), max(box.Max, w[k])
				sum += float64(w[k]) * float64(w[k])
			}
			box.Power = float32(sum / float64(len(w)/channels) * scale)
			columns[ch][i] = box
		}
	}
	return columns
}

// pcmWindows reads n windows of size samples from the file.
func pcmWindows(ctx context.Context, r *pcmReader, n, size int) ([][]int16, error) {
	var windows [][]int16
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.seek(decode.Middle(r.pcm.Frames, i, n, size))
		window, err := r.next(min(size, int(r.pcm.Frames)))
		if ended(err) != nil {
			return nil, fault.Of(err)
		}
		windows = append(windows, slices.Clone(window))
	}
	return windows, nil
}
