package window

import (
	"audiospliter/engine"
	"audiospliter/ui/waveview"
)

// crossing is how far a cut goes for a zero crossing, in seconds.
const crossing = 0.01

// A markerMove is a marker that was let go of.
type markerMove struct {
	from, to engine.Position
	toZero   bool // it goes to the zero crossing nearest to there
}

// move takes a marker that was moved. Where cuts go to zero crossings it does so
// when it has been let go of, and the samples around it are known. Moves that
// come before that wait for it, so that they keep their order.
func (p *wavePane) move(from, to engine.Position, ended bool) {
	zero := p.toZero && p.library != nil
	if !ended || !zero && len(p.moves) == 0 {
		p.callbacks.move(from, to, ended)
		return
	}
	p.moves = append(p.moves, markerMove{from, to, zero})
	if len(p.moves) == 1 {
		p.nextMove()
	}
}

// nextMove carries out the first of the moves, and those that wait behind it.
func (p *wavePane) nextMove() {
	m := p.moves[0]
	if !m.toZero {
		p.finishMove(m.to)
		return
	}
	src, number := p.source, p.loadNumber
	wide := engine.Position(crossing * float64(src.Rate))
	start := max(m.to-wide, 0)
	go func() {
		samples, err := p.library.Samples(p.ctx, src, start, m.to+wide)
		p.run(func() {
			p.ifCurrent(number, func() {
				to := m.to
				if err == nil {
					to = waveview.ZeroCrossing(samples, src.Channels, start, to)
				}
				p.finishMove(to)
			})
		})
	}()
}

// finishMove ends the first of the moves at a place. Moves that wait may be of the
// same marker: a step goes on from where the marker has come to.
func (p *wavePane) finishMove(to engine.Position) {
	m := p.moves[0]
	p.moves = p.moves[1:]
	at := p.callbacks.move(m.from, to, true)
	for i := range p.moves {
		switch next := &p.moves[i]; next.from {
		case m.from:
			next.from, next.to = at, next.to+at-m.from
		case m.to:
			next.from = at
		}
	}
	if len(p.moves) > 0 {
		p.nextMove()
	}
}
