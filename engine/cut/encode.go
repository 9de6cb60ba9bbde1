package cut

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	cutmp3 "audiospliter/engine/cut/mp3"
	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// An encodeWriter has ffmpeg filter, encode and mux a segment. It decodes short
// ones itself, counted to the sample, with one decoder for many; a long one is
// left to a single ffmpeg, which saves a fifth of the time.
type encodeWriter struct {
	job  *job
	feed *decode.Ranges
}

func newEncodeWriter(j *job) writer { return &encodeWriter{job: j, feed: j.feed()} }

func (w *encodeWriter) close() { w.feed.Close() }

// directSeconds is how long a segment must be for the seconds decoded again in
// front of it to weigh nothing.
const directSeconds = 60

func (w *encodeWriter) write(ctx context.Context, p segmentFile, progress func(timeline.Position)) (written, error) {
	src := w.job.Source
	encode := w.fed
	if src.Exact && p.Len() >= directSeconds*timeline.Position(src.Rate) {
		seeks, err := w.feed.Seeks(ctx)
		if err != nil {
			return written{}, err
		}
		if seeks {
			encode = w.direct
		}
	}
	samples, err := encode(ctx, p, progress)
	if ctx.Err() != nil {
		return written{}, ctx.Err()
	}
	if err != nil {
		return written{}, err
	}
	c := w.job.choice
	out := written{samples: samples, rate: c.rate}
	if short := p.Len() - samples; short > 0 {
		out.note = message.New("The source ended %d samples before this segment did.", short)
	}
	if c.rate != src.Rate {
		out.samples = c.rate.Position(src.Rate.Time(samples))
	}
	if tag := w.job.partTag(p); tag != nil {
		out.note = message.Join(out.note, cutmp3.LeftOut(w.job.tag))
		if err = writeTag(p.draft.file, tag); err != nil {
			return written{}, err
		}
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

// fed encodes what the feed decodes and returns how many samples of the source
// that was.
func (w *encodeWriter) fed(ctx context.Context, p segmentFile, progress func(timeline.Position)) (timeline.Position, error) {
	audio, err := w.feed.Open(ctx, p.Start, p.End)
	if err != nil {
		return 0, err
	}
	counted := &counter{r: audio, frame: int64(w.feed.Frame()), progress: progress}
	args, err := w.args(p, "0:a", "", rawInput(w.job.Source, w.feed.Format)...)
	if err != nil {
		return 0, err
	}
	err = w.job.Tools.Run(ctx, ffmpeg.Command{Args: args, Stdin: counted})
	switch {
	case counted.err != nil:
		return 0, counted.err // what made ffmpeg fail, if it did
	case err != nil:
		return 0, err
	case counted.samples == 0:
		return 0, fault.New(fault.CorruptFile, "The audio ends before segment %d begins: the source is shorter than it says.", p.Index+1)
	}
	return counted.samples, nil
}

// direct has one ffmpeg decode and encode the segment, and returns its length:
// that the file has it is for the caller to check.
func (w *encodeWriter) direct(ctx context.Context, p segmentFile, progress func(timeline.Position)) (timeline.Position, error) {
	src := w.job.Source
	in, err := decode.NewInput(ctx, src, p.Start)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	// Timestamps begin at 0, or containers that store them would begin with silence.
	trim := fmt.Sprintf("atrim=end_sample=%d,asettb=1/%d,asetpts=N", p.Len(), src.Rate)
	if in.Filter != "" {
		trim = in.Filter + "," + trim
	}
	args, err := w.args(p, in.Map, trim, in.Args...)
	if err != nil {
		return 0, err
	}
	return p.Len(), w.job.runFFmpeg(ctx, ffmpeg.Command{Args: args, Stdin: in.Stdin}, p, progress)
}

// runFFmpeg runs an ffmpeg that reads a segment from the source and writes it.
func (j *job) runFFmpeg(ctx context.Context, c ffmpeg.Command, p segmentFile, progress func(timeline.Position)) error {
	var done timeline.Position
	report := func(at timeline.Position) {
		progress(max(at-done, 0))
		done = max(at, done)
	}
	c.Progress = func(now ffmpeg.Progress) {
		report(min(timeline.Position(now.Time*time.Duration(j.Source.Rate)/time.Second), p.Len()))
	}
	err := j.Tools.Run(ctx, c)
	if err == nil {
		report(p.Len())
	}
	return err
}

// args returns the command line of the encoder of a segment: of the stream that
// the audio's input has, and with a filter, if it is not "", before all others.
func (w *encodeWriter) args(p segmentFile, stream, filter string, audio ...string) ([]string, error) {
	args, err := w.job.inputs(p, audio...)
	if err != nil {
		return nil, err
	}
	args = append(args, "-map", stream)
	chain := []string{filter, w.job.filters(w.job.Output, p.Segment)}
	chain = slices.DeleteFunc(chain, func(s string) bool { return s == "" })
	if len(chain) > 0 {
		args = append(args, "-af", strings.Join(chain, ","))
	}
	c := w.job.choice
	args = append(args, encoderArgs(c, w.job.Source, w.job.Output)...)
	args = append(args, muxerArgs(c.target, c.rate, w.job.Output, p)...)
	return append(args, ffmpeg.File(p.draft.path)), nil
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

// rawInput returns the options with which ffmpeg reads samples of src in a format
// from its standard input.
func rawInput(src media.Source, f decode.Format) []string {
	return []string{"-f", f.Name, "-ar", strconv.Itoa(int(src.Rate)), "-ac", strconv.Itoa(src.Channels), "-i", "pipe:0"}
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
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.()") == "" && !strings.HasSuffix(s, "channels")
}

// encoderArgs returns the options of the encoder.
func encoderArgs(c *Choice, src media.Source, o Output) []string {
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
	wide := src.Lossless && decode.FormatOf(src) != decode.S16
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
