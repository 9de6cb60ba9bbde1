package cut

import (
	"context"
	"strconv"
	"time"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/timeline"
)

// A copyWriter has ffmpeg copy the packets that begin within a segment.
type copyWriter struct{ job *job }

func (copyWriter) close() {}

func (w copyWriter) write(ctx context.Context, p piece, progress func(timeline.Position)) (written, error) {
	src := w.job.Source
	input := []string{"-i", ffmpeg.File(src.Path)}
	if p.Start > 0 {
		input = append([]string{"-ss", seconds(src.Rate, p.Start)}, input...)
	}
	args, err := w.job.inputs(p, input...)
	if err != nil {
		return written{}, err
	}
	args = append(args, "-map", "0:a:"+strconv.Itoa(src.Stream), "-c:a", "copy")
	if w.job.choice.target.muxer != "ipod" {
		// Only MP4 can hide the start of a packet that begins too early.
		args = append(args, "-copypriorss:a", "0")
	}
	if p.End < src.Samples {
		args = append(args, "-t", seconds(src.Rate, p.Len()))
	}
	args = append(args, muxerArgs(w.job.choice.target, src.Rate, w.job.Output)...)
	var done timeline.Position
	err = w.job.Tools.Run(ctx, ffmpeg.Command{
		Args: append(args, ffmpeg.File(p.draft.path)),
		Progress: func(now ffmpeg.Progress) {
			at := min(timeline.Position(now.Time*time.Duration(src.Rate)/time.Second), p.Len())
			progress(max(at-done, 0))
			done = max(at, done)
		},
	})
	if err != nil {
		return written{}, err
	}
	progress(p.Len() - done)
	return written{samples: p.Len(), slack: timeline.Position(src.Rate) / 2, rate: src.Rate}, nil
}
