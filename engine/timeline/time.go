package timeline

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"audiospliter/engine/message"
)

// A Time is an exact number of seconds, a ratio of two integers in lowest
// terms: cue frames (1/75 s), milliseconds and sample offsets all fit without
// rounding. The zero value is 0 s. Times compare with Cmp, not with ==, only
// because the zero value and Ratio(0, 1) differ.
type Time struct {
	num, den int64 // den > 0, or 0 in the zero value
}

// MaxTime bounds what a Time is read as: a thousand days, far beyond any
// recording, and small enough that no position overflows at any sample rate.
const MaxTime = 86_400_000

var errTime = message.Errorf("not a time: write 90, 1:30, 01:30:00.250 or 1h30m")

// Ratio returns num/den seconds. A den of 0 gives 0 s.
func Ratio(num, den int64) Time {
	if den == 0 || num == 0 {
		return Time{}
	}
	if den < 0 {
		return fromRat(big.NewRat(num, den)) // -num or -den may not fit
	}
	g := int64(gcd(magnitude(num), uint64(den)))
	return Time{num / g, den / g}
}

// Seconds returns n seconds.
func Seconds(n int64) Time { return Ratio(n, 1) }

// Millis returns n milliseconds.
func Millis(n int64) Time { return Ratio(n, 1000) }

// Float returns t in seconds, rounded.
func (t Time) Float() float64 {
	if t.den == 0 {
		return 0
	}
	return float64(t.num) / float64(t.den)
}

// IsZero reports whether t is 0 s.
func (t Time) IsZero() bool { return t.num == 0 }

// Cmp returns -1, 0 or 1 as t is before, at or after u.
func (t Time) Cmp(u Time) int {
	if c := cmp.Compare(sign(t.num), sign(u.num)); c != 0 || t.num == 0 {
		return c
	}
	// Cross-multiplied in 128 bits, which hold any product.
	hi, lo := bits.Mul64(magnitude(t.num), uint64(max(u.den, 1)))
	uhi, ulo := bits.Mul64(magnitude(u.num), uint64(max(t.den, 1)))
	c := cmp.Or(cmp.Compare(hi, uhi), cmp.Compare(lo, ulo))
	if t.num < 0 {
		return -c
	}
	return c
}

func sign(n int64) int { return cmp.Compare(n, 0) }

// Add returns t+u, rounded to a nanosecond where the exact sum does not fit.
func (t Time) Add(u Time) Time { return fromRat(new(big.Rat).Add(t.rat(), u.rat())) }

// Sub returns t-u, rounded as Add does.
func (t Time) Sub(u Time) Time { return fromRat(new(big.Rat).Sub(t.rat(), u.rat())) }

// scale returns t*n rounded to the nearest integer, halves up; it saturates
// at ±MaxInt64.
func (t Time) scale(n int64) int64 {
	if t.num == 0 {
		return 0
	}
	negative := (t.num < 0) != (n < 0)
	hi, lo := bits.Mul64(magnitude(t.num), magnitude(n))
	den := uint64(t.den)
	half := den / 2
	if negative {
		half = (den - 1) / 2 // -0.5 rounds up, to 0
	}
	lo, carry := bits.Add64(lo, half, 0)
	hi += carry
	q := uint64(math.MaxInt64)
	if hi < den {
		q, _ = bits.Div64(hi, lo, den)
		q = min(q, math.MaxInt64)
	}
	if negative {
		return -int64(q)
	}
	return int64(q)
}

// Parse reads a time as a person writes it: plain seconds (90, 90.5), a clock
// ([[H:]MM:]SS[.fff], minutes and seconds unbounded where they come first), a
// Go duration (1h30m, 250ms), or an exact ratio of seconds (1/75). A comma may
// stand for the decimal point. Negative times are refused.
func Parse(s string) (Time, error) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return Time{}, errTime
	}
	var (
		r   *big.Rat
		err error
	)
	switch {
	case strings.Contains(s, ":"):
		r, err = parseClock(s)
	case strings.ContainsAny(s, "hmsµu"):
		r, err = parseUnits(s)
	case strings.Contains(s, "/"):
		num, den, _ := strings.Cut(s, "/")
		n, nerr := strconv.ParseInt(num, 10, 64)
		d, derr := strconv.ParseInt(den, 10, 64)
		if nerr != nil || derr != nil || d == 0 {
			return Time{}, errTime
		}
		r = big.NewRat(n, d)
	default:
		r, err = parseDecimal(s)
	}
	if err != nil {
		return Time{}, err
	}
	if r.Sign() < 0 {
		return Time{}, message.Errorf("a time cannot be negative")
	}
	if r.Cmp(big.NewRat(MaxTime, 1)) > 0 {
		return Time{}, message.Errorf("a time cannot be over a thousand days")
	}
	return fromRat(r), nil
}

func parseClock(s string) (*big.Rat, error) {
	fields := strings.Split(s, ":")
	if len(fields) > 3 {
		return nil, errTime
	}
	sum := new(big.Rat)
	for i, f := range fields {
		last := i == len(fields)-1
		if f == "" || (!last && strings.ContainsAny(f, ".,")) {
			return nil, errTime
		}
		v, err := parseDecimal(f)
		if err != nil {
			return nil, errTime
		}
		if i > 0 && v.Cmp(big.NewRat(60, 1)) >= 0 {
			return nil, message.Errorf("not a time: %s has a field over 59", s)
		}
		sum.Mul(sum, big.NewRat(60, 1))
		sum.Add(sum, v)
	}
	return sum, nil
}

// units of a Go duration, longest name first where one begins another.
var units = []struct {
	name string
	size *big.Rat
}{
	{"ms", big.NewRat(1, 1000)},
	{"us", big.NewRat(1, 1_000_000)},
	{"µs", big.NewRat(1, 1_000_000)},
	{"ns", big.NewRat(1, 1_000_000_000)},
	{"h", big.NewRat(3600, 1)},
	{"m", big.NewRat(60, 1)},
	{"s", big.NewRat(1, 1)},
}

func parseUnits(s string) (*big.Rat, error) {
	sum := new(big.Rat)
next:
	for s != "" {
		n := 0
		for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' || s[n] == ',') {
			n++
		}
		v, err := parseDecimal(s[:n])
		if err != nil {
			return nil, errTime
		}
		s = strings.TrimLeft(s[n:], " ")
		for _, u := range units {
			if rest, ok := strings.CutPrefix(s, u.name); ok {
				sum.Add(sum, v.Mul(v, u.size))
				s = strings.TrimLeft(rest, " ")
				continue next
			}
		}
		return nil, errTime
	}
	return sum, nil
}

// parseDecimal reads digits with at most one point or comma: no sign, no
// exponent, so that no short text stands for a huge number.
func parseDecimal(s string) (*big.Rat, error) {
	digits, points := 0, 0
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' || c == ',':
			points++
		default:
			return nil, errTime
		}
	}
	if digits == 0 || points > 1 {
		return nil, errTime
	}
	r, ok := new(big.Rat).SetString(strings.Replace(s, ",", ".", 1))
	if !ok {
		return nil, errTime
	}
	return r, nil
}

// Clock returns t as HH:MM:SS.mmm, rounded to the millisecond.
func (t Time) Clock() string {
	ms := t.scale(1000)
	sign := ""
	if ms < 0 {
		sign, ms = "-", -ms
	}
	return fmt.Sprintf("%s%02d:%02d:%02d.%03d", sign, ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}

// String returns t exactly, as Parse reads it: decimal seconds where they can
// say it, a ratio otherwise.
func (t Time) String() string {
	r := t.rat()
	if digits, exact := r.FloatPrec(); exact {
		return r.FloatString(digits)
	}
	return r.String()
}

// MarshalText writes t as String does.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what Parse reads.
func (t *Time) UnmarshalText(text []byte) error {
	v, err := Parse(string(text))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

func (t Time) rat() *big.Rat {
	if t.den == 0 {
		return new(big.Rat)
	}
	return big.NewRat(t.num, t.den)
}

// fromRat returns r, or the nearest nanosecond where r needs wider integers.
func fromRat(r *big.Rat) Time {
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		return Ratio(r.Num().Int64(), r.Denom().Int64())
	}
	nano := new(big.Rat).Mul(r, big.NewRat(1_000_000_000, 1))
	n, ok := new(big.Int).SetString(nano.FloatString(0), 10)
	if !ok || !n.IsInt64() {
		return Time{}
	}
	return Ratio(n.Int64(), 1_000_000_000)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// magnitude returns |n|, also of MinInt64, which has no positive twin.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
