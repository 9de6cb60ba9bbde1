package waveform

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// A decoder opens streams of raw samples of a source at exact positions.
type decoder struct {
	tools  *ffmpeg.Tools
	src    media.Source
	format string // ffmpeg's name of the raw format
	frame  int    // bytes of one sample of all channels
	strict bool   // an error of ffmpeg's ends the stream, and it uses one core
	small  bool   // samples come packet by packet, so that none is lost where the audio changes its rate
}

// settle is how long a decoder decodes before what is wanted, in seconds, until
// what it gives no longer depends on where it began.
const settle = 1

// open returns a stream that begins with the sample at the position at. The
// stream's Close says whether it was whole, as that of Tools.Pipe.
func (d *decoder) open(ctx context.Context, at timeline.Position) (io.ReadCloser, error) {
	begin := timeline.Position(0)
	var command ffmpeg.Command
	switch {
	case at > 0 && isOgg(d.src):
		return d.openOgg(ctx, at)
	case at > 0 && seeks(d.src):
		begin = max(at-settle*timeline.Position(d.src.Rate), 0)
		command = d.command(ffmpeg.File(d.src.Path), begin)
	default:
		command = d.command(ffmpeg.File(d.src.Path), 0)
	}
	return d.start(ctx, command, at-begin)
}

// start starts an ffmpeg and drops the first samples it gives.
func (d *decoder) start(ctx context.Context, c ffmpeg.Command, drop timeline.Position) (io.ReadCloser, error) {
	if drop < 0 {
		return nil, errJoin
	}
	stream, err := d.tools.Pipe(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, stream, int64(drop)*int64(d.frame)); ended(err) != nil {
		return nil, errors.Join(err, stream.Close())
	}
	return stream, nil
}

// command returns an ffmpeg that writes samples from the position begin on. Its
// pipe is flushed only when its buffer is full, and samples come in large
// frames: writing each packet by itself costs half as much as decoding. What is
// on its way to a large frame is lost where ffmpeg begins anew, at a change of
// the rate or of the channels.
func (d *decoder) command(input string, begin timeline.Position) ffmpeg.Command {
	args := []string{"-v", "error"}
	if d.strict {
		args = append(args, "-threads", "1", "-xerror")
	}
	if begin > 0 {
		// It counts microseconds, the nearest sample wins.
		args = append(args, "-ss", fmt.Sprintf("%.6f", d.src.Rate.Seconds(begin)))
	}
	filter := "asetnsamples=n=32768:p=0"
	if d.small {
		filter = "anull"
	}
	if onset := d.src.Onset(); onset != "" && begin == 0 {
		filter = onset + "," + filter
	}
	if d.src.Codec == "aac" {
		// A frame that cannot be decoded leaves a gap rather than move all
		// that follows it.
		filter = "aresample=async=1:min_hard_comp=0.01," + filter
	}
	return ffmpeg.Command{Args: append(
		args, "-i", input, "-map", "0:a:"+strconv.Itoa(d.src.Stream),
		"-af", filter, "-flush_packets", "0", "-f", d.format, "pipe:1",
	)}
}

// seeks reports whether ffmpeg, told to seek, gives the sample it was told, and
// after a second of settling the same samples as in one pass.
func seeks(src media.Source) bool {
	switch src.Container + "/" + src.Codec {
	case "mp3/mp3", "flac/flac", "m4a/aac", "m4a/alac":
		return true
	}
	switch src.Container {
	case "wav", "w64", "rf64", "bw64", "aiff", "aifc", "caf":
		return len(src.Codec) > 4 && src.Codec[:4] == "pcm_"
	}
	return false
}

// isOgg reports whether openOgg can serve a source.
func isOgg(src media.Source) bool {
	return src.Container == "ogg" && oggHeaders[src.Codec] > 0 && src.Streams == 1 && !src.Video
}

// rawWords is ffmpeg's name of raw 16-bit samples in this machine's byte order.
var rawWords = func() string {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return "s16le"
	}
	return "s16be"
}()

// ended returns err, or nil where it only says that a stream has ended.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// maxWindow bounds what Samples returns, in seconds.
const maxWindow = 60

// Samples decodes the samples [start, end) as 16-bit numbers, interleaved, for
// a zoom deeper than an envelope goes. It returns fewer where the source ends.
// More than a minute is refused with INVALID_PARAMS.
func Samples(ctx context.Context, tools *ffmpeg.Tools, src media.Source, start, end timeline.Position) ([]int16, error) {
	if start < 0 || end < start || src.Rate.Seconds(end-start) > maxWindow || src.Channels < 1 {
		return nil, fault.New(fault.InvalidParams, "At most a minute of samples can be looked at, not %d to %d.", start, end)
	}
	d := &decoder{tools: tools, src: src, format: rawWords, frame: 2 * src.Channels}
	stream, err := d.open(ctx, start)
	if err != nil {
		return nil, err
	}
	b := make([]byte, int(end-start)*d.frame)
	n, err := io.ReadFull(stream, b)
	err = errors.Join(ended(err), stream.Close())
	if n > 0 && ctx.Err() == nil {
		err = nil // what could be decoded is shown
	}
	return asInt16(b[:n-n%d.frame]), err
}
