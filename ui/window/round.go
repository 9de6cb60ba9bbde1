package window

import (
	"slices"
	"time"
)

// An round is how far everything that was asked for is. A round begins when
// the first file is to be split and ends when the last job is over; files split
// meanwhile belong to it.
type round struct {
	items   []*item
	began   time.Time
	paused  time.Time     // since when it is held; zero while it runs
	held    time.Duration // for how long it was held until then
	history []speedSample // of the last moments, for the speed
}

// A speedSample is how many seconds of audio were done at a moment of running time.
type speedSample struct {
	at    time.Duration
	audio float64
}

// window of time over which the speed is measured: long enough to be calm.
const speedWindow = 8 * time.Second

// add puts items that are about to be busy, or just became so, into the round,
// or begins one.
func (o *round) add(items []*item, now time.Time) {
	if !o.running() {
		*o = round{began: now}
	}
	seen := make(map[*item]bool, len(o.items))
	for _, i := range o.items {
		seen[i] = true
	}
	for _, i := range items {
		if !seen[i] {
			o.items = append(o.items, i)
		}
	}
}

// drop takes items that have left the queue out of the round.
func (o *round) drop(gone []*item) {
	out := make(map[*item]bool, len(gone))
	for _, i := range gone {
		out[i] = true
	}
	o.items = slices.DeleteFunc(o.items, func(i *item) bool { return out[i] })
	o.history = nil
}

// running reports whether a job of the round is not over, or yet to be handed
// over.
func (o *round) running() bool {
	for _, i := range o.items {
		if i.phase.busy() {
			return true
		}
	}
	return false
}

// setPaused stops or restarts the round's clock.
func (o *round) setPaused(paused bool, now time.Time) {
	switch {
	case paused && o.paused.IsZero():
		o.paused = now
	case !paused && !o.paused.IsZero():
		o.held += now.Sub(o.paused)
		o.paused = time.Time{}
		o.history = nil
	}
}

// A roundProgress is a round at a moment.
type roundProgress struct {
	done  float64       // 0 to 1, by length of audio
	over  int           // jobs that are over
	jobs  int           // jobs in the round
	held  int           // jobs that are paused one by one
	left  time.Duration // 0 while it cannot be told
	speed float64       // seconds of audio a second; 0 while it cannot be told
	took  time.Duration // without pauses
}

func (o *round) progress(now time.Time) roundProgress {
	s := roundProgress{jobs: len(o.items), took: o.clock(now)}
	var total, audio float64
	busy := 0
	for _, i := range o.items {
		length := max(i.source.Duration(), 1)
		total += length
		if i.held {
			s.held++
		}
		if i.phase.busy() {
			busy++
			audio += length * i.progress
		} else {
			audio += length
			s.over++
		}
	}
	if total > 0 {
		s.done = audio / total
	}
	if !o.paused.IsZero() {
		return s
	}
	if s.held == busy { // nothing goes on
		o.history = nil
		return s
	}
	o.history = append(o.history, speedSample{s.took, audio})
	for len(o.history) > 2 && s.took-o.history[0].at > speedWindow {
		o.history = o.history[1:]
	}
	first := o.history[0]
	if span := (s.took - first.at).Seconds(); span >= 1 && audio > first.audio {
		s.speed = (audio - first.audio) / span
		s.left = time.Duration((total - audio) / s.speed * float64(time.Second))
	}
	return s
}

func (o *round) clock(now time.Time) time.Duration {
	if o.began.IsZero() {
		return 0
	}
	if !o.paused.IsZero() {
		now = o.paused
	}
	return now.Sub(o.began) - o.held
}
