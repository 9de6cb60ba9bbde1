package waveform

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/timeline"
)

// A decoding is a range of samples that one ffmpeg decodes.
type decoding struct {
	from, to timeline.Position // from is where a chunk begins; to is below 0 for all that follows
	split    bool              // others decode other ranges at the same time
	join     *chunk            // gets the end of what was decoded before from
}

// settle is how long a decoder decodes before a range, in seconds, until what
// it gives no longer depends on where it began.
const settle = 1

// readBoxes returns how many boxes are read at a time: 64 KiB of stereo, and
// not much more of anything else. It divides the boxes of a chunk.
func (e *Envelope) readBoxes() int {
	n := 16
	for n > 1 && n*e.box()*e.Channels > 1<<17 {
		n /= 2
	}
	return n
}

// decode fills the envelope with a range and returns where it ended.
func (s *scan) decode(ctx context.Context, d decoding) (timeline.Position, error) {
	if d.split && s.src.Container == "ogg" && oggHeaders[s.src.Codec] > 0 {
		return s.decodeOgg(ctx, d)
	}
	begin := max(d.from-settle*timeline.Position(s.src.Rate), 0)
	stream, err := s.tools.Pipe(ctx, s.command(ffmpeg.File(s.src.Path), begin, d.split))
	if err != nil {
		return d.from, err
	}
	end, err := s.fill(stream, d, begin)
	return end, errors.Join(err, stream.Close())
}

// command returns an ffmpeg that writes 16-bit samples from the position begin
// on. Its pipe is flushed only when its buffer is full, and samples come in
// large frames: writing each packet by itself costs half as much as decoding.
func (s *scan) command(input string, begin timeline.Position, split bool) ffmpeg.Command {
	args := []string{"-v", "error"}
	if split {
		args = append(args, "-threads", "1", "-xerror")
	}
	if begin > 0 {
		args = append(args, "-ss", seconds(s.src.Rate, begin))
	}
	filter := "asetnsamples=n=32768:p=0"
	if s.src.Codec == "aac" {
		// A frame that cannot be decoded leaves a gap rather than move all
		// that follows it.
		filter = "aresample=async=1:min_hard_comp=0.01," + filter
	}
	return ffmpeg.Command{Args: append(
		args, "-i", input, "-map", "0:a:"+strconv.Itoa(s.src.Stream),
		"-af", filter, "-flush_packets", "0", "-f", rawWords, "pipe:1",
	)}
}

// rawWords is ffmpeg's name of raw 16-bit samples in this machine's byte order.
var rawWords = func() string {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return "s16le"
	}
	return "s16be"
}()

// seconds returns a position for -ss, which counts microseconds.
func seconds(rate timeline.Rate, p timeline.Position) string {
	return fmt.Sprintf("%.6f", rate.Seconds(p))
}

// fill reads samples that start at the position begin and puts those of the
// range into the envelope.
func (s *scan) fill(r io.Reader, d decoding, begin timeline.Position) (timeline.Position, error) {
	e := s.e
	frame := 2 * e.Channels
	join := timeline.Position(joinBoxes * e.box())
	buf := make([]byte, e.readBoxes()*e.box()*frame)
	skip := d.from - begin
	if d.join != nil {
		skip -= join
	}
	if _, err := io.CopyN(io.Discard, r, int64(skip)*int64(frame)); err != nil {
		return begin, ended(err)
	}
	if d.join != nil {
		for i := chunkBoxes - joinBoxes; i < chunkBoxes; i++ {
			box := buf[:e.box()*frame]
			if _, err := io.ReadFull(r, box); err != nil {
				return begin, ended(err)
			}
			d.join.measure(i, asInt16(box), e.Block, e.Channels)
		}
	}
	at := d.from
	for d.to < 0 || at < d.to {
		c := e.newChunk()
		n, err := s.fillChunk(r, c, buf)
		if n > 0 {
			c.finish(n, e.box(), e.Channels)
			e.setChunk(int(at/e.span()), c)
			at += timeline.Position(n)
		}
		if err != nil {
			return at, ended(err)
		}
	}
	return at, nil
}

// fillChunk reads and measures a chunk. It returns how many samples it got.
func (s *scan) fillChunk(r io.Reader, c *chunk, buf []byte) (int, error) {
	e := s.e
	total, size := 0, e.box()*2*e.Channels
	for i := 0; i < chunkBoxes; i += e.readBoxes() {
		n, err := io.ReadFull(r, buf)
		got := buf[:n-n%(2*e.Channels)]
		for k := i; len(got) > 0; k++ {
			box := got[:min(size, len(got))]
			c.measure(k, asInt16(box), e.Block, e.Channels)
			got = got[len(box):]
		}
		total += n / (2 * e.Channels)
		s.done.Add(int64(n / (2 * e.Channels)))
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// ended returns err, or nil where it only says that a stream has ended.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
