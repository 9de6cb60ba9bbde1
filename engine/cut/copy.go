package cut

import (
	"context"
	"strconv"

	"audiospliter/engine/decode"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// readsCopy finds packets in whatever is coded with losses. Where they may be copied
// out of a lossless codec a method of its own does it.
func readsCopy(c *Choice) (message.Text, bool) {
	if c.Source.Lossless || isPCM(c.Source.Codec) {
		return nil, false
	}
	return copyNote(c), true
}

// copyNote says where ffmpeg cuts, and what cuts at the very sample.
func copyNote(c *Choice) message.Text {
	if c.target.muxer == "adts" {
		return message.New("The audio is not re-encoded. It is cut at the borders of its packets, which are some milliseconds long; to cut at the very sample, choose M4A, which is not re-encoded either.")
	}
	return message.New("The audio is not re-encoded. It is cut at the borders of its packets, which are some milliseconds long; to cut at the very sample, choose a format to re-encode to.")
}

// A copyWriter has ffmpeg copy the packets that begin within a segment.
type copyWriter struct{ job *job }

func newCopyWriter(j *job) writer { return copyWriter{j} }

func (copyWriter) close() {}

func (w copyWriter) write(ctx context.Context, p segmentFile, progress func(timeline.Position)) (written, error) {
	src := w.job.copied
	hides := w.job.choice.target.muxer == "ipod" // only MP4 can hide the start of a packet that begins too early
	rate, begin, end := src.Rate, src.Offset+p.Start, src.Offset+p.End
	if !hides {
		rate, begin, end = 1000, w.ahead(p.Start), w.ahead(p.End)
	}
	var from []string
	if begin > 0 {
		from = []string{"-ss", seconds(rate, begin)}
	}
	input := decode.File(src)
	if src.Container != "ogg" { // where ffmpeg would number the packets of the last page anew
		input, from = append(from, input...), nil
	}
	args, err := w.job.inputs(p, input...)
	if err != nil {
		return written{}, err
	}
	args = append(append(args, from...), "-map", "0:a:"+strconv.Itoa(src.Stream), "-c:a", "copy")
	if !hides && p.Start > 0 {
		args = append(args, "-copypriorss:a", "0")
	}
	if p.End < w.job.Source.Samples {
		args = append(args, "-t", seconds(rate, end-begin))
	}
	args = append(args, muxerArgs(w.job.choice.target, src.Rate, w.job.Output, p)...)
	if err := w.job.runFFmpeg(ctx, ffmpeg.Command{Args: append(args, ffmpeg.File(p.draft.path))}, p, progress); err != nil {
		return written{}, err
	}
	return written{samples: p.Len(), slack: timeline.Position(src.Rate) / 2, rate: src.Rate}, nil
}

// ahead returns where ffmpeg cuts for a cut at p, in milliseconds: one before it,
// unless it is the start of the source. ffmpeg counts from the cut in the time base of
// the container, whole milliseconds in Matroska and ASF, and would take a packet that
// begins just at the cut, or between two milliseconds, into both segments, or none.
func (w copyWriter) ahead(p timeline.Position) timeline.Position {
	src := w.job.copied
	ms := (src.Offset + p) * 1000 / timeline.Position(src.Rate)
	if p <= 0 {
		return ms
	}
	return max(ms-1, 0)
}
