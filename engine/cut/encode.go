package cut

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// An encodeWriter decodes a segment, counted to the sample, and has ffmpeg
// filter, encode and mux it.
type encodeWriter struct {
	job  *job
	feed *feed
}

func (w *encodeWriter) close() { w.feed.close() }

func (w *encodeWriter) write(ctx context.Context, p piece, progress func(timeline.Position)) (written, error) {
	audio, err := w.feed.open(ctx, p.Start, p.End)
	if err != nil {
		return written{}, err
	}
	counted := &counter{r: audio, frame: w.feed.frame(), progress: progress}
	args, err := w.job.inputs(p, rawInput(w.job.Source, w.feed.carrier)...)
	if err != nil {
		return written{}, err
	}
	args = append(args, "-map", "0:a")
	if chain := w.job.filters(w.job.Output, p.Segment); chain != "" {
		args = append(args, "-af", chain)
	}
	c := w.job.choice
	args = append(args, encoderArgs(c, w.job.Source, w.job.Output)...)
	args = append(args, muxerArgs(c.target, c.rate, w.job.Output)...)
	err = w.job.Tools.Run(ctx, ffmpeg.Command{Args: append(args, ffmpeg.File(p.draft.path)), Stdin: counted})
	switch {
	case ctx.Err() != nil:
		return written{}, ctx.Err()
	case counted.err != nil:
		return written{}, counted.err // what made ffmpeg fail, if it did
	case err != nil:
		return written{}, err
	case counted.samples == 0:
		return written{}, fault.New(fault.CorruptFile, "The audio ends before segment %d begins: the source is shorter than it says.", p.Index+1)
	}
	out := written{samples: counted.samples, rate: c.rate}
	if short := p.Len() - counted.samples; short > 0 {
		out.note = fmt.Sprintf("The source ended %d samples before this segment did.", short)
	}
	if c.rate != w.job.Source.Rate {
		out.samples = c.rate.Position(w.job.Source.Rate.Time(counted.samples))
	}
	if c.target.codec == "mp3" {
		if out.checked, err = setLength(ctx, p.draft.file, out.samples); err != nil {
			return written{}, err
		}
	}
	if c.target.codec == "aac" || c.Exactness == PacketExact {
		out.slack += packetSlack // decoders play the last packet whole
	}
	return out, nil
}

// packetSlack is twice the longest packets of AAC, Vorbis and their like.
const packetSlack = 4096

// A counter counts the frames read from r.
type counter struct {
	r        io.Reader
	frame    int64
	rest     int64 // bytes of a frame not yet whole
	samples  timeline.Position
	err      error // other than io.EOF
	progress func(timeline.Position)
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.rest += int64(n)
	done := timeline.Position(c.rest / c.frame)
	c.rest %= c.frame
	c.samples += done
	c.progress(done)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// rawInput returns the options with which ffmpeg reads a feed of src from its
// standard input.
func rawInput(src media.Source, c carrier) []string {
	return []string{"-f", c.name, "-ar", strconv.Itoa(int(src.Rate)), "-ac", strconv.Itoa(src.Channels), "-i", "pipe:0"}
}

// filters returns the filter chain for a segment, "" for none.
func (j *job) filters(o Output, s plan.Segment) string {
	var chain []string
	add := func(format string, args ...any) { chain = append(chain, fmt.Sprintf(format, args...)) }
	src := j.Source
	if src.Channels > 2 && src.Layout != "" && plainLayout(src.Layout) {
		add("channelmap=channel_layout=%s", src.Layout)
	}
	if s.Channels != nil {
		add("%s", pan(s.Channels))
	}
	if j.gain != 0 {
		add("volume=%.4fdB:precision=double", j.gain)
	}
	if n := fade(src.Rate.Position(o.FadeIn), s); n > 0 {
		add("afade=t=in:ss=0:ns=%d", n)
	}
	if n := fade(src.Rate.Position(o.FadeOut), s); n > 0 {
		add("afade=t=out:ss=%d:ns=%d", s.Len()-n, n)
	}
	if rate := j.choice.rate; rate != src.Rate {
		add("aresample=%d:filter_size=64:cutoff=0.97", rate)
		if src.Exact { // a resampler may end a sample early or late
			n := rate.Position(src.Rate.Time(s.Len()))
			add("apad=whole_len=%d,atrim=end_sample=%d", n, n)
		}
	}
	return strings.Join(chain, ",")
}

// fade returns the length of a fade: half the segment at most, so that two
// never meet.
func fade(n timeline.Position, s plan.Segment) timeline.Position { return min(n, s.Len()/2) }

// pan returns the filter that keeps only the given channels.
func pan(channels []int) string {
	layout := map[int]string{1: "mono", 2: "stereo"}[len(channels)]
	if layout == "" {
		layout = strconv.Itoa(len(channels)) + "c"
	}
	var b strings.Builder
	b.WriteString("pan=" + layout)
	for i, c := range channels {
		fmt.Fprintf(&b, "|c%d=c%d", i, c)
	}
	return b.String()
}

// plainLayout reports whether ffmpeg's name of a layout is one, rather than a
// count of channels or something that would need quoting in a filter.
func plainLayout(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune(".()", r)) {
			return false
		}
	}
	return !strings.HasSuffix(s, "channels")
}

// encoderArgs returns the options of the encoder.
func encoderArgs(c choice, src media.Source, o Output) []string {
	t := c.target
	args := []string{"-c:a", t.encoder}
	switch {
	case o.Bitrate != 0 && !t.lossless:
		args = append(args, "-b:a", strconv.Itoa(o.Bitrate))
	case o.Quality != nil && t.quality != "":
		args = append(args, t.quality, strconv.FormatFloat(*o.Quality, 'f', -1, 64))
	case t.codec == "aac" || t.codec == "opus":
		perChannel := map[string]int{"aac": 96_000, "opus": 64_000}[t.codec]
		args = append(args, "-b:a", strconv.Itoa(perChannel*min(o.written(src, t), 6)))
	default:
		args = append(args, t.settings...)
	}
	if n := o.written(src, t); n != src.Channels {
		args = append(args, "-ac", strconv.Itoa(n))
	}
	if format := sampleFormat(t, src); format != "" {
		args = append(args, "-sample_fmt", format)
	}
	return args
}

// written returns the number of channels that are written where a segment
// holds all of the source's.
func (o Output) written(src media.Source, t target) int {
	n := o.channels(src)
	if t.channels != 0 {
		n = min(n, t.channels)
	}
	return n
}

// sampleFormat returns ffmpeg's name of the encoder's input format where the
// encoder has several and its own choice would be another depth than the
// source's.
func sampleFormat(t target, src media.Source) string {
	wide := src.Lossless && carrierOf(src) != s16
	switch t.codec {
	case "flac":
		if wide {
			return "s32"
		}
		return "s16"
	case "alac":
		if wide {
			return "s32p"
		}
		return "s16p"
	}
	return ""
}
