package field

import (
	"math"
	"strconv"

	"github.com/dustin/go-humanize"
)

// Bitrate is in bits a second. Numbers below 6000, and those with a k,
// are kilobits.
func Bitrate(p *int) Value {
	return of("bitrate", p, func(s string) (int, error) {
		text := cutUnit(plain(s), "bit/s", "bits/s", "bps", "b/s")
		bits, ok := number(text, "k")
		if ok && (cutUnit(text, "k") != text || bits < leastBits) {
			bits *= 1000
		}
		ok = ok && bits >= 0 && bits <= 1e9
		if !ok {
			bits = 0
		}
		return int(math.Round(bits)), Unless(ok, "Write kilobits a second, such as 192.")
	}, func(bits int) string {
		kilo := float64(bits) / 1000
		switch {
		case bits == 0:
			return ""
		case kilo < leastBits:
			return printNumber(kilo)
		}
		return strconv.Itoa(bits)
	})
}

// leastBits is the least bitrate that is read as bits a second.
const leastBits = 6000

// Size is a number of bytes.
func Size(p *int64) Value {
	return of("size", p, func(s string) (int64, error) {
		n, err := humanize.ParseBytes(decimal(plain(s)))
		return int64(n), Unless(err == nil && n <= 1<<62, "Write a size, such as 25 MB or 8 MiB.")
	}, PrintSize)
}

// PrintSize writes a number of bytes exactly, in the largest unit that it is a
// whole number of; "" for 0.
func PrintSize(n int64) string {
	if n == 0 {
		return ""
	}
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"MB", 1e6}, {"MiB", 1 << 20}, {"kB", 1e3}, {"KiB", 1 << 10}} {
		if n%unit.bytes == 0 {
			return strconv.FormatInt(n/unit.bytes, 10) + " " + unit.name
		}
	}
	return strconv.FormatInt(n, 10) + " B"
}
