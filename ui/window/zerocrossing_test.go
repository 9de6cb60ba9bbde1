package window

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
)

// A slow hearer gives samples when it is told to: they cross zero 3 samples
// behind the middle.
type slow struct {
	still
	answer chan struct{}
}

func (s *slow) Samples(_ context.Context, _ engine.Source, start, end engine.Position) ([]int16, error) {
	<-s.answer
	samples := slices.Repeat([]int16{100}, int(end-start))
	for i := (end-start)/2 + 3; i < end-start; i++ {
		samples[i] = -100
	}
	return samples, nil
}

// TestMovesToZeroCrossingsKeepTheirOrder moves markers faster than their samples
// are known: each move is carried out in its turn, and one that follows another
// of the same marker goes on from where that has brought it.
func TestMovesToZeroCrossingsKeepTheirOrder(t *testing.T) {
	for name, c := range map[string]struct {
		moves [][2]engine.Position
		off   bool // before the last move, cuts no longer go to zero crossings
		want  string
	}{
		"two markers":       {moves: [][2]engine.Position{{1000, 2000}, {5000, 6000}}, want: "1000-2003 5000-6003"},
		"dragged on":        {moves: [][2]engine.Position{{1000, 2000}, {2000, 3000}}, want: "1000-2003 2003-3003"},
		"steps":             {moves: [][2]engine.Position{{1000, 1010}, {1000, 1010}, {1000, 1010}}, want: "1000-1013 1013-1026 1026-1039"},
		"there and back":    {moves: [][2]engine.Position{{1000, 2000}, {2000, 1000}}, want: "1000-2003 2003-1003"},
		"switched off then": {moves: [][2]engine.Position{{1000, 2000}, {2000, 3000}}, off: true, want: "1000-2003 2003-3000"},
	} {
		t.Run(name, func(t *testing.T) {
			test.NewTempApp(t)
			tasks := make(chan func(), 100)
			run := func(f func()) { tasks <- f }
			hear := &slow{answer: make(chan struct{}, 10)}
			d := &controls{key: func(*fyne.KeyEvent) {}, hint: func(string) {}, run: run, tips: newTips()}
			var moved []string
			p := newWavePane(t.Context(), d, run, hear, func() (*ffmpeg.Tools, error) { return nil, nil }, waveCallbacks{
				move: func(from, to engine.Position, _ bool) engine.Position {
					moved = append(moved, fmt.Sprint(from, "-", to))
					return to
				},
			})
			p.source, p.toZero = engine.Source{Path: "/a.mp3", Rate: 8000, Channels: 1, Samples: 60_000}, true
			for n, m := range c.moves {
				p.toZero = !c.off || n < len(c.moves)-1
				p.move(m[0], m[1], true)
			}
			if len(moved) > 0 {
				t.Errorf("moved before the samples are known: %v", moved)
			}
			for range c.moves {
				hear.answer <- struct{}{}
			}
			if !work(tasks, func() bool { return len(moved) == len(c.moves) }) || strings.Join(moved, " ") != c.want {
				t.Errorf("moved %v, want %s", moved, c.want)
			}
		})
	}
}
