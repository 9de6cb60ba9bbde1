package notifier

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// delays are how long after the attempt before it each attempt is made.
var delays = [...]time.Duration{
	0, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour, 24 * time.Hour, 48 * time.Hour,
}

// maxRetryAfter bounds how far a receiver can put an attempt off.
const maxRetryAfter = 7 * 24 * time.Hour

// nextAttempt returns when to try again after made attempts, the last of which
// ended at now, and whether to try at all. Up to a tenth is added to each
// delay, so that what failed together does not return together. retryAfter,
// which may be 0, can lengthen a delay and never shortens it.
func nextAttempt(made int, now time.Time, retryAfter time.Duration) (time.Time, bool) {
	if made >= len(delays) {
		return time.Time{}, false
	}
	delay := delays[made]
	delay += time.Duration(rand.Int64N(int64(delay)/10 + 1))
	return now.Add(max(delay, min(retryAfter, maxRetryAfter))), true
}

// retryAfter reads the header of that name: seconds, or a date (RFC 9110,
// 10.2.3). It is at most maxRetryAfter, and 0 where there is none or it lies in
// the past.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value != "" && strings.Trim(value, "0123456789") == "" {
		return seconds(value, maxRetryAfter)
	}
	if date, err := http.ParseTime(value); err == nil && date.After(now) {
		return min(date.Sub(now), maxRetryAfter)
	}
	return 0
}

// rateLimit reads how long a receiver that allows so many requests in a time
// takes no more: X-RateLimit-Remaining and X-RateLimit-Reset-After, in seconds,
// as Discord sends them. It is 0 where it takes more, and at most maxPause.
func rateLimit(h http.Header) time.Duration {
	if h.Get("X-RateLimit-Remaining") != "0" {
		return 0
	}
	return seconds(h.Get("X-RateLimit-Reset-After"), maxPause)
}

// seconds reads a number of seconds, however large, and returns at most limit.
// It is 0 where it cannot be read or is negative.
func seconds(value string, limit time.Duration) time.Duration {
	n, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), !(n > 0): // NaN is not
		return 0
	case n >= limit.Seconds():
		return limit
	}
	return time.Duration(n * float64(time.Second))
}
