package cutlist

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// Bounds on what is read. A day of speech cut at every pause has some ten
// thousand entries and less than a megabyte.
const (
	maxSize     = 16 << 20 // bytes of a list
	maxLine     = 64 << 10 // bytes of a line
	maxDocLine  = 4 << 20  // bytes of a line of JSON or XML, which may be all one line
	maxTracks   = 100_000
	maxWarnings = 50
)

// Options says how to read a cut list.
type Options struct {
	Format    Format    // "" to recognise it by its content
	Charset   string    // a WHATWG or IANA name such as shift_jis; "" to detect it
	FrameRate FrameRate // for lists that count in frames and do not say how many a second

	Titles Titling // what titles hold

	// Length is how long the audio is, zero if that is not known. Where a list
	// can be read in two ways, it decides for the one that lies within it.
	Length timeline.Time
}

// Read reads a cut list. It reads all of r, up to 16 MB.
//
// Errors are INVALID_PARAMS, naming the line: the format is not recognised or
// not known, the text breaks its grammar, a rule of the package comment refuses
// it, the list is over 16 MB or has a line over 64 kB (4 MB in JSON and XML), or
// it holds no cuts. A failing r gives the code fault.Of finds.
func Read(r io.Reader, o Options) (*List, error) { return read(r, o, "") }

// ReadFile reads the cut list in the file at path, as Read does. Where the
// content fits two formats, the extension decides.
func ReadFile(path string, o Options) (*List, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, openError(err, path)
	}
	if !info.Mode().IsRegular() { // a pipe or a device might never end
		return nil, fault.New(fault.InvalidParams, "The cut list %s is not a file.", filepath.Base(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, openError(err, path)
	}
	defer f.Close()
	l, err := read(f, o, strings.ToLower(filepath.Ext(path)))
	if err != nil {
		return nil, err
	}
	l.Path = path
	return l, nil
}

func openError(err error, path string) error {
	name := filepath.Base(path)
	if errors.Is(err, os.ErrNotExist) {
		return fault.Wrap(err, fault.FileNotFound, "The cut list %s is not there.", name)
	}
	return fault.Wrap(err, fault.CodeOf(err), "The cut list %s cannot be read.", name)
}

func read(in io.Reader, o Options, extension string) (*List, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxSize+1))
	if err != nil {
		return nil, fault.Of(fmt.Errorf("reading the cut list: %w", err))
	}
	if len(data) > maxSize {
		return nil, fault.New(fault.InvalidParams, "The cut list is over 16 MB: this is hardly a cut list.")
	}
	text, note, err := decode(data, o.Charset)
	if err != nil {
		return nil, err
	}
	text = normalise(text)
	if o.Format == "" {
		if o.Format = detect(text, extension); o.Format == "" {
			return nil, unrecognised(text)
		}
	}
	g, ok := grammarOf(o.Format)
	if !ok {
		return nil, unknownFormat(o.Format)
	}
	if g.quotes {
		text = straightQuotes(text)
	}
	if err := checkLines(text, g); err != nil {
		return nil, err
	}
	r := &reader{lines: lines{rest: text}, text: text, options: o, list: &List{Format: g.format}}
	if note != nil {
		r.list.Warnings = append(r.list.Warnings, note)
	}
	if err := g.read(r); err != nil {
		return nil, err
	}
	if err := r.check(g.order); err != nil {
		return nil, err
	}
	r.nameArtists()
	return r.finish(), nil
}

func unrecognised(text string) error {
	if strings.TrimSpace(text) == "" {
		return fault.New(fault.InvalidParams, "The cut list is empty.")
	}
	return fault.New(fault.InvalidParams, "This is no cut list that is known here: no line of it looks like a cut.")
}

func checkLines(text string, g grammar) error {
	limit, name := maxLine, "64 kB"
	if g.document {
		limit, name = maxDocLine, "4 MB"
	}
	for l := (lines{rest: text}); l.next(); {
		if len(l.text) > limit {
			return fault.New(fault.InvalidParams, "Line %d of the cut list is over %s: this is hardly a cut list.", l.number, name)
		}
	}
	return nil
}

// A reader is the state of reading one list: the text by lines, and the list
// as far as it has come.
type reader struct {
	lines
	text    string // all of it, for grammars that are not made of lines
	options Options
	list    *List
	unsaid  int  // warnings over maxWarnings
	framed  bool // times of a table count frames
}

// add appends a track that stands at line.
func (r *reader) add(line int, t Track) error {
	if len(r.list.Tracks) >= maxTracks {
		return r.fail(line, "there are over %d cuts", maxTracks)
	}
	t.Line = line
	t.Title = clean(t.Title)
	t.File = clean(t.File)
	r.list.Tracks = append(r.list.Tracks, t)
	return nil
}

// last returns the track added last, or nil.
func (r *reader) last() *Track {
	if n := len(r.list.Tracks); n > 0 {
		return &r.list.Tracks[n-1]
	}
	return nil
}

// fail returns an error about a line of the list; 0 is all of it.
func (r *reader) fail(line int, format string, args ...any) error {
	what := message.New(format, args...)
	if line == 0 {
		return fault.New(fault.InvalidParams, "The cut list cannot be used: %s.", what)
	}
	return fault.New(fault.InvalidParams, "Line %d of the cut list cannot be used: %s.", line, what)
}

// warn records what was odd about a line and how it was mended.
func (r *reader) warn(line int, format string, args ...any) {
	r.note("Line %d: %s.", line, message.New(format, args...))
}

func (r *reader) note(format string, args ...any) {
	if len(r.list.Warnings) >= maxWarnings {
		r.unsaid++
		return
	}
	r.list.Warnings = append(r.list.Warnings, message.New(format, args...))
}

func (r *reader) finish() *List {
	if r.unsaid > 0 {
		r.list.Warnings = append(r.list.Warnings, message.New("%d more oddities of the same kinds were mended.", r.unsaid))
	}
	return r.list
}

// time reads a time that stands at line.
func (r *reader) time(line int, s string) (timeline.Time, error) {
	t, err := parseTime(s)
	if err != nil {
		if strings.HasPrefix(strings.TrimSpace(s), "-") {
			return t, r.fail(line, "%q is before the beginning", short(s))
		}
		return t, r.fail(line, "%q is no time", short(s))
	}
	return t, nil
}

// span returns the track from start to end; the formats that call it write a
// point as a span of no length.
func span(start, end timeline.Time) Track {
	if end.Cmp(start) == 0 {
		return Track{Start: start, Point: true}
	}
	return Track{Start: start, End: end, HasEnd: true}
}

// closing returns the track from start to end, where an end no clock can show
// stands for the end of the audio.
func closing(start, end timeline.Time) Track {
	if isOpen(end) && end.Cmp(start) > 0 {
		return Track{Start: start}
	}
	return Track{Start: start, End: end, HasEnd: true}
}
