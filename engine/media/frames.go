package media

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"audiospliter/engine/ffmpeg"
)

// firstPackets is of how many packets the frames tell what a decoder drops at the
// start: over a second, and none drops more.
const firstPackets = 64

// A span is what some frames of a stream decode to.
type span struct {
	samples    int64
	start, end float64 // s, on the clock of the file; both 0 where no frame has a time
	overlaps   bool    // some frame begins before the end of the one before, and no earlier than that
}

// frames decodes the packets of ffprobe's read intervals. Frames without a time
// follow the one before.
func (p *prober) frames(intervals string) (span, error) {
	out, err := p.tools.Pipe(p.ctx, ffmpeg.Command{Probe: true, Args: append([]string{
		"-v", "error", "-of", "csv=p=0", "-select_streams", fmt.Sprintf("a:%d", p.Stream),
		"-read_intervals", intervals, "-show_entries", "frame=pts,nb_samples",
	}, input(p.Path, p.doc.demuxer)...)})
	if err != nil {
		return span{}, err
	}
	var s span
	last, at, timed := 0.0, 0.0, false // where the last frame begins and ends
	rounding := 1.5*p.audio.Base.float() + 1/float64(p.Rate)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		pts, samples, _ := strings.Cut(strings.Trim(lines.Text(), ",\r\n"), ",")
		n, _ := strconv.ParseInt(samples, 10, 32)
		if v, err := strconv.ParseInt(pts, 10, 64); err == nil && p.audio.Base.num > 0 {
			begin := float64(v) * p.audio.Base.float()
			if !timed {
				s.start, timed = begin, true
			}
			s.overlaps = s.overlaps || last <= begin && begin < at-rounding
			last, at = begin, begin
		}
		s.samples += n
		if at += float64(n) / float64(p.Rate); timed {
			s.end = max(s.end, at)
		}
	}
	if err := out.Close(); err != nil {
		return span{}, err
	}
	return s, lines.Err()
}
