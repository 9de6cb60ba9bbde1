package media

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// Probe finds out what the file at path is, and about the audio stream that the
// file marks as its default, or else its first.
//
// The error is that of ctx or has one of these codes: FILE_NOT_FOUND,
// PERMISSION_DENIED, INVALID_PARAMS for a folder, UNSUPPORTED_FORMAT for what is
// not audio or none that can be decoded, CORRUPT_FILE for audio beyond reading,
// DURATION_TOO_SHORT for none at all, and FFMPEG_MISSING or FFMPEG_FAILED where
// ffprobe could not do its work.
// What is odd about a file that can be used is in Source.Warnings.
func Probe(ctx context.Context, tools *ffmpeg.Tools, path string) (Source, error) {
	return ProbeAs(ctx, tools, path, "")
}

// ProbeTrack is Probe of the audio stream with a number, from 1; 0 is that of Probe.
// INVALID_PARAMS tells that there is none.
func ProbeTrack(ctx context.Context, tools *ffmpeg.Tools, path string, track int) (Source, error) {
	return probe(ctx, tools, path, "", track)
}

// ProbeAs is Probe of a file that one of ffmpeg's demuxers is known to read, as few
// packets need not tell it; "" is any.
func ProbeAs(ctx context.Context, tools *ffmpeg.Tools, path, demuxer string) (Source, error) {
	return probe(ctx, tools, path, demuxer, 0)
}

func probe(ctx context.Context, tools *ffmpeg.Tools, path, demuxer string, track int) (Source, error) {
	f, info, err := open(path)
	if err != nil {
		return Source{}, err
	}
	defer f.Close()
	doc := plain(ctx, path, f, info.Size())
	if doc == nil {
		if doc, err = describe(ctx, tools, path, demuxer); err != nil {
			return Source{}, notAudio(f, info.Size(), Blame(err, path))
		}
	}
	return source(ctx, tools, path, track, f, info, doc)
}

// source makes a Source of what a document says of the file f.
func source(ctx context.Context, tools *ffmpeg.Tools, path string, track int, f io.ReaderAt, info fs.FileInfo, doc *document) (Source, error) {
	p := &prober{
		ctx: ctx, tools: tools, file: f, doc: doc,
		Source: Source{Path: path, Size: info.Size(), ModTime: info.ModTime()},
	}
	if err := p.choose(track); err != nil {
		return Source{}, err
	}
	p.fill()
	if err := p.measure(); err != nil {
		return Source{}, Blame(err, path)
	}
	if p.Duration() > timeline.MaxTime {
		return Source{}, fault.New(fault.CorruptFile, "The file claims to last for years: its headers are damaged.")
	}
	if p.Samples <= 0 {
		return Source{}, fault.New(fault.DurationTooShort, "There is no sound in this file: its audio is 0 seconds long.")
	}
	return p.Source, nil
}

// A prober makes a Source of a document.
type prober struct {
	Source
	ctx   context.Context // of the one call
	tools *ffmpeg.Tools
	file  io.ReaderAt
	doc   *document
	audio stream // the chosen one
}

// choose picks the audio stream with a number, from 1, or for 0 that which is marked
// as the default, or else the first.
func (p *prober) choose(track int) error {
	var audio []stream
	for _, s := range p.doc.Streams {
		switch {
		case s.Type == "audio":
			audio = append(audio, s)
		case s.Type == "video" && s.Is.Picture != 0:
			p.Cover = true
		case s.Type == "video":
			p.Video = true
		}
	}
	switch {
	case len(audio) == 0 && p.Video:
		return fault.New(fault.UnsupportedFormat, "There is no audio in this file, only pictures.")
	case len(audio) == 0:
		return fault.New(fault.UnsupportedFormat, "There is no audio in this file.")
	case track > len(audio):
		return fault.New(fault.InvalidParams, "There is no audio track %d: the file has %d.", track, len(audio)).In("track")
	}
	n := max(0, slices.IndexFunc(audio, func(s stream) bool { return s.Is.Default != 0 }))
	if track > 0 {
		n = track - 1
	} else if len(audio) > 1 {
		p.warn("The file has %d audio tracks, of which number %d is taken.", len(audio), n+1)
	}
	p.Stream, p.Streams, p.audio = n, len(audio), audio[n]
	if by := p.protection(); by != "" {
		return fault.New(fault.UnsupportedFormat, "The audio of this file is protected by %s: only players that it was made for can decode it.", by)
	}
	if p.audio.Codec == "" || p.audio.Rate <= 0 || p.audio.Channels <= 0 {
		if mp3.FreeFormat(p.file, p.Size) {
			return mp3.NoFreeFormat()
		}
		if !looksLikeMedia(p.file) {
			return fault.New(fault.UnsupportedFormat, noAudio)
		}
		return fault.New(fault.UnsupportedFormat, "The audio in this file is of a kind that this ffmpeg cannot read, or it is damaged.")
	}
	return nil
}

// protection returns what protects the audio against being decoded, "" for nothing.
func (p *prober) protection() string {
	switch name := p.doc.Format.Name; {
	case strings.HasPrefix(name, "mov"):
		return mp4.Protection(p.file, p.Size, p.Stream)
	case name == "asf":
		// The objects for it in the header ("Advanced Systems Format
		// Specification", 3.14 and 3.15).
		b := make([]byte, 64<<10)
		n, _ := p.file.ReadAt(b, 0)
		for _, guid := range []string{
			"\xfb\xb3\x11\x22\x23\xbd\xd2\x11\xb4\xb7\x00\xa0\xc9\x55\xfc\x6e",
			"\x14\xe6\x8a\x29\x22\x26\x17\x4c\xb9\x35\xda\xe0\x7e\xe9\x28\x9c",
		} {
			if bytes.Contains(b[:n], []byte(guid)) {
				return "Windows Media DRM"
			}
		}
	}
	return ""
}

// silentOffset is how many seconds late audio may be without a word about it: no
// person cuts a film that exactly.
const silentOffset = 0.1

// fill sets what the document says outright.
func (p *prober) fill() {
	a := p.audio
	p.Container = p.container()
	p.Codec = a.Codec
	p.Lossless = lossless[a.Codec] || strings.HasPrefix(a.Codec, "pcm_") && !companded[a.Codec]
	p.Rate = timeline.Rate(a.Rate)
	p.Channels = a.Channels
	if a.Layout != "unknown" {
		p.Layout = a.Layout
	}
	p.Bits = cmp.Or(int(a.RawBits), a.Bits)
	p.Float = p.Lossless && (strings.HasPrefix(a.Format, "flt") || strings.HasPrefix(a.Format, "dbl"))
	if p.Video { // pictures of covers have no time
		late := float64(a.Start)*a.Base.float() - float64(p.doc.Format.Start)
		p.Offset = timeline.Position(math.Round(max(0, late) * float64(p.Rate)))
		if late > silentOffset {
			p.warn("The audio begins %s after the pictures: times count from the start of the audio.", p.Rate.Time(p.Offset).Clock())
		}
	}
	p.Bitrate = int(a.Bitrate)
	if p.Bitrate == 0 && len(p.doc.Streams) == 1 {
		p.Bitrate = int(p.doc.Format.Bitrate)
	}
	p.tags()
	p.chapters()
}

// lossless are ffmpeg's names of the codecs that keep every sample, beside PCM.
var lossless = set(`
	alac ape atrac3al atrac3pal dst flac mlp mp4als ralf s302m shorten tak truehd
	tta wavpack wmalossless`)

// companded is PCM that keeps fewer bits than it decodes to.
var companded = set("pcm_alaw pcm_mulaw pcm_vidc")

// chapters reads the chapters in the order of their starts. Films and Matroska count
// their times from the start of the file, before which the audio may not begin.
func (p *prober) chapters() {
	var begin timeline.Time // of the audio
	if p.Video || p.Container == "matroska" || p.Container == "webm" {
		begin = p.audio.Base.time(p.audio.Start)
	}
	for _, c := range p.doc.Chapters {
		start, end := c.Base.time(c.Start).Sub(begin), c.Base.time(c.End).Sub(begin)
		if start.Cmp(timeline.Time{}) < 0 {
			if start = (timeline.Time{}); end.Cmp(start) <= 0 {
				continue // it is silent
			}
		}
		if end.Cmp(start) < 0 {
			end = start
		}
		p.Chapters = append(p.Chapters, Chapter{start, end, strings.TrimSpace(c.Tags["title"])})
	}
	slices.SortStableFunc(p.Chapters, func(a, b Chapter) int { return a.Start.Cmp(b.Start) })
}

// technical are tags that describe the container, not the recording.
var technical = set(`
	major_brand minor_version compatible_brands handler_name vendor_id duration
	bps number_of_frames number_of_bytes _statistics_writing_app
	_statistics_writing_date_utc _statistics_tags`)

// pictures are tags that hold a picture as text.
var pictures = set("metadata_block_picture coverart")

// tags merges the tags of the stream with those of the file, which win.
func (p *prober) tags() {
	p.Tags = map[string]string{}
	for _, from := range []map[string]string{p.audio.Tags, p.doc.Format.Tags} {
		for key, value := range from {
			key = strings.ToLower(key)
			switch {
			case pictures[key]:
				p.Cover = true
			case technical[key] || key == "language" && value == "und":
			default:
				p.Tags[key] = value
			}
		}
	}
}

func (p *prober) warn(format string, args ...any) { p.warnText(message.New(format, args...)) }

func (p *prober) warnText(t message.Text) { p.Warnings = append(p.Warnings, t) }

// noAudio is what to say of a file that begins like no audio.
const noAudio = "This is not audio, whatever its name says, or of a format that ffmpeg does not know."

// notAudio explains why ffprobe made nothing of the file f.
func notAudio(f io.ReaderAt, size int64, err error) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err // the context's
	}
	const refused = "Format not on whitelist"
	before, _, listed := strings.Cut(e.Details, refused)
	switch {
	case listed:
		return fault.Wrap(err, fault.UnsupportedFormat, "This is a playlist or a script that names other files, or no audio. Add the audio files themselves.").
			WithDetails(before + refused)
	case e.Code != fault.FFmpegFailed && e.Code != fault.CorruptFile, strings.Contains(e.Details, "moov atom not found"):
		return err
	case mp3.FreeFormat(f, size):
		return mp3.NoFreeFormat()
	case looksLikeMedia(f):
		return fault.Wrap(err, fault.CorruptFile, "The file is damaged beyond reading. If it is still being copied or recorded, try again when that is done.").
			WithDetails(e.Details)
	}
	return fault.Wrap(err, fault.UnsupportedFormat, noAudio).WithDetails(e.Details)
}
