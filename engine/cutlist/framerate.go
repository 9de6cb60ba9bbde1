package cutlist

import (
	"fmt"
	"strconv"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// A FrameRate is a number of frames a second, Num/Den: 25/1, 30000/1001.
type FrameRate struct{ Num, Den int64 }

// ParseFrameRate reads 25, 29.97 or 30000/1001. The decimal names of the NTSC
// rates (23.976, 29.97, 59.94) stand for their exact ratios. Rates are over 0
// and at most 1000.
func ParseFrameRate(s string) (FrameRate, error) {
	s = strings.TrimSpace(s)
	switch s {
	case "23.976", "23.98":
		return FrameRate{24000, 1001}, nil
	case "29.97":
		return FrameRate{30000, 1001}, nil
	case "59.94":
		return FrameRate{60000, 1001}, nil
	}
	bad := fault.New(fault.InvalidParams, "%q is not a frame rate: write 25, 29.97 or 30000/1001.", short(s))
	text, below, ratio := strings.Cut(s, "/")
	r := FrameRate{Den: 1}
	if whole, fraction, ok := strings.Cut(text, "."); ok && !ratio {
		if len(fraction) > 6 {
			return FrameRate{}, bad
		}
		text, r.Den = whole+fraction, pow10(len(fraction))
	}
	var err error
	if r.Num, err = strconv.ParseInt(text, 10, 64); err != nil {
		return FrameRate{}, bad
	}
	if ratio {
		if r.Den, err = strconv.ParseInt(below, 10, 64); err != nil {
			return FrameRate{}, bad
		}
	}
	if !r.valid() {
		return FrameRate{}, bad
	}
	return r, nil
}

func (r FrameRate) valid() bool {
	return r.Num > 0 && r.Den > 0 && r.Num < 1_000_000_000 && r.Den < 1_000_000_000 && r.Num <= 1000*r.Den
}

// String returns the rate as ParseFrameRate reads it.
func (r FrameRate) String() string {
	if r.Den == 1 {
		return strconv.FormatInt(r.Num, 10)
	}
	return strconv.FormatInt(r.Num, 10) + "/" + strconv.FormatInt(r.Den, 10)
}

// counts returns the frames counted within one second: 30 for 29.97.
func (r FrameRate) counts() int64 { return (r.Num + r.Den - 1) / r.Den }

// time returns when frame n begins.
func (r FrameRate) time(n int64) timeline.Time { return timeline.Ratio(n*r.Den, r.Num) }

// frames returns the frame that begins nearest to t.
func (r FrameRate) frames(t timeline.Time) int64 {
	// A frame lasts Den/Num s, so t holds t*Num/Den frames.
	n := ticks(t, r.Num)
	return (n + r.Den/2) / r.Den
}

// A timecode counts frames by its label, before a rate gives it a time.
type timecode struct {
	hours, minutes, seconds, frames int64
	drop                            bool
}

// parseTimecode reads HH:MM:SS:FF; a semicolon before the frames, or between
// all, says drop-frame.
func parseTimecode(s string) (timecode, bool) {
	fields := strings.FieldsFunc(s, func(c rune) bool { return c == ':' || c == ';' })
	if len(fields) != 4 {
		return timecode{}, false
	}
	var n [4]int64
	for i, f := range fields {
		if !isDigits(f) || len(f) > 5 {
			return timecode{}, false
		}
		n[i], _ = strconv.ParseInt(f, 10, 64)
	}
	if n[1] > 59 || n[2] > 59 {
		return timecode{}, false
	}
	return timecode{n[0], n[1], n[2], n[3], strings.Contains(s, ";")}, true
}

// count returns the number of the frame with a label. Drop-frame timecode
// (SMPTE ST 12) skips the first labels of each minute but every tenth, so that
// 29.97 frames a second keep up with the clock.
func (r FrameRate) count(c timecode) (int64, bool) {
	perSecond := r.counts()
	if c.frames >= perSecond {
		return 0, false
	}
	n := ((c.hours*60+c.minutes)*60+c.seconds)*perSecond + c.frames
	if !c.drop {
		return n, true
	}
	skipped := perSecond / 15 // 2 at 30, 4 at 60
	if perSecond%30 != 0 || r.Den == 1 || c.minutes%10 != 0 && c.seconds == 0 && c.frames < skipped {
		return 0, false
	}
	total := c.hours*60 + c.minutes
	return n - skipped*(total-total/10), true
}

// label returns the timecode of frame n, without dropping any.
func (r FrameRate) label(n int64) string {
	perSecond := r.counts()
	s := n / perSecond
	return fmt.Sprintf("%02d:%02d:%02d:%02d", s/3600, s/60%60, s%60, n%perSecond)
}
