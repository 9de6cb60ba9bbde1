package cut

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strconv"
	"sync"

	"audiospliter/engine/decode"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// maxBins bounds the memory of a table to 8 MB.
const maxBins = 1 << 20

// A packetTable knows how many bytes the packets of any span take, to a
// hundredth of a second, or coarser in recordings of over three hours.
type packetTable struct {
	step    timeline.Position // samples of the source in a bin
	rate    timeline.Rate
	mu      sync.Mutex
	bins    []int64           // bytes; after sum, those of all bins before
	largest int64             // bytes of the largest packet
	edge    int64             // packets around a span
	fixed   int64             // headers, tags, cover
	margin  int64             // thousandths
	preroll timeline.Position // written before a span
}

func newPacketTable(rate timeline.Rate, samples timeline.Position) *packetTable {
	step := max(timeline.Position(rate)/100, samples/maxBins, 1)
	return &packetTable{step: step, rate: rate, bins: make([]int64, samples/step+2)}
}

// add counts a packet of a stretch that begins at start.
func (t *packetTable) add(start timeline.Position, p packet, overhead func(int64) int64) {
	size := p.size + overhead(p.size)
	t.mu.Lock()
	defer t.mu.Unlock()
	bin := int((start + t.rate.Position(p.time)) / t.step)
	t.bins[min(max(bin, 0), len(t.bins)-1)] += size
	t.largest = max(t.largest, size)
}

// sum turns the sizes of the bins into those of all bins before each.
func (t *packetTable) sum() {
	total := int64(0)
	for i, n := range t.bins {
		t.bins[i] = total
		total += n
	}
	t.bins = append(t.bins, total)
}

// between returns the bytes of the bins that [start, end) touches.
func (t *packetTable) between(start, end timeline.Position) int64 {
	last := len(t.bins) - 1
	from := min(int(start/t.step), last)
	to := min(int((end+t.step-1)/t.step), last)
	if end/t.step >= timeline.Position(last-2) {
		to = last // what the encoder held back comes after the end
	}
	return t.bins[to] - t.bins[from]
}

// Size counts more packets than begin in the span: the one that reaches into
// it, and those that an encoder with a delay needs around it.
func (t *packetTable) Size(start, end timeline.Position) (int64, error) {
	n := t.between(max(0, start-t.preroll), end) + t.edge*t.largest
	return t.fixed + n + n*t.margin/1000, nil
}

var _ plan.Sizer = (*packetTable)(nil)

// A packet is where one begins, its bytes, and a checksum with the size in it.
type packet struct {
	time timeline.Time
	size int64
	sum  uint64
}

// scanCopied yields the packets of src. Their times count from its first sample: of
// audio that begins late in MPEG-TS ffmpeg lists them so, of that in other containers
// from where the video begins.
func scanCopied(ctx context.Context, tools *ffmpeg.Tools, src media.Source, yield func(packet)) error {
	args := append([]string{"-hide_banner", "-v", "error"}, decode.File(src)...)
	args = append(args, "-map", "0:a:"+strconv.Itoa(src.Stream), "-c", "copy", "-f", "framecrc", "pipe:1")
	late, met := src.Rate.Time(src.Offset), false
	return scanPackets(ctx, tools, args, nil, func(p packet) {
		const rounding = 0.1 // s
		if !met && p.time.Float() < late.Float()-rounding {
			late = timeline.Time{}
		}
		met = true
		if !late.IsZero() {
			p.time = p.time.Sub(late)
		}
		yield(p)
	})
}

// encodedPackets returns the arguments with which ffmpeg lists the packets that
// the stretch [start, end), given on its standard input, is encoded to. Fades
// are left out: they make packets smaller, and only at edges.
func (j *job) encodedPackets(start, end timeline.Position, f decode.Format) []string {
	args := append([]string{"-hide_banner", "-v", "error"}, rawInput(j.Source, f)...)
	plain := j.Output
	plain.FadeIn, plain.FadeOut = timeline.Time{}, timeline.Time{}
	if chain := j.filters(plain, plan.Segment{Start: start, End: end}); chain != "" {
		args = append(args, "-af", chain)
	}
	args = append(args, encoderArgs(j.choice, j.Source, j.Output)...)
	return append(args, "-f", "framecrc", "pipe:1")
}

// scanPackets runs ffmpeg with framecrc as its muxer and yields each packet: a
// line "stream, dts, pts, duration, size, checksum", in a time base that a line
// "#tb 0: 1/44100" gives.
func scanPackets(ctx context.Context, tools *ffmpeg.Tools, args []string, stdin io.Reader, yield func(packet)) error {
	out, err := tools.Pipe(ctx, ffmpeg.Command{Args: args, Stdin: stdin})
	if err != nil {
		return err
	}
	num, den := int64(1), int64(1)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		line := lines.Bytes()
		if base, ok := bytes.CutPrefix(line, []byte("#tb 0: ")); ok {
			n, d, _ := bytes.Cut(base, []byte("/"))
			num, den = number(n), max(number(d), 1)
			continue
		}
		fields := bytes.SplitN(line, []byte(","), 7)
		if len(fields) < 6 || line[0] == '#' {
			continue
		}
		size := max(number(fields[4]), 0)
		sum, _ := strconv.ParseUint(string(bytes.TrimSpace(fields[5])), 0, 32)
		yield(packet{timeline.Ratio(number(fields[2])*num, den), size, uint64(size)<<32 | sum})
	}
	if err := lines.Err(); err != nil {
		_ = out.Close()
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	return ctx.Err()
}

func number(b []byte) int64 {
	n, _ := strconv.ParseInt(string(bytes.TrimSpace(b)), 10, 64)
	return n
}
