// Package window is the program's window: a queue of files, how they are to be
// split, what that would give, and how far it is.
//
// It decides nothing about audio: it hands requests to the engine and shows the
// engine's answers. Everything in it belongs to Fyne's UI goroutine; what waits
// for the disk or for ffmpeg runs elsewhere and comes back by turns, gathered
// by batchers. The models (queue, form, overall, planner, intake) know no widget.
package window

import (
	"context"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/message"
	"audiospliter/notifier"
	"audiospliter/presets"
	"audiospliter/ui/watch"
)

// AppID is the program's id, as FyneApp.toml has it.
const AppID = "app.audiospliter.desktop"

// Options are what Run needs.
type Options struct {
	Engine  *engine.Engine
	Version string
	Icon    fyne.Resource
	Files   []string // files and folders to queue at once

	// FindTools looks for ffmpeg, where a setting says it is unless that is "",
	// and gives it to the engine. It is called once before the window opens and
	// later on goroutines of its own.
	FindTools func(setting string) error
	// Presets are the named recipes; nil for the built-in ones alone.
	Presets *presets.Store
	// Cache is what was found out about files and can be found out again; nil
	// if nothing is kept.
	Cache interface {
		Size() int64
		Clear() error
	}
	// DataFolder is where the program keeps its data; "" for nowhere.
	DataFolder string
	// Sample returns the path of a file to try the program with. It is called
	// on a goroutine of its own. Nil if there is none.
	Sample func() (string, error)
	// Fonts hold glyphs that Fyne's fonts lack, by languages (see languages).
	Fonts map[string]fyne.Resource
	// Licenses returns the licences of what the program is built from. It is
	// called on a goroutine of its own. Nil if there are none.
	Licenses func() (string, error)
	// Archive has the jobs of all days; nil if jobs are not kept.
	Archive Archive
	// Export writes the jobs that a query chooses as "csv" or "json". It is
	// called on goroutines of its own. Nil if there is no archive.
	Export func(to io.Writer, format string, q engine.Query) error
	// Watch splits the files that come into a folder until the context is done.
	// It is called on goroutines of its own. Nil if jobs are not kept.
	Watch func(ctx context.Context, o watch.Options) error
	// Notifier tells endpoints of jobs; nil for none. Notices are what it says
	// that people should know.
	Notifier *notifier.Notifier
	Notices  <-chan notifier.Notice
	// Trouble is what people should know at the start; empty for nothing.
	Trouble message.Text
	// Notify lets the window ask for a desktop notification when everything is
	// split, unless the person does not want them.
	Notify bool
	// Welcome shows what there is to know at first, once.
	Welcome bool
	// StateFile is where the window remembers its size and settings; "" for
	// nowhere. Its folder is made when it is needed.
	StateFile string
}

// A splitter is what the window needs of the engine.
type splitter interface {
	Expand(ctx context.Context, paths []string) (files []string, skipped, own int, err error)
	Probe(ctx context.Context, path string) (engine.Source, error)
	Preview(ctx context.Context, r engine.Request, progress func(float64)) (engine.Preview, error)
	Add(requests ...engine.Request) engine.Batch
	Remove(ids ...string)
	Pause()
	Resume()
	PauseJobs(ids ...string)
	ResumeJobs(ids ...string)
	Cancel(ids ...string)
	CancelAll()
	SetWorkers(n int)
	Tools() (*ffmpeg.Tools, error)
	Wait(ctx context.Context) error
	Subscribe(handle func(engine.Event)) (stop func())
}

var _ splitter = (*engine.Engine)(nil)

// Run opens the window and returns when it is closed, after every job is over.
// It must be called on the main goroutine. Without a display it does not
// return: Fyne ends the program.
func Run(o Options) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(25) // a window is open all day and seldom computes: memory counts for more than time
	}
	if os.Getenv("GOMAXPROCS") == "" {
		// Each of the many calls that paint gives the UI goroutine's place to
		// whoever computes, for up to 10 ms: more places than there are cores let
		// the system choose, which is fairer.
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 2)
	}
	a := app.NewWithID(AppID)
	t := &uiQueue{post: fyne.Do}
	w := newWindow(a, o.Engine, o, t.run)
	t.start()
	w.start()
	w.win.ShowAndRun()
}

// A window is the one window of the program.
type window struct {
	app      fyne.App
	win      fyne.Window
	engine   splitter
	options  Options
	ctx      context.Context // until the window closes
	cancel   context.CancelFunc
	now      func() time.Time
	controls *controls
	run      func(func()) // takes functions to the UI goroutine
	heart    *heartbeat

	state           state
	stateWriter     *stateWriter
	watchers        *folderWatchers
	queue           *queue
	round           round
	general         setting // how files are split that have no settings of their own
	form            form
	shownSetting    int              // the number of the setting it shows
	wrong           map[field]string // what of it cannot be read
	modifiedPresets map[int]bool     // by the number of a setting: it is not what its preset says
	lastSetting     int              // the last number given to a setting
	presets         *presetList
	counter         *segmentCounter
	paused          bool
	splitting       bool // a round runs
	closing         bool // it is to close
	intake          *intake
	adding          addition
	planner         *planner
	events          *batcher[engine.Event]
	submissions     []*submission // those that run
	stop            func()        // ends the subscription
	tools           error

	toolbar           *toolbar
	missing           *banner // ffmpeg is
	banner            *banner
	empty             *emptyView
	queueView         *queueView
	detail            *detailView
	wave              *wavePane
	thresholdTask     latestTask
	settings          *settingsView
	status            *caption
	counts            *caption
	statusRow         *fyne.Container // of both
	filter            *entry
	workSplit         *container.Split // queue beside detail
	sideSplit         *container.Split // work beside settings
	menu              *fyne.MainMenu
	sheet             *sheet
	undeliveredButton *button                      // messages could not be delivered
	askedButtons      map[string]*button           // of the last question
	sheetControls     map[string]fyne.CanvasObject // of the sheet of settings
	history           *historySheet                // the sheets that were opened last
	deliveries        *deliveriesSheet
	endpoints         *endpointsSheet
	editor            *endpointEditor
	configured        []notifier.Endpoint
	configRead        bool   // they were read
	tested            string // how the last test of an endpoint went
	endpointsReload   *reloader[[]notifier.Endpoint]
	failuresReload    *reloader[[]notifier.Delivery]
	notifyBoxes       map[string]fyne.CanvasObject // of the choice of endpoints, by name; "" is the button beneath
	lastStatus        string                       // what the status line says without a hint
	lastStatusColor   fyne.ThemeColorName
}

// newWindow makes the window; run takes functions to the UI goroutine.
func newWindow(a fyne.App, e splitter, o Options, run func(func())) *window {
	heart := &heartbeat{}
	if os.Getenv(envProbe) != "" {
		run = heart.timed(run)
	}
	w := &window{
		heart: heart, app: a, engine: e, options: o, run: run, now: time.Now,
		state: loadState(o.StateFile), stateWriter: &stateWriter{path: o.StateFile}, queue: newQueue(), askedButtons: map[string]*button{}, modifiedPresets: map[int]bool{},
		notifyBoxes: map[string]fyne.CanvasObject{},
		presets:     newPresetList(o.Presets), lastStatusColor: theme.ColorNamePlaceHolder,
	}
	if o.FindTools != nil {
		w.tools = o.FindTools(w.state.FFmpeg)
	}
	e.SetWorkers(w.state.Workers)
	w.ctx, w.cancel = context.WithCancel(context.Background())
	useLanguage(w.state.Language)
	w.setTheme()
	if o.Icon != nil {
		a.SetIcon(o.Icon)
	}
	w.win = a.NewWindow("AudioSpliter")
	w.win.SetMaster()
	w.win.SetPadded(false)
	w.controls = &controls{key: w.key, hint: w.hint, run: run, tips: newTips(), focused: w.reveal}
	w.intake = newIntake(w.ctx, run, e.Expand, e.Probe, w.found, w.probed)
	w.planner = &planner{ctx: w.ctx, preview: e.Preview, answer: w.showPlan, run: run}
	w.counter = newSegmentCounter(w.ctx, run, e.Preview, w.counted)
	w.events = newBatcher(run, w.follow)
	w.watchers = newFolderWatchers(w.ctx, o.Watch, run, w.unwatched)
	w.general.notify = w.state.Notify
	w.setGeneral(w.state.Recipe, w.state.Preset)
	w.build()
	w.win.Resize(fyne.NewSize(w.state.Width, w.state.Height))
	return w
}

// build makes the widgets and puts them in place.
func (w *window) build() {
	w.toolbar = newToolbar(w.controls, toolbarCallbacks{
		files: w.addFiles, folder: w.addFolder, split: w.split, pause: w.pause, cancel: w.cancelAll,
		preset: w.choosePreset, presets: w.presetMenu,
	})
	w.missing, w.banner = newBanner(), newBanner()
	var sample func()
	if w.options.Sample != nil {
		sample = w.addSample
	}
	w.empty = newEmptyView(w.controls, w.options.Icon, w.addFiles, w.addFolder, sample)
	w.queueView = newQueueView(w.controls, w.queue, queueCallbacks{
		selected: w.selected, remove: w.removeSelected, move: w.move, open: w.openItem,
		menu: w.queueMenu, pause: w.pause, paste: w.paste,
		sort: w.sort, recipe: w.recipeText, count: w.count, paused: func() bool { return w.paused },
	})
	w.filter = w.controls.entry(false, w.filtered)
	w.filter.SetPlaceHolder(tr("Filter the queue (Ctrl+F)"))
	w.filter.Icon = theme.SearchIcon()
	if w.wave != nil {
		w.wave.close()
	}
	hear, _ := w.engine.(library)
	w.wave = newWavePane(w.ctx, w.controls, w.run, hear, w.engine.Tools, waveCallbacks{
		move: w.moveMarker, add: w.addCut, remove: w.removeCut, pick: w.pickSegment, threshold: w.dragThreshold,
		around: w.spansAroundCut, segment: w.spanOfSegment, shortcut: w.shortcut, envelopeReady: func() { w.showCuts(w.queue.current) },
	})
	w.detail = newDetailView(w.controls, w.wave, newSegmentsView(w.controls, w.segmentCallbacks()), w.app.Clipboard().SetContent, func(i *item) { w.splitItems([]*item{i}) })
	w.settings = newSettingsView(w.controls, settingsCallbacks{changed: w.changed, browse: w.browse, scope: w.scope})
	w.status, w.counts = newCaption(""), newCaption("")
	w.counts.right = true

	list := topBorder(container.NewVBox(container.New(margin(3), w.filter), w.queueView.head), w.queueView)
	w.workSplit = container.NewHSplit(list, w.detail.CanvasObject)
	w.workSplit.SetOffset(w.state.List)
	w.detail.parts.SetOffset(w.state.Wave)
	left := container.NewBorder(
		container.NewVBox(w.missing.CanvasObject, w.banner.CanvasObject), nil, nil, nil,
		container.NewStack(w.empty.CanvasObject, w.workSplit))
	w.sideSplit = container.NewHSplit(left, w.settings.CanvasObject)
	w.sideSplit.SetOffset(w.state.Settings)
	w.undeliveredButton = w.newUndeliveredButton()
	w.statusRow = container.New(statusLine{w.counts}, w.status, w.counts)
	bottom := container.NewStack(newThemedRect(colorNameStripe),
		container.NewBorder(nil, nil, nil, w.undeliveredButton, container.New(margin(5), w.statusRow)))
	content := container.NewBorder(w.toolbar.CanvasObject, bottom, nil, nil, container.New(newFixedRight(w.sideSplit, w.state.Width), w.sideSplit))
	w.win.SetContent(container.NewStack(content, w.controls.tips.layer))
	w.menu = w.mainMenu()
	w.win.SetMainMenu(w.menu)
}

// rebuild makes everything anew, in another language.
func (w *window) rebuild() {
	w.remember()
	w.build()
	w.shownSetting = 0
	w.listPresets()
	if w.options.Notifier != nil {
		w.deliveriesChanged()
	}
	w.showTools()
	w.selected()
	w.refresh()
}

// start connects the window to the person and to the engine.
func (w *window) start() {
	w.stop = w.engine.Subscribe(func(e engine.Event) { w.events.push(e) })
	w.win.SetOnDropped(w.dropped)
	w.win.SetCloseIntercept(w.confirmClose)
	c := w.win.Canvas()
	c.SetOnTypedKey(w.key)
	c.SetOnTypedRune(func(r rune) { w.queueView.TypedRune(r) })
	on := func(s fyne.Shortcut, do func()) {
		do = w.unlessSheet(do)
		c.AddShortcut(s, func(fyne.Shortcut) { do() })
	}
	on(&fyne.ShortcutPaste{}, w.paste)
	on(&fyne.ShortcutUndo{}, w.undo)
	on(&fyne.ShortcutRedo{}, w.redo)
	on(&desktop.CustomShortcut{KeyName: fyne.KeyZ, Modifier: ctrlShift}, w.redo)
	on(&fyne.ShortcutSelectAll{}, w.selectAll)
	on(&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: ctrl}, w.split)
	w.showTools()
	w.selected()
	w.refresh()
	w.followNotifier()
	w.readPresets(func() {
		w.startPreset()
		w.watchAll()
	})
	w.offerUnfinished()
	if len(w.options.Trouble) > 0 {
		w.showBanner(theme.WarningIcon(), theme.ColorNameWarning, trText(w.options.Trouble))
	}
	w.setStatus(tr("Drop files anywhere in this window, or press Ctrl+O.  F1 shows the keyboard."))
	if len(w.options.Files) > 0 {
		w.add(w.options.Files)
	}
	go w.tick()
	w.startProbe()
	if w.options.Welcome && !w.state.Welcomed {
		w.welcome()
	}
}

// tick shows how far everything is while something runs.
func (w *window) tick() {
	for range time.Tick(4 * frame) {
		if w.ctx.Err() != nil {
			return
		}
		w.run(func() {
			if w.splitting {
				w.toolbar.showProgress(w.round.progress(w.now()), w.paused)
			}
		})
	}
}

// key takes the keys that no control had a use for.
func (w *window) key(key *fyne.KeyEvent) {
	if w.sheet.scrolled(key.Name) {
		return
	}
	switch key.Name {
	case fyne.KeyEscape:
		if !w.closeSheet() && w.splitting {
			w.cancelAll()
		}
	case fyne.KeyF1:
		if w.sheet == nil {
			w.showKeys()
		}
	case fyne.KeyDelete:
		if w.sheet == nil {
			w.removeSelected()
		}
	case fyne.KeySpace:
		if w.sheet == nil {
			w.pause()
		}
	}
}

func (w *window) focus(o fyne.Focusable) { w.win.Canvas().Focus(o) }

// refresh shows the queue as it stands: what can be done, the list, the counts.
func (w *window) refresh() {
	t := w.queue.tally()
	ready := 0
	if w.tools == nil && len(w.wrong) == 0 {
		ready = t.in(waiting, failed, canceled)
	}
	again := 0
	if w.tools == nil && len(w.wrong) == 0 {
		again = t.in(done)
	}
	w.toolbar.state(ready, again, w.splitting, w.paused)
	setVisible(w.empty.CanvasObject, len(w.queue.items) == 0)
	setVisible(w.workSplit, len(w.queue.items) > 0)
	w.counts.set(tallyText(t, len(w.queue.visible()), len(w.queue.items)), theme.ColorNamePlaceHolder)
	w.statusRow.Refresh()
	w.queueView.head.showSort()
	w.queueView.Refresh()
}

// setStatus puts a sentence into the status line.
func (w *window) setStatus(text string) { w.setStatusColored(text, theme.ColorNamePlaceHolder) }

func (w *window) setStatusColored(text string, color fyne.ThemeColorName) {
	w.lastStatus, w.lastStatusColor = text, color
	w.status.set(text, color)
}

// hint shows what is under the pointer, "" what was said last.
func (w *window) hint(text string) {
	if text == "" {
		w.status.set(w.lastStatus, w.lastStatusColor)
		return
	}
	w.status.set(text, theme.ColorNameForeground)
}

// setAppearance changes to light, dark, or what the system has.
func (w *window) setAppearance(choice string) {
	w.state.Look = choice
	w.setTheme()
	w.refresh()
}

func (w *window) setTheme() {
	w.app.Settings().SetTheme(newAppearance(w.state.Look, w.options.Fonts[fontLanguage(w.state.Language)]))
}

// confirmClose closes the window, after asking if something runs.
func (w *window) confirmClose() {
	if w.closing {
		return
	}
	if !w.splitting {
		w.confirmPending()
		return
	}
	after := tr("What is finished stays; what is not leaves no file behind.")
	if w.options.Archive != nil {
		after = tr("What is finished stays. The next start offers to go on with the rest.")
	}
	w.ask(tr("Stop and close?"), trn("{{.N}} files are still being split.", w.queue.tally().in(queued, working))+" "+after,
		tr("Continue splitting"), tr("Stop and close"), w.confirmPending)
}

// close ends everything once the engine has all files that were handed over:
// none is lost on the way. Nothing is split any more meanwhile.
func (w *window) close() {
	if w.closing {
		return
	}
	w.closing = true
	w.setStatus(tr("Closing …"))
	w.afterSubmissions(w.finish)
}

// finish ends the jobs, unless they are kept for the next day, away from the UI
// goroutine, and then the window.
func (w *window) finish() {
	w.remember()
	w.cancel()
	silent := w.wave.close()
	w.win.Hide()
	go func() {
		if w.options.Archive == nil {
			w.engine.CancelAll()
			_ = w.engine.Wait(context.Background())
		}
		<-silent
		w.stop()
		w.watchers.wait()
		w.stateWriter.wait()
		w.run(w.win.Close)
	}()
}

// remember saves what the window is to look like the next time.
func (w *window) remember() {
	size := w.win.Canvas().Size()
	w.state.Width, w.state.Height = size.Width, size.Height
	w.state.Settings, w.state.List, w.state.Wave = w.sideSplit.Offset, w.workSplit.Offset, w.detail.parts.Offset
	w.state.Recipe, w.state.Preset, w.state.Notify = w.general.recipe, w.general.preset, w.general.notify
	w.stateWriter.write(w.state.bytes())
}
