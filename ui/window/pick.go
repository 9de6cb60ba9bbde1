package window

import (
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"github.com/ncruces/zenity"
)

// A picker lets a person choose files with the system's own dialogs, and with
// Fyne's where there are none.
type picker struct {
	win    fyne.Window
	folder *string                  // where files were last looked for
	opened func(*dialog.FileDialog) // takes one of Fyne's as what is open now
	run    func(func())             // takes functions to the UI goroutine
}

// files asks for any number of files; then is called on the UI goroutine.
func (p *picker) files(title string, then func([]string)) {
	if !zenity.IsAvailable() {
		d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
			if err == nil && file != nil {
				_ = file.Close()
				p.taken(then, []string{file.URI().Path()})
			}
		}, p.win)
		p.start(d, title)
		return
	}
	start := p.from()
	go func() {
		paths, err := zenity.SelectFileMultiple(zenity.Title(title), zenity.Filename(start))
		p.answered(then, paths, err)
	}()
}

// dir asks for a folder; then is called on the UI goroutine.
func (p *picker) dir(title string, then func([]string)) {
	if !zenity.IsAvailable() {
		d := dialog.NewFolderOpen(func(dir fyne.ListableURI, err error) {
			if err == nil && dir != nil {
				p.taken(then, []string{dir.Path()})
			}
		}, p.win)
		p.start(d, title)
		return
	}
	start := p.from()
	go func() {
		path, err := zenity.SelectFile(zenity.Directory(), zenity.Title(title), zenity.Filename(start))
		p.answered(then, []string{path}, err)
	}()
}

// save asks for a file to write; then is called on the UI goroutine.
func (p *picker) save(title, name string, then func(string)) {
	if !zenity.IsAvailable() {
		d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
			if err == nil && file != nil {
				_ = file.Close()
				p.taken(func(paths []string) { then(paths[0]) }, []string{file.URI().Path()})
			}
		}, p.win)
		d.SetFileName(name)
		p.start(d, title)
		return
	}
	start := p.from() + name
	go func() {
		path, err := zenity.SelectFileSave(zenity.Title(title), zenity.Filename(start), zenity.ConfirmOverwrite())
		p.answered(func(paths []string) { then(paths[0]) }, []string{path}, err)
	}()
}

func (p *picker) answered(then func([]string), paths []string, err error) {
	switch {
	case err == nil && len(paths) > 0:
		p.run(func() { p.taken(then, paths) })
	case err != nil && !errors.Is(err, zenity.ErrCanceled):
		p.run(func() { fyne.LogError("asking for a file", err) })
	}
}

func (p *picker) taken(then func([]string), paths []string) {
	*p.folder = filepath.Dir(paths[0])
	then(paths)
}

func (p *picker) from() string {
	if *p.folder == "" {
		return ""
	}
	return *p.folder + string(filepath.Separator)
}

// start opens one of Fyne's dialogs in the folder last used.
func (p *picker) start(d *dialog.FileDialog, title string) {
	d.SetTitleText(title)
	if *p.folder != "" {
		if dir, err := storage.ListerForURI(storage.NewFileURI(*p.folder)); err == nil {
			d.SetLocation(dir)
		}
	}
	d.Resize(p.win.Canvas().Size().SubtractWidthHeight(60, 60))
	d.Show()
	p.opened(d)
}
