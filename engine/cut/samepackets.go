package cut

import (
	"context"
	"slices"
	"sort"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/timeline"
)

// verifyPackets compares the packets that ffmpeg copied for a segment with those of
// the source. It reports false where none of them is the same, because the containers
// frame them in other ways. Packets that are missing, or too many, are an error.
func (j *job) verifyPackets(ctx context.Context, r *Result) (bool, error) {
	source, err := j.copiedList()
	if err != nil {
		return false, err
	}
	var got []uint64
	args := []string{"-hide_banner", "-v", "error", "-f", j.choice.target.demuxer(), "-i", ffmpeg.File(r.Path), "-map", "0:a:0", "-c", "copy", "-f", "framecrc", "pipe:1"}
	if err := scanPackets(ctx, j.Tools, args, nil, func(p packet) { got = append(got, p.sum) }); err != nil {
		return false, err
	}
	from, to := source.at(j, r.Segment.Start), source.at(j, r.Segment.End)
	want := source.sums[from:to]
	if j.choice.target.muxer == "ipod" { // which holds some before the segment, and does not play them
		for end := max(to-1, 0); end <= min(to+1, len(source.sums)); end++ {
			if start := end - len(got); start >= max(from-maxHidden, 0) && start <= from+1 && slices.Equal(got, source.sums[start:end]) {
				return true, nil
			}
		}
	}
	switch {
	case slices.Equal(got, want):
		return true, nil
	case !slices.ContainsFunc(got, func(sum uint64) bool { return slices.Contains(source.sums, sum) }):
		return false, nil
	}
	return false, differs(r.Segment, "it has %d packets, other than the %d of the source", len(got), len(want))
}

// maxHidden is how many packets before a segment MP4 may hold at most.
const maxHidden = 64

// packetList are the packets of a source in their order.
type packetList struct {
	times []float64 // ms, from the first sample
	sums  []uint64
}

// listPackets returns the packets that segments are copied from.
func (j *job) listPackets(ctx context.Context) (*packetList, error) {
	list := &packetList{}
	err := scanCopied(ctx, j.Tools, j.copied, func(p packet) {
		list.times, list.sums = append(list.times, p.time.Float()*1000), append(list.sums, p.sum)
	})
	return list, err
}

// at returns the index of the first packet behind a cut at p.
func (l *packetList) at(j *job, p timeline.Position) int {
	src := j.copied
	switch {
	case p <= 0:
		return 0
	case p >= j.Source.Samples:
		return len(l.times)
	}
	const rounding = 0.5 // of the time at which the audio begins
	late := src.Offset * 1000 / timeline.Position(src.Rate)
	return sort.SearchFloat64s(l.times, float64(copyWriter{j}.ahead(p)-late)-rounding)
}
