package cut

import (
	"os"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/plan"
)

// checkSpace returns an error if the disk cannot hold what will be written.
func (j *job) checkSpace() error {
	free, err := freeSpace(j.Folder)
	if err != nil {
		return nil // a system that does not say: the disk itself will
	}
	if need := j.estimate(); need > free {
		return noSpace(need, free)
	}
	return nil
}

// diskFull names what was needed and what is there, after a write found no space.
func (j *job) diskFull(cause error) error {
	free, err := freeSpace(j.Folder)
	if err != nil {
		return fault.Of(cause)
	}
	need := j.estimate()
	if free > 2*need+fullBelow { // another disk is: that of temporary files
		return fault.Wrap(cause, fault.DiskFull, "The disk for temporary files is full: free some space.").WithDetails(cause.Error())
	}
	e := noSpace(need, free)
	e.Cause, e.Details = cause, cause.Error()
	return e
}

func noSpace(need, free int64) *fault.Error {
	return fault.New(fault.DiskFull, "The disk is full: the segments need about %s, and %s is free. Free some space or choose another output folder.",
		humanize.Bytes(uint64(need)), humanize.Bytes(uint64(max(free, 0)))).In("folder")
}

// estimate returns about how many bytes all segments need. It rather errs on
// the low side: a disk that fills after all does no harm.
func (j *job) estimate() int64 {
	var audio int64
	for i, s := range j.Plan.Segments {
		j.mu.Lock() // after a write found no space, others go on
		finished := j.results[i] != nil
		j.mu.Unlock()
		if finished {
			continue
		}
		if j.Output.policy() == Skip {
			if _, err := os.Lstat(j.final(i)); err == nil {
				continue
			}
		}
		audio += j.choice.About(s)
		if j.cover != nil {
			audio += j.cover.size
		}
	}
	return audio
}

// About returns about how many bytes the file of a segment takes, without tags and
// cover.
func (c *Choice) About(s plan.Segment) int64 {
	channels := c.Output.written(c.Source, c.target)
	if s.Channels != nil {
		channels = len(s.Channels)
	}
	return int64(c.Source.Rate.Seconds(s.Len()) * c.bytesPerSecond(channels))
}

// bytesPerSecond returns about how many bytes a second of a segment takes.
func (c *Choice) bytesPerSecond(channels int) float64 {
	t, src := c.target, c.Source
	pcm := float64(c.rate) * float64(channels)
	switch {
	case t.codec == src.Codec && !c.Reencodes:
		if src.Video && src.Bitrate > 0 {
			return float64(src.Bitrate) / 8
		}
		return float64(src.Size) / max(src.Duration(), 0.001)
	case isPCM(t.codec):
		return pcm * float64(pcmBytes(t.codec))
	case t.lossless:
		return pcm * float64(decode.FormatOf(src).Bytes) * 0.3
	case c.Output.Bitrate != 0:
		return float64(c.Output.Bitrate) / 8 * 0.9
	}
	return pcm * 0.15 // about 105 kbit/s for CD audio: low for speech at the default settings
}

// pcmBytes returns the bytes of a sample of one channel.
func pcmBytes(codec string) int {
	bits, _ := strconv.Atoi(strings.Trim(codec, "pcm_sufble"))
	return max(bits/8, 1)
}
