package media

import (
	"bufio"
	"fmt"
	"math"
	"strconv"
	"strings"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/timeline"
)

// count reads all packets of the stream and adds up their samples. It reports
// whether that gives the exact length: where packets are of one size, where
// they are PCM, or where the packets last whole samples, in units that are no
// coarser; those of MP4 last as long as its table says, which may be rounded, and
// those of ALAC in Core Audio files tell nothing that the table of packets, of which
// alac made no sense, does not. Videos, which may be huge, are not read for it.
func (p *prober) count() (bool, error) {
	frame := p.frame()
	bits, header := int64(0), int64(0) // of a sample; bytes of a packet
	switch {
	case p.Codec == "pcm_dvd": // ffmpeg rounds how long its packets last
		bits, header = int64(p.Bits*p.Channels), 3
	case strings.HasPrefix(p.Codec, "pcm_"):
		bits = int64(p.audio.Bits * p.Channels)
	}
	fine := p.audio.Base.num == 1 && (p.audio.Base.den >= int64(p.Rate) || p.Codec == "opus") &&
		!isMP4[p.Container] && (p.Container != "caf" || p.Codec != "alac")
	if p.Video || frame == 0 && bits == 0 && !fine {
		return false, nil
	}
	t, err := p.packets()
	switch {
	case err != nil:
		return false, err
	case t.count == 0:
		return false, nil
	case frame > 0:
		p.exactly(t.count*frame - t.dropped)
	case bits > 0:
		p.exactly((t.size-t.count*header)*8/bits - t.dropped)
	case t.unknown > 0:
		return false, nil
	case p.audio.Base.den < int64(p.Rate):
		return p.opus(t)
	case p.Container == "caf" && p.audio.Length > 0:
		p.exactly(min(p.audio.Length, t.samples-t.dropped))
	default:
		p.exactly(t.samples - t.dropped)
	}
	return true, nil
}

// opus counts Opus whose packets are all of one length, in a container whose times
// are rounded: their sum is right, and how much the decoder drops at the start is
// seen where it is decoded.
func (p *prober) opus(t total) (bool, error) {
	frame := t.samples / t.count
	f, err := p.frames("%+#" + strconv.Itoa(firstPackets))
	if err != nil || frame*t.count != t.samples {
		return false, err
	}
	p.exactly(f.samples + (t.count-min(t.count, firstPackets))*frame)
	if t.count > firstPackets {
		p.Samples -= timeline.Position(t.dropped) // from the last packet
	}
	return true, nil
}

// A total is the sum of the packets of a stream.
type total struct {
	count   int64
	size    int64 // bytes
	samples int64 // that the packets last, each rounded
	unknown int64 // packets without a duration
	dropped int64 // samples that a decoder drops at the start and at the end
	end     int64 // when the last one ends
}

func (p *prober) packets() (total, error) {
	out, err := p.tools.Pipe(p.ctx, ffmpeg.Command{Probe: true, Args: append([]string{
		"-v", "error", "-of", "compact=p=0",
		"-select_streams", fmt.Sprintf("a:%d", p.Stream),
		"-show_entries", "packet=pts,duration,size:packet_side_data=skip_samples,discard_padding",
	}, input(p.Path, p.doc.demuxer)...)})
	if err != nil {
		return total{}, err
	}
	t := total{end: math.MinInt64}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		t.add(lines.Text(), p.audio.Base.float()*float64(p.Rate))
	}
	if err := out.Close(); err != nil {
		return total{}, err
	}
	return t, lines.Err()
}

// add adds the packet that a line of ffprobe describes. A unit of its time is that
// many samples.
func (t *total) add(line string, perUnit float64) {
	if line == "" {
		return
	}
	known, end := false, int64(math.MinInt64)
	for field := range strings.SplitSeq(line, "|") {
		key, value, _ := strings.Cut(field, "=")
		key = key[strings.LastIndexByte(key, ':')+1:] // newer versions put the section in front
		n, err := strconv.ParseInt(value, 10, 64)
		if key == "pts" && err == nil && n < math.MaxInt64/2 {
			end = n
		}
		if err != nil || n < 0 || n > math.MaxInt32 {
			continue
		}
		switch key {
		case "duration":
			t.samples += int64(math.Round(float64(n) * perUnit))
			known = true
			if end > math.MinInt64 {
				end += n
			}
		case "size":
			t.size += n
		case "skip_samples", "discard_padding":
			t.dropped += n
		}
	}
	t.count++
	t.end = max(t.end, end)
	if !known {
		t.unknown++
	}
}
