package window

import (
	"context"
	"errors"
	"runtime/debug"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
	"audiospliter/ui/sound"
	"audiospliter/ui/waveview"
)

// A hearer is what the pane needs of the engine to show a file.
type hearer interface {
	Overview(ctx context.Context, src engine.Source, n int) ([][]waveform.Box, error)
	Envelope(ctx context.Context, src engine.Source, o waveform.Options) (*waveform.Envelope, error)
	Samples(ctx context.Context, src engine.Source, start, end engine.Position) ([]int16, error)
}

var _ hearer = (*engine.Engine)(nil)

// A speaker plays parts of files.
type speaker interface {
	Play(src engine.Source, tell func(sound.News), spans ...timeline.Span)
	Stop()
	SetVolume(float64)
	Close()
}

// waveWants are what a person asks of the pane. They are called on the UI
// goroutine.
type waveWants struct {
	move      func(from, to engine.Position, ended bool) (at engine.Position) // where the marker is then
	add       func(engine.Position)
	remove    func(engine.Position)
	pick      func(segment int)
	threshold func(level float64, ended bool)
	around    func() []timeline.Span // what is heard around a cut
	segment   func() []timeline.Span // the segment one is at
	shortcut  func(fyne.Shortcut)
	heard     func() // the envelope is there
}

// A wavePane shows how a file sounds, and plays it. It finds out both in the
// background: something rough first, then the truth as it arrives.
type wavePane struct {
	fyne.CanvasObject
	view  *waveview.View
	desk  *desk
	wants waveWants
	run   func(func())
	ctx   context.Context
	hear  hearer // nil shows nothing
	speak speaker
	ready func() error // whether anything can be played; it may take seconds

	source       engine.Source // on show; without a path none is
	sound        waveview.Sound
	cancel       context.CancelFunc // ends the finding out
	cancelDetail context.CancelFunc // ends the last look at samples
	round        int                // numbers it

	play, around, segment *button
	volume                *volume
	each, zero            *button
	showEach, toZero      bool
	moves                 []markerMove // of markers, that are not carried out yet
	time, status          *caption
	bar                   *bar
	played                int // numbers what is played
	playing               bool
	asked                 bool  // whether anything can be played
	mute                  error // why nothing can be played
}

// rest is how long a file must be selected before it is listened to: whoever
// runs through a list looks at none.
const rest = 120 * time.Millisecond

// overviewColumns is how many columns the first picture has.
const overviewColumns = 600

func newWavePane(ctx context.Context, d *desk, run func(func()), hear hearer, tools func() (*ffmpeg.Tools, error), wants waveWants) *wavePane {
	p := &wavePane{desk: d, wants: wants, run: run, ctx: ctx, hear: hear, speak: sound.New(tools), ready: sound.Ready}
	p.view = waveview.New(waveview.Callbacks{
		Seek: p.seek, Select: wants.pick, Add: wants.add, Remove: wants.remove, Move: p.move,
		Threshold: wants.threshold, Detail: p.detail, Play: p.toggle, Shortcut: wants.shortcut, Key: d.key,
	})
	icon := func(i fyne.Resource, hint string, do func()) *button {
		b := d.button("", i, hint, do)
		b.Importance = widget.LowImportance
		return b
	}
	p.play = icon(theme.MediaPlayIcon(), "", p.toggle)
	p.around = icon(theme.MediaReplayIcon(), "", func() { p.start(wants.around()) })
	p.segment = icon(theme.MediaMusicIcon(), "", func() { p.start(wants.segment()) })
	p.volume = newVolume(d, func(v float64) { p.speak.SetVolume(v) })
	p.tellDevice()
	p.each = icon(theme.ListIcon(), tr("Each channel separately"), p.toggleChannels)
	p.zero = icon(theme.MoveDownIcon(), tr("Cut at zero crossings"), func() {
		p.toZero = !p.toZero
		p.mark(p.zero, p.toZero)
	})
	p.time, p.status, p.bar = newCaption(""), newCaption(""), newBar()
	p.time.color = theme.ColorNameForeground
	tight := layout.NewCustomPaddedHBoxLayout(0)
	left := container.New(tight, p.play, p.around, p.segment, container.NewCenter(container.NewGridWrap(fyne.NewSize(52, 24), p.volume)))
	right := container.New(
		tight,
		p.zero, p.each,
		icon(theme.ZoomOutIcon(), tr("Show more (Ctrl+-)"), func() { p.view.ZoomBy(2) }),
		icon(theme.ZoomFitIcon(), tr("Show all (Ctrl+0)"), p.view.Fit),
		icon(theme.ZoomInIcon(), tr("Show less, larger (Ctrl++)"), func() { p.view.ZoomBy(0.5) }),
	)
	said := container.NewStack(p.time, p.status)
	row := container.NewBorder(nil, nil, left, right, container.New(middling{}, said, p.bar))
	p.CanvasObject = container.NewBorder(nil, row, nil, nil, p.view)
	p.clear()
	return p
}

// middling puts a line of text in the middle of the height, and a bar beneath.
type middling struct{}

func (middling) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	high := objects[0].MinSize().Height
	objects[0].Move(fyne.NewPos(4, (size.Height-high)/2))
	objects[0].Resize(fyne.NewSize(max(size.Width-8, 0), high))
	objects[1].Move(fyne.NewPos(4, size.Height-5))
	objects[1].Resize(fyne.NewSize(max(size.Width-8, 0), barHeight))
}

func (middling) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(68, objects[0].MinSize().Height) // a time fits in
}

// mark shows whether a button that stays down is down.
func (p *wavePane) mark(b *button, on bool) {
	b.Importance = widget.LowImportance
	if on {
		b.Importance = widget.HighImportance
	}
	b.Refresh()
}

func (p *wavePane) toggleChannels() {
	p.showEach = !p.showEach
	p.mark(p.each, p.showEach)
	p.view.SetChannels(p.showEach)
}

// clear shows nothing.
func (p *wavePane) clear() {
	p.drop()
	p.stop()
	p.source, p.sound = engine.Source{}, waveview.Sound{}
	p.view.Open(p.sound)
	p.CanvasObject.Hide()
}

// close ends what the pane does, for good. Who has to know when that is over
// waits for what it returns, away from the UI goroutine.
func (p *wavePane) close() (over <-chan struct{}) {
	p.drop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.speak.Close()
	}()
	return ended
}

// drop ends the finding out.
func (p *wavePane) drop() {
	p.round++
	p.moves = nil
	for _, end := range []*context.CancelFunc{&p.cancel, &p.cancelDetail} {
		if *end != nil {
			(*end)()
			*end = nil
		}
	}
}

// show shows a source, unless it is on show.
func (p *wavePane) show(src engine.Source) {
	if p.hear == nil || src.Rate == 0 || src.Samples == 0 {
		p.clear()
		return
	}
	p.CanvasObject.Show()
	if p.source.Path == src.Path && p.source.Size == src.Size && p.source.Stream == src.Stream {
		return
	}
	p.drop()
	p.stop()
	p.source = src
	p.sound = waveview.Sound{Rate: src.Rate, Channels: src.Channels, Samples: src.Samples}
	p.view.Open(p.sound)
	shown(p.each, src.Channels > 1)
	p.tellTime(0)
	p.say(tr("Reading …"), 0)
	var ctx context.Context
	ctx, p.cancel = context.WithCancel(p.ctx)
	round := p.round
	time.AfterFunc(rest, func() { p.find(ctx, src, func(f func()) { p.run(func() { p.during(round, f) }) }) })
	p.askDevice()
}

// during does something if the finding out of that number has not been dropped.
func (p *wavePane) during(round int, f func()) {
	if p.round == round {
		f()
	}
}

// find finds out how a source sounds. It runs away from the UI goroutine, and
// tells what it found through tell.
func (p *wavePane) find(ctx context.Context, src engine.Source, tell func(func())) {
	if ctx.Err() != nil {
		return
	}
	if overview, err := p.hear.Overview(ctx, src, overviewColumns); err == nil {
		tell(func() {
			if p.sound.Overview = overview; p.sound.Envelope == nil {
				p.view.Update(p.sound)
			}
		})
	}
	last, scanned := time.Now(), false
	envelope, err := p.hear.Envelope(ctx, src, waveform.Options{
		Live: func(e *waveform.Envelope) {
			scanned = true
			tell(func() { p.sound.Envelope = e })
		},
		Progress: func(done, total engine.Position) {
			if time.Since(last) < 2*frame {
				return
			}
			last = time.Now()
			tell(func() {
				p.say(tr("Reading …"), float64(done)/float64(max(total, 1)))
				p.view.Update(p.sound)
			})
		},
	})
	if scanned {
		debug.FreeOSMemory() // a scan needs as much as what it finds
	}
	tell(func() {
		p.say("", 0)
		if err != nil {
			p.say(tr("The waveform cannot be shown: {{.Why}}", words{"Why": sentence(err)}), 0)
			return
		}
		p.sound.Envelope, p.sound.Samples = envelope, envelope.Samples()
		p.view.Update(p.sound)
		p.wants.heard()
	})
}

// say says how far the finding out is, or "" that it is over.
func (p *wavePane) say(text string, done float64) {
	p.status.set(text, theme.ColorNamePlaceHolder)
	p.bar.set(done)
	shown(p.status, text != "")
	shown(p.bar, done > 0)
	shown(p.time, text == "")
}

// detail decodes what is on show for a zoom that the envelope is too coarse for.
// What was on show before is no longer wanted.
func (p *wavePane) detail(s timeline.Span) {
	if p.hear == nil {
		return
	}
	if p.cancelDetail != nil {
		p.cancelDetail()
	}
	var ctx context.Context
	ctx, p.cancelDetail = context.WithCancel(p.ctx)
	src, round := p.source, p.round
	go func() {
		samples, err := p.hear.Samples(ctx, src, s.Start, s.End)
		if err == nil {
			p.run(func() { p.during(round, func() { p.view.SetDetail(s.Start, samples) }) })
		}
	}()
}

// askDevice finds out whether anything can be played, the first time it matters,
// and at each later wish to hear something as long as nothing can: a device may
// be slow to answer.
func (p *wavePane) askDevice() {
	if p.asked {
		return
	}
	p.asked = true
	go func() {
		err := p.ready()
		p.run(func() {
			p.asked, p.mute = err == nil, err
			p.tellDevice()
		})
	}()
}

// tellDevice says what plays, or turns it off and says why nothing can be played.
func (p *wavePane) tellDevice() {
	hint := func(usual string) string {
		if p.mute != nil {
			return sentence(p.mute)
		}
		return usual
	}
	p.play.hint = hint(tr("Play from the playhead (Space)"))
	p.around.hint = hint(tr("Play two seconds on either side of the cut (Ctrl+B)"))
	p.segment.hint = hint(tr("Play the segment at the playhead (Ctrl+K)"))
	p.volume.hint = hint(tr("Volume"))
	for _, b := range []*button{p.play, p.around, p.segment} {
		b.enable(p.mute == nil)
	}
	if p.mute != nil {
		p.volume.Disable()
	} else {
		p.volume.Enable()
	}
}

// toggle plays from the playhead, or stops.
func (p *wavePane) toggle() {
	if p.playing {
		p.stop()
		return
	}
	at := p.view.Playhead()
	if at >= p.sound.Samples {
		at = 0
	}
	p.start([]timeline.Span{{Start: at, End: p.sound.Samples}})
}

// start plays spans, one after another, and the playhead follows.
func (p *wavePane) start(spans []timeline.Span) {
	if len(spans) == 0 || p.source.Path == "" {
		return
	}
	if p.mute != nil {
		p.desk.hint(sentence(p.mute))
		p.askDevice()
		return
	}
	p.played++
	number := p.played
	p.playing = true
	p.play.SetIcon(theme.MediaPauseIcon())
	p.speak.Play(p.source, func(n sound.News) {
		p.run(func() {
			if number == p.played {
				p.follow(n)
			}
		})
	}, spans...)
}

func (p *wavePane) follow(n sound.News) {
	if n.Playing {
		p.view.SetPlayhead(n.At, true)
		p.tellTime(n.At)
		return
	}
	p.stopped()
	if n.Err != nil && !errors.Is(n.Err, context.Canceled) {
		p.desk.hint(sentence(n.Err))
		return
	}
	p.view.SetPlayhead(n.At, true)
	p.tellTime(n.At)
}

func (p *wavePane) stop() {
	if p.playing {
		p.speak.Stop()
		p.stopped()
	}
}

func (p *wavePane) stopped() {
	p.played++
	p.playing = false
	p.play.SetIcon(theme.MediaPlayIcon())
}

// seek takes a new place of the playhead: what is played goes on from there.
func (p *wavePane) seek(at engine.Position) {
	p.tellTime(at)
	p.askDevice() // without one the buttons are off: who clicks here may want to play
	if p.playing {
		p.start([]timeline.Span{{Start: at, End: p.sound.Samples}})
	}
}

// tellTime says where the playhead is.
func (p *wavePane) tellTime(at engine.Position) {
	if p.source.Rate == 0 {
		return
	}
	text := p.source.Rate.Time(at).Clock()
	if p.source.Duration() < 3600 {
		text = strings.TrimPrefix(text, "00:")
	}
	p.time.set(text, theme.ColorNameForeground)
}
