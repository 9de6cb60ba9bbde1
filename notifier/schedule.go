package notifier

import (
	"math/rand/v2"
	"net/http"
	"strconv"
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
// 10.2.3). It is 0 where there is none or it lies in the past.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil && date.After(now) {
		return date.Sub(now)
	}
	return 0
}

// rateLimit reads how long a receiver that allows so many requests in a time
// takes no more: X-RateLimit-Remaining and X-RateLimit-Reset-After, in seconds,
// as Discord sends them. It is 0 where it takes more.
func rateLimit(h http.Header) time.Duration {
	if h.Get("X-RateLimit-Remaining") != "0" {
		return 0
	}
	seconds, err := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64)
	if err != nil || !(seconds > 0 && seconds < maxPause.Seconds()) {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
