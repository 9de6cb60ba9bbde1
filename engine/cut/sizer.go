package cut

import (
	"context"
	"os"
	"runtime"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// NewSizer returns a Sizer of the files that src becomes with o. Where frames
// or packets are kept it is exact or nearly so; where audio is encoded it
// encodes the source once, keeping only the sizes, and adds a margin, because an
// encoder that starts elsewhere decides otherwise. It counts the tags and
// the cover of the source and of o, and leaves room for a title.
//
// It waits for the disk and, but where frames or packets are copied out of their
// own container, for ffmpeg on the whole length of the source. The Sizer needs the source to stay as it is;
// it is safe for use by several goroutines.
func NewSizer(ctx context.Context, tools *ffmpeg.Tools, src media.Source, o Output) (plan.Sizer, error) {
	s, err := newSizer(ctx, tools, src, o)
	if err != nil {
		return nil, fault.Of(err)
	}
	return s, nil
}

// room is left in each file for a title and other short tags that the plan
// adds, and for their framing.
const room = 1 << 10

func newSizer(ctx context.Context, tools *ffmpeg.Tools, src media.Source, o Output) (plan.Sizer, error) {
	c, err := choose(src, o, false)
	if err != nil {
		return nil, err
	}
	whole := plan.Segment{Index: 99_998, End: src.Samples}
	many := plan.Plan{Segments: make([]plan.Segment, 99_999)}
	if way, ok := natives[c.Way]; ok && !unwraps(c.Way, src) {
		cutter, _, err := way.open(ctx, src)
		if err == nil {
			return nativeSizer{cutter, nativePart(src, many, o, whole).Tags}, nil
		}
		if way.instead == "" || fault.CodeOf(err) != fault.UnsupportedFormat {
			return nil, err
		}
	}
	return measure(ctx, tools, src, o)
}

// A nativeSizer is of files that a cutter writes, tagged like the longest.
type nativeSizer struct {
	cutter cutter
	tags   native.Tags
}

func (s nativeSizer) Size(start, end timeline.Position) (int64, error) {
	n, err := s.cutter.Size(context.Background(), native.Part{Start: start, End: end, Tags: s.tags})
	return n + room, err
}

// measure makes the Sizer of files that ffmpeg writes: from the sizes of all
// packets, and from one short file, which shows what tags, cover and headers
// take.
func measure(ctx context.Context, tools *ffmpeg.Tools, src media.Source, o Output) (plan.Sizer, error) {
	j, err := newTrial(ctx, tools, src, o)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(j.Folder)
	defer j.close()
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
	table.fixed = max(info.Size()-table.between(0, j.Plan.Segments[0].End), 0) + room
	switch j.choice.Way {
	case wayOgg:
		table.before = oggPreRoll(src)
	case wayMP4:
		table.before = timeline.Position(src.Rate) // see the pre-roll of band replication
	}
	if j.choice.Way == wayEncode {
		table.margin = margins[j.choice.target.codec]
	}
	return table, nil
}

// newTrial returns a job that writes the first seconds of src into a folder of its
// own, which the caller removes.
func newTrial(ctx context.Context, tools *ffmpeg.Tools, src media.Source, o Output) (*job, error) {
	folder, err := os.MkdirTemp("", "audiospliter-")
	if err != nil {
		return nil, err
	}
	sample := plan.Segment{End: min(src.Samples, 2*timeline.Position(src.Rate))}
	plain := o
	plain.OnConflict, plain.Verify, plain.Manifest, plain.Playlist, plain.WriteCuts = Overwrite, false, false, false, ""
	j, err := newJob(ctx, Task{
		Tools: tools, Source: src, Output: plain, Folder: folder,
		Plan: plan.Plan{Segments: []plan.Segment{sample}}, Names: []string{"sample"},
	})
	if err != nil {
		_ = os.RemoveAll(folder)
	}
	return j, err
}

// margins are how many thousandths larger a segment can be than the same span
// of a whole source encoded at once.
var margins = map[string]int64{"mp3": 4, "aac": 12, "vorbis": 8, "opus": 8, "flac": 4, "alac": 4}

// packets returns the sizes of all packets of the source as they will be
// written. Audio is encoded in as many stretches as there are processors.
func (j *job) packets(ctx context.Context) (*packetTable, error) {
	table := newPacketTable(j.Source.Rate, j.Source.Samples)
	overhead := j.packetOverhead()
	table.edge = 3
	if j.choice.target.lossless && j.choice.Reencodes {
		table.edge = 1
	}
	if !j.choice.Reencodes {
		err := scanPackets(ctx, j.Tools, copiedPackets(j.Source), nil, func(p packet) { table.add(0, p, overhead) })
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
func (j *job) packetOverhead() func(size int64) int64 {
	fixed := int64(8)
	if j.choice.Way == wayFLAC {
		return func(int64) int64 { return 7 } // a longer number in its header
	}
	switch j.choice.target.muxer {
	case "mp3", "flac", "wav", "w64", "aiff", "caf", "wv", "tta":
		fixed = 0
	case "ipod":
		fixed = 5 // an entry of stsz, and a share of a chunk's
	case "adts":
		fixed = 7
		if j.choice.Way == wayCopy && j.Source.Container == "aac" {
			fixed = 0 // the packets have their headers
		}
	case "ogg", "opus", "spx":
		// Lacing (RFC 3533), and a share of a page's header.
		return func(size int64) int64 { return size/255 + 2 }
	case "asf":
		fixed = 80
	}
	return func(int64) int64 { return fixed }
}
