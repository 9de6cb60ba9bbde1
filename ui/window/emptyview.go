package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// An emptyView is shown in place of an empty queue: it says how to add files.
type emptyView struct {
	fyne.CanvasObject
	files, folder, sample *button
}

func newEmptyView(d *controls, icon fyne.Resource, files, folder, sample func()) *emptyView {
	v := &emptyView{
		files:  d.button(tr("Add files …"), theme.ContentAddIcon(), tr("Choose audio files to split"), files),
		folder: d.button(tr("Add folder …"), theme.FolderOpenIcon(), tr("Take all audio in a folder"), folder),
		sample: d.button(tr("Try the sample"), theme.MediaMusicIcon(), tr("Queue a minute of audio that comes with the program"), sample),
	}
	v.files.Importance = widget.HighImportance
	setVisible(v.sample, sample != nil)
	if icon == nil {
		icon = theme.MediaMusicIcon()
	}
	picture := canvas.NewImageFromResource(icon)
	picture.FillMode = canvas.ImageFillContain
	picture.SetMinSize(fyne.NewSquareSize(84))
	title := widget.NewLabel(tr("Drop audio files or folders here"))
	title.SizeName, title.Alignment = theme.SizeNameHeadingText, fyne.TextAlignCenter
	title.TextStyle.Bold = true
	sub := newMutedText(theme.SizeNameText, fyne.TextAlignCenter)
	sub.set(tr("Choose how to split, look at the segments, then press Split.\nCue sheets, label files and presets can be dropped, too. Your files are never changed."))
	frame := newThemedRect(theme.ColorNameBackground)
	frame.border, frame.radius = theme.ColorNameInputBorder, 10
	v.CanvasObject = container.New(margin(16), container.NewStack(frame, container.NewCenter(container.NewVBox(
		picture, title, container.New(fixedWidth(readable), sub),
		container.NewCenter(container.NewHBox(v.files, v.folder, v.sample)),
	))))
	return v
}

// readable is the greatest width of lines of text.
const readable = 580

// margin is the space around its only object.
type margin float32

func (m margin) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewSquareOffsetPos(float32(m)))
		o.Resize(size.SubtractWidthHeight(2*float32(m), 2*float32(m)))
	}
}

func (m margin) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2*float32(m), 2*float32(m))
}
