package waveview

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
)

func TestViewportKeepsWithinTheSource(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := viewport{width: rapid.Float64Range(1, 4000).Draw(t, "width")}
		v.open(timeline.Position(rapid.Int64Range(1, 40*3600*192_000).Draw(t, "total")))
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			x := rapid.Float64Range(0, v.width).Draw(t, "x")
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0, 1:
				under := v.from + x*v.per
				factor := rapid.Float64Range(0.1, 10).Draw(t, "factor")
				before := v
				v.zoom(x, factor)
				inside := v.from > 0 && v.from+v.width*v.per < float64(v.total)*(1-1e-9)
				if now := v.from + x*v.per; inside && math.Abs(now-under) > v.per+1e-6*under {
					t.Fatalf("zooming %v by %v around %v moved %v to %v", before, factor, x, under, now)
				}
			case 2:
				v.pan(rapid.Float64Range(-1e4, 1e4).Draw(t, "points"))
			case 3:
				v.resize(rapid.Float64Range(1, 4000).Draw(t, "width"))
			case 4:
				p := timeline.Position(rapid.Int64Range(0, int64(v.total)).Draw(t, "p"))
				v.reveal(p)
				if x := v.x(p); x < -1 || x > v.width+1 {
					t.Fatalf("%d is at %v of %v after it was revealed", p, x, v.width)
				}
			case 5:
				start := timeline.Position(rapid.Int64Range(0, int64(v.total)-1).Draw(t, "start"))
				v.frame(start, start+1)
			}
			if v.from < 0 || v.per < deepest || v.per > v.widest() ||
				v.from > 0 && v.from+v.width*v.per > float64(v.total)*(1+1e-9)+1 {
				t.Fatalf("out of the source: %+v", v)
			}
			if p := v.at(x); p < 0 || p > v.total {
				t.Fatalf("at(%v) is %d of %d", x, p, v.total)
			}
		}
	})
}

func TestViewportStaysFittedAsItGrows(t *testing.T) {
	t.Parallel()
	v := viewport{width: 100}
	v.open(1000)
	v.resize(200)
	v.grow(3000)
	if !v.fits() || v.per != 15 {
		t.Errorf("not all is on show: %+v", v)
	}
	v.zoom(0, 0.5)
	v.grow(4000)
	if v.fits() || v.per != 7.5 || v.from != 0 {
		t.Errorf("what was zoomed is no longer: %+v", v)
	}
}

func TestTicks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seconds, from, width float64
		want                 string
	}{
		{60, 0, 1000, "0:00 0:10 0:20 0:30 0:40 0:50 1:00"},
		{36000, 0, 1000, "0:00 1:00:00 2:00:00 3:00:00 4:00:00 5:00:00 6:00:00 7:00:00 8:00:00 9:00:00 10:00:00"},
		{1, 3725, 600, "1:02:05.0 1:02:05.2 1:02:05.4 1:02:05.6 1:02:05.8 1:02:06.0"},
		{0.001, 0.01, 200, "0:00.0100 0:00.0105 0:00.0110"},
	} {
		const rate = 48000
		v := viewport{total: 10 * 3600 * rate, width: c.width, from: c.from * rate, per: c.seconds * rate / c.width}
		var labels []string
		last := math.Inf(-1)
		for _, k := range ticks(v, rate) {
			if k.x < -0.001 || k.x > c.width+0.001 || k.x <= last {
				t.Errorf("a tick is at %v after %v", k.x, last)
			}
			last = k.x
			if k.label != "" {
				labels = append(labels, k.label)
			}
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%v s from %v in %v points: %s, want %s", c.seconds, c.from, c.width, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		v := viewport{width: rapid.Float64Range(1, 8000).Draw(t, "width")}
		v.open(timeline.Position(rapid.Int64Range(1, 1e11).Draw(t, "total")))
		v.zoom(0, rapid.Float64Range(1e-9, 1).Draw(t, "zoom"))
		rate := timeline.Rate(rapid.IntRange(1000, 192_000).Draw(t, "rate"))
		if n := len(ticks(v, rate)); float64(n) > v.width/8+10 {
			t.Fatalf("%d ticks in %v points", n, v.width)
		}
	})
}

func TestMarkersAndWhatIsNear(t *testing.T) {
	t.Parallel()
	segments := []Segment{{Start: 0, End: 100}, {Start: 100, End: 250}, {Start: 300, End: 1000}}
	all := markers(segments, 1000)
	if want := []timeline.Position{100, 250, 300}; !slices.Equal(all, want) {
		t.Fatalf("the markers are %v, want %v", all, want)
	}
	for p, want := range map[timeline.Position]int{0: 0, 99: 0, 100: 1, 249: 1, 250: -1, 299: -1, 300: 2, 999: 2, 1000: -1} {
		if got := segmentAt(segments, p); got != want {
			t.Errorf("%d is in segment %d, want %d", p, got, want)
		}
	}
	v := viewport{width: 100}
	v.open(1000)
	for x, want := range map[float64]timeline.Position{9: 100, 14.9: 100, 16: -1, 26: 250, 27.4: 250, 27.6: 300, 50: -1} {
		got, ok := near(v, all, x)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("near %v is %d, want %d", x, got, want)
		}
	}
	at := timeline.Position(-1)
	for _, want := range all {
		if got, ok := next(all, at, false); !ok || got != want {
			t.Errorf("after %d comes %d, want %d", at, got, want)
		}
		at = want
	}
	if _, ok := next(all, at, false); ok {
		t.Error("there is a marker after the last")
	}
	if got, ok := next(all, 260, true); !ok || got != 250 {
		t.Errorf("before 260 comes %d", got)
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	s := scene{sound: Sound{Samples: 1000, Channels: 2}, markers: []timeline.Position{500}, decibels: true, threshold: -36}
	s.view.width = 100
	s.view.open(1000)
	a := areasOf(200) // the wave from 20 to 166, its middle at 93
	line := s.lines(a.wave)
	if len(line) != 2 || math.Abs(float64(line[0]-(93-36.5))) > 0.01 {
		t.Fatalf("the threshold is at %v", line)
	}
	for _, c := range []struct {
		x, y float32
		want zone
	}{
		{10, 5, zoneRuler},
		{10, 180, zoneOverview},
		{48, 100, zoneMarker},
		{48, 5, zoneRuler},
		{10, line[0] + 2, zoneThreshold},
		{10, line[1] - 2, zoneThreshold},
		{10, 93, zoneWave},
		{10, 168, zoneNone},
	} {
		if got, _ := s.zone(a, c.x, c.y); got != c.want {
			t.Errorf("at %v, %v is %v, want %v", c.x, c.y, got, c.want)
		}
	}
	s.channels = true
	if got := len(s.lines(a.wave)); got != 4 {
		t.Errorf("two lanes have %d lines", got)
	}
	for _, level := range []float64{-60, -40, -12.5} {
		s.threshold = level
		for _, y := range s.lines(a.wave) {
			if got := s.level(a.wave, y); math.Abs(got-level) > 0.01 {
				t.Errorf("%v dB is drawn at %v, where the level is %v", level, y, got)
			}
		}
	}
}

func TestZeroCrossing(t *testing.T) {
	t.Parallel()
	samples := []int16{5, 5, 3, 3, -1, -1, -4, -4, 2, 2}
	for p, want := range map[timeline.Position]timeline.Position{100: 102, 102: 102, 103: 102, 104: 104, 200: 104} {
		if got := ZeroCrossing(samples, 2, 100, p); got != want {
			t.Errorf("the crossing nearest to %d is %d, want %d", p, got, want)
		}
	}
	if got := ZeroCrossing([]int16{1, 1, 1}, 1, 0, 2); got != 2 {
		t.Errorf("without a crossing the answer is %d", got)
	}
}

func TestColumnsOfSamples(t *testing.T) {
	t.Parallel()
	v := viewport{width: 2}
	v.open(8)
	s := Sound{Rate: 8, Channels: 2, Samples: 8, Overview: [][]waveform.Box{{{Min: -1, Max: 1}}, {{Min: -2, Max: 2}}}}
	d := detail{0, []int16{1, 10, -2, 20, 3, -30, 4, 40, 5, 0, 6, 0, 7, 0, 8, 0}, 2}
	got := columns(s, d, v, 0, 2)
	if got[0].low*32768 != -2 || got[0].high*32768 != 4 || got[1].low*32768 != 5 || got[1].high*32768 != 8 {
		t.Errorf("the columns of the first channel are %v", got)
	}
	if got = columns(s, d, v, -1, 2); got[0].low*32768 != -30 || got[0].high*32768 != 40 {
		t.Errorf("the columns of both are %v", got)
	}
	if got = columns(s, detail{}, v, -1, 2); !got[0].sketch || got[1].high*32768 != 2 {
		t.Errorf("the columns of the overview are %v", got)
	}
}
