package notifier

import (
	"net/http"
	"testing"
	"time"
)

func TestNextAttempt(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	for made, want := range []time.Duration{
		1: time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour, 24 * time.Hour, 48 * time.Hour,
	} {
		if made == 0 {
			continue
		}
		for range 100 {
			next, ok := nextAttempt(made, now, time.Second)
			if delay := next.Sub(now); !ok || delay < want || delay > want+want/10 {
				t.Fatalf("after %d attempts: %v, %v, want %v to a tenth more", made, delay, ok, want)
			}
		}
	}
	if _, ok := nextAttempt(8, now, 0); ok {
		t.Error("there is a ninth attempt")
	}
	if next, _ := nextAttempt(1, now, time.Hour); next.Sub(now) != time.Hour {
		t.Errorf("asked for an hour, got %v", next.Sub(now))
	}
	if next, _ := nextAttempt(1, now, 10*365*24*time.Hour); next.Sub(now) != maxRetryAfter {
		t.Errorf("asked for ten years, got %v", next.Sub(now))
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 29, 10, 5, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "120": 2 * time.Minute, "-5": 0, "1.5": 0, "soon": 0, "99999999999999999999": maxRetryAfter, "18446744073709551616": maxRetryAfter, "3000000000": maxRetryAfter, "1e9": 0,
		"Sun, 29 Mar 2099 10:04:00 GMT": maxRetryAfter,
		"Sun, 29 Mar 2026 10:06:30 GMT": 90 * time.Second, "Sun, 29 Mar 2026 10:04:00 GMT": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: got %v, want %v", value, got, want)
		}
	}
}
