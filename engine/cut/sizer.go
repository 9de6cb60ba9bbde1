package cut

import (
	"context"
	"os"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// Sizer returns a Sizer of the files that segments become. Where frames or packets
// are kept it is exact or nearly so; where audio is encoded it encodes the source
// once, keeping only the sizes, and adds a margin, because an encoder that starts
// at another sample makes other packets. It counts the tags and the cover of the source and of
// the output, and leaves a reserve for a title.
//
// It waits for the disk and, but where frames or packets are copied out of their
// own container, for ffmpeg on the whole length of the source. The Sizer needs the
// source to stay as it is, and is good until c is closed; it is safe for use by
// several goroutines.
func (c *Choice) Sizer(ctx context.Context) (plan.Sizer, error) {
	s, err := c.sizer(ctx)
	if err != nil {
		return nil, fault.Of(err)
	}
	return s, nil
}

// reserve is left in each file for a title and other short tags that the plan
// adds, and for their framing.
const reserve = 1 << 10

func (c *Choice) sizer(ctx context.Context) (plan.Sizer, error) {
	if !c.copiesDirectly() {
		return c.measure(ctx)
	}
	cutter, err := c.cutter(ctx, c.Source)
	if err == nil {
		longest := plan.Segment{Index: 99_998, End: c.Source.Samples}
		many := plan.Plan{Segments: make([]plan.Segment, 99_999)}
		return nativeSizer{cutter, nativePart(c.Source, many, c.Output, longest).Tags}, nil
	}
	if !c.canFallBack(err) {
		return nil, err
	}
	return c.fallBack(err).measure(ctx)
}

// A nativeSizer is of files that a cutter writes, tagged like the longest.
type nativeSizer struct {
	cutter cutter
	tags   native.Tags
}

func (s nativeSizer) Size(start, end timeline.Position) (int64, error) {
	n, err := s.cutter.Size(context.Background(), native.Part{Start: start, End: end, Tags: s.tags})
	if fault.CodeOf(err) == fault.DurationTooShort {
		return 0, nil // the plan knows what is too short to be cut, whatever its size
	}
	return n + reserve, err
}

// measure makes the Sizer of files that ffmpeg writes: from the sizes of all
// packets, and from one short file, which shows what tags, cover and headers
// take.
func (c *Choice) measure(ctx context.Context) (plan.Sizer, error) {
	j, end, err := newTrial(ctx, c)
	if err != nil {
		return nil, err
	}
	defer end()
	table, err := j.packets(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := j.run(ctx); err != nil {
		return nil, err
	}
	info, err := os.Stat(j.final(0))
	if err != nil {
		return nil, err
	}
	table.fixed = max(info.Size()-table.between(0, j.Plan.Segments[0].End), 0) + reserve
	if preroll := j.choice.row.preroll; preroll != nil {
		table.preroll = preroll(c.Source)
	}
	if j.choice.Reencodes {
		table.margin = margins[j.choice.target.codec]
	}
	return table, nil
}

// newTrial returns a job that writes the first seconds of the source into a folder
// of its own. The function ends it and removes the folder.
func newTrial(ctx context.Context, c *Choice) (*job, func(), error) {
	folder, err := os.MkdirTemp("", "audiospliter-")
	if err != nil {
		return nil, nil, err
	}
	trial := *c
	trial.opened = opened{}
	o := &trial.Output
	o.OnConflict, o.Verify, o.Manifest, o.Playlist, o.WriteCuts = Overwrite, false, false, false, ""
	sample := plan.Segment{End: min(c.Source.Samples, 2*timeline.Position(c.Source.Rate))}
	j, err := newJob(ctx, Task{
		Choice: &trial, Folder: folder,
		Plan: plan.Plan{Segments: []plan.Segment{sample}}, Names: []string{"sample"},
	})
	end := func() {
		if j != nil {
			j.close()
		}
		trial.Close()
		_ = os.RemoveAll(folder)
	}
	if err != nil {
		end()
		return nil, nil, err
	}
	return j, end, nil
}

// margins are how many thousandths larger a segment can be than the same span
// of a whole source encoded at once.
var margins = map[string]int64{"mp3": 4, "aac": 12, "vorbis": 8, "opus": 8, "flac": 4, "alac": 4}

// packets returns the sizes of all packets of the source as they will be
// written. Audio is encoded in as many stretches as there are processors.
func (j *job) packets(ctx context.Context) (*packetTable, error) {
	table := newPacketTable(j.Source.Rate, j.Source.Samples)
	overhead := j.choice.packetOverhead()
	table.edge = 3
	if j.choice.target.lossless && j.choice.Reencodes {
		table.edge = 1
	}
	if !j.choice.Reencodes {
		err := scanCopied(ctx, j.Tools, j.Source, func(p packet) { table.add(0, p, overhead) })
		table.sum()
		return table, err
	}
	group, ctx := errgroup.WithContext(ctx)
	parts := timeline.Position(runtime.NumCPU())
	for i := range parts {
		start, end := j.Source.Samples*i/parts, j.Source.Samples*(i+1)/parts
		if start == end {
			continue
		}
		group.Go(func() error {
			feed := j.feed()
			defer feed.Close()
			audio, err := feed.Open(ctx, start, end)
			if err != nil {
				return err
			}
			args := j.encodedPackets(start, end, feed.Format)
			return scanPackets(ctx, j.Tools, args, audio, func(p packet) { table.add(start, p, overhead) })
		})
	}
	err := group.Wait()
	table.sum()
	return table, err
}

// packetOverhead returns what a container takes for a packet of the given size.
func (c *Choice) packetOverhead() func(size int64) int64 {
	fixed := int64(8)
	switch muxer := c.target.muxer; {
	case c.row.overhead != 0:
		fixed = c.row.overhead
	case slices.Contains([]string{"mp3", "flac", "wav", "w64", "aiff", "caf", "wv", "tta"}, muxer):
		fixed = 0
	case muxer == "ipod":
		fixed = 5 // an entry of stsz, and a share of a chunk's
	case muxer == "adts" && !c.Reencodes && c.Source.Container == "aac":
		fixed = 0 // the packets have their headers
	case muxer == "adts":
		fixed = 7
	case muxer == "ogg" || muxer == "opus" || muxer == "spx":
		// Lacing (RFC 3533), and a share of a page's header.
		return func(size int64) int64 { return size/255 + 2 }
	case muxer == "asf":
		fixed = 80
	}
	return func(int64) int64 { return fixed }
}
