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

// A library is what the pane needs of the engine to show a file.
type library interface {
	Overview(ctx context.Context, src engine.Source, n int) ([][]waveform.Box, error)
	Envelope(ctx context.Context, src engine.Source, o waveform.Options) (*waveform.Envelope, error)
	Samples(ctx context.Context, src engine.Source, start, end engine.Position) ([]int16, error)
}

var _ library = (*engine.Engine)(nil)

// A player plays parts of files.
type player interface {
	Play(src engine.Source, tell func(sound.News), spans ...timeline.Span)
	Stop()
	SetVolume(float64)
	Close()
}

// waveCallbacks are what a person asks of the pane. They are called on the UI
// goroutine.
type waveCallbacks struct {
	move          func(from, to engine.Position, ended bool) (at engine.Position) // where the marker is then
	add           func(engine.Position)
	remove        func(engine.Position)
	pick          func(segment int)
	threshold     func(level float64, ended bool)
	around        func() []timeline.Span // what is heard around a cut
	segment       func() []timeline.Span // the segment one is at
	shortcut      func(fyne.Shortcut)
	envelopeReady func() // the envelope is there
}

// A wavePane shows how a file sounds, and plays it. It finds out both in the
// background: something rough first, then the truth as it arrives.
type wavePane struct {
	fyne.CanvasObject
	view      *waveview.View
	controls  *controls
	callbacks waveCallbacks
	run       func(func())
	ctx       context.Context
	library   library // nil shows nothing
	player    player
	ready     func() error // whether anything can be played; it may take seconds

	source       engine.Source // on show; without a path none is
	sound        waveview.Sound
	cancel       context.CancelFunc // ends the finding out
	cancelDetail context.CancelFunc // ends the last look at samples
	loadNumber   int                // numbers it

	play, around, segment      *button
	volume                     *volume
	channelsButton, zeroButton *button
	showChannels, toZero       bool
	moves                      []markerMove // of markers, that are not carried out yet
	time, status               *caption
	bar                        *bar
	playNumber                 int // numbers what is played
	playing                    bool
	deviceAsked                bool  // whether anything can be played
	deviceErr                  error // why nothing can be played
}

// selectDelay is how long a file must be selected before it is listened to: whoever
// runs through a list looks at none.
const selectDelay = 120 * time.Millisecond

// overviewColumns is how many columns the first picture has.
const overviewColumns = 600

func newWavePane(ctx context.Context, d *controls, run func(func()), hear library, tools func() (*ffmpeg.Tools, error), wants waveCallbacks) *wavePane {
	p := &wavePane{controls: d, callbacks: wants, run: run, ctx: ctx, library: hear, player: sound.New(tools), ready: sound.Ready}
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
	p.volume = newVolume(d, func(v float64) { p.player.SetVolume(v) })
	p.showDevice()
	p.channelsButton = icon(theme.ListIcon(), tr("Each channel separately"), p.toggleChannels)
	p.zeroButton = icon(theme.MoveDownIcon(), tr("Cut at zero crossings"), func() {
		p.toZero = !p.toZero
		p.mark(p.zeroButton, p.toZero)
	})
	p.time, p.status, p.bar = newCaption(""), newCaption(""), newBar()
	p.time.color = theme.ColorNameForeground
	tight := layout.NewCustomPaddedHBoxLayout(0)
	left := container.New(tight, p.play, p.around, p.segment, container.NewCenter(container.NewGridWrap(fyne.NewSize(52, 24), p.volume)))
	right := container.New(
		tight,
		p.zeroButton, p.channelsButton,
		icon(theme.ZoomOutIcon(), tr("Show more (Ctrl+-)"), func() { p.view.ZoomBy(2) }),
		icon(theme.ZoomFitIcon(), tr("Show all (Ctrl+0)"), p.view.Fit),
		icon(theme.ZoomInIcon(), tr("Show less, larger (Ctrl++)"), func() { p.view.ZoomBy(0.5) }),
	)
	said := container.NewStack(p.time, p.status)
	row := container.NewBorder(nil, nil, left, right, container.New(centeredLine{}, said, p.bar))
	p.CanvasObject = container.NewBorder(nil, row, nil, nil, p.view)
	p.clear()
	return p
}

// centeredLine puts a line of text in the middle of the height, and a bar beneath.
type centeredLine struct{}

func (centeredLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	high := objects[0].MinSize().Height
	objects[0].Move(fyne.NewPos(4, (size.Height-high)/2))
	objects[0].Resize(fyne.NewSize(max(size.Width-8, 0), high))
	objects[1].Move(fyne.NewPos(4, size.Height-5))
	objects[1].Resize(fyne.NewSize(max(size.Width-8, 0), barHeight))
}

func (centeredLine) MinSize(objects []fyne.CanvasObject) fyne.Size {
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
	p.showChannels = !p.showChannels
	p.mark(p.channelsButton, p.showChannels)
	p.view.SetChannels(p.showChannels)
}

// clear shows nothing.
func (p *wavePane) clear() {
	p.cancelLoad()
	p.stop()
	p.source, p.sound = engine.Source{}, waveview.Sound{}
	p.view.Open(p.sound)
	p.CanvasObject.Hide()
}

// close ends what the pane does, for good. Who has to know when that is over
// waits for what it returns, away from the UI goroutine.
func (p *wavePane) close() (over <-chan struct{}) {
	p.cancelLoad()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.player.Close()
	}()
	return ended
}

// cancelLoad ends the finding out.
func (p *wavePane) cancelLoad() {
	p.loadNumber++
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
	if p.library == nil || src.Rate == 0 || src.Samples == 0 {
		p.clear()
		return
	}
	p.CanvasObject.Show()
	if p.source.Path == src.Path && p.source.Size == src.Size && p.source.Stream == src.Stream {
		return
	}
	p.cancelLoad()
	p.stop()
	p.source = src
	p.sound = waveview.Sound{Rate: src.Rate, Channels: src.Channels, Samples: src.Samples}
	p.view.Open(p.sound)
	setVisible(p.channelsButton, src.Channels > 1)
	p.showTime(0)
	p.setStatus(tr("Reading …"), 0)
	var ctx context.Context
	ctx, p.cancel = context.WithCancel(p.ctx)
	number := p.loadNumber
	time.AfterFunc(selectDelay, func() { p.load(ctx, src, func(f func()) { p.run(func() { p.ifCurrent(number, f) }) }) })
	p.askDevice()
}

// ifCurrent does something if the finding out of that number has not been dropped.
func (p *wavePane) ifCurrent(number int, f func()) {
	if p.loadNumber == number {
		f()
	}
}

// load finds out how a source sounds. It runs away from the UI goroutine, and
// tells what it found through tell.
func (p *wavePane) load(ctx context.Context, src engine.Source, tell func(func())) {
	if ctx.Err() != nil {
		return
	}
	if overview, err := p.library.Overview(ctx, src, overviewColumns); err == nil {
		tell(func() {
			if p.sound.Overview = overview; p.sound.Envelope == nil {
				p.view.Update(p.sound)
			}
		})
	}
	last, scanned := time.Now(), false
	envelope, err := p.library.Envelope(ctx, src, waveform.Options{
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
				p.setStatus(tr("Reading …"), float64(done)/float64(max(total, 1)))
				p.view.Update(p.sound)
			})
		},
	})
	if scanned {
		debug.FreeOSMemory() // a scan needs as much as what it finds
	}
	tell(func() {
		p.setStatus("", 0)
		if err != nil {
			p.setStatus(tr("The waveform cannot be shown: {{.Why}}", textArgs{"Why": sentence(err)}), 0)
			return
		}
		p.sound.Envelope, p.sound.Samples = envelope, envelope.Samples()
		p.view.Update(p.sound)
		p.callbacks.envelopeReady()
	})
}

// setStatus says how far the finding out is, or "" that it is over.
func (p *wavePane) setStatus(text string, done float64) {
	p.status.set(text, theme.ColorNamePlaceHolder)
	p.bar.set(done)
	setVisible(p.status, text != "")
	setVisible(p.bar, done > 0)
	setVisible(p.time, text == "")
}

// detail decodes what is on show for a zoom that the envelope is too coarse for.
// What was on show before is no longer wanted.
func (p *wavePane) detail(s timeline.Span) {
	if p.library == nil {
		return
	}
	if p.cancelDetail != nil {
		p.cancelDetail()
	}
	var ctx context.Context
	ctx, p.cancelDetail = context.WithCancel(p.ctx)
	src, number := p.source, p.loadNumber
	go func() {
		samples, err := p.library.Samples(ctx, src, s.Start, s.End)
		if err == nil {
			p.run(func() { p.ifCurrent(number, func() { p.view.SetDetail(s.Start, samples) }) })
		}
	}()
}

// askDevice finds out whether anything can be played, the first time it matters,
// and at each later wish to hear something as long as nothing can: a device may
// be slow to answer.
func (p *wavePane) askDevice() {
	if p.deviceAsked {
		return
	}
	p.deviceAsked = true
	go func() {
		err := p.ready()
		p.run(func() {
			p.deviceAsked, p.deviceErr = err == nil, err
			p.showDevice()
		})
	}()
}

// showDevice says what plays, or turns it off and says why nothing can be played.
func (p *wavePane) showDevice() {
	hint := func(usual string) string {
		if p.deviceErr != nil {
			return sentence(p.deviceErr)
		}
		return usual
	}
	p.play.hint = hint(tr("Play from the playhead (Space)"))
	p.around.hint = hint(tr("Play two seconds on either side of the cut (Ctrl+B)"))
	p.segment.hint = hint(tr("Play the segment at the playhead (Ctrl+K)"))
	p.volume.hint = hint(tr("Volume"))
	for _, b := range []*button{p.play, p.around, p.segment} {
		b.enable(p.deviceErr == nil)
	}
	if p.deviceErr != nil {
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
	if p.deviceErr != nil {
		p.controls.hint(sentence(p.deviceErr))
		p.askDevice()
		return
	}
	p.playNumber++
	number := p.playNumber
	p.playing = true
	p.play.SetIcon(theme.MediaPauseIcon())
	p.player.Play(p.source, func(n sound.News) {
		p.run(func() {
			if number == p.playNumber {
				p.follow(n)
			}
		})
	}, spans...)
}

func (p *wavePane) follow(n sound.News) {
	if n.Playing {
		p.view.SetPlayhead(n.At, true)
		p.showTime(n.At)
		return
	}
	p.stopped()
	if n.Err != nil && !errors.Is(n.Err, context.Canceled) {
		p.controls.hint(sentence(n.Err))
		return
	}
	p.view.SetPlayhead(n.At, true)
	p.showTime(n.At)
}

func (p *wavePane) stop() {
	if p.playing {
		p.player.Stop()
		p.stopped()
	}
}

func (p *wavePane) stopped() {
	p.playNumber++
	p.playing = false
	p.play.SetIcon(theme.MediaPlayIcon())
}

// seek takes a new place of the playhead: what is played goes on from there.
func (p *wavePane) seek(at engine.Position) {
	p.showTime(at)
	p.askDevice() // without one the buttons are off: who clicks here may want to play
	if p.playing {
		p.start([]timeline.Span{{Start: at, End: p.sound.Samples}})
	}
}

// showTime says where the playhead is.
func (p *wavePane) showTime(at engine.Position) {
	if p.source.Rate == 0 {
		return
	}
	text := p.source.Rate.Time(at).Clock()
	if p.source.Duration() < 3600 {
		text = strings.TrimPrefix(text, "00:")
	}
	p.time.set(text, theme.ColorNameForeground)
}
