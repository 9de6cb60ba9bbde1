package cutlist

import (
	"io"
	"strconv"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// A Format names the grammar of a cut list.
type Format string

// The text formats, which Read and Write know.
const (
	Cue         Format = "cue"
	Audacity    Format = "audacity"
	CSV         Format = "csv"
	TSV         Format = "tsv"
	YouTube     Format = "youtube"
	MP4Chaps    Format = "mp4chaps"
	FFMetadata  Format = "ffmetadata"
	OGG         Format = "ogg"
	PodcastJSON Format = "podcast-json"
	PSC         Format = "psc"
	Matroska    Format = "matroska"
	VTT         Format = "vtt"
	SRT         Format = "srt"
	PBF         Format = "pbf"
	EDL         Format = "edl"
	CMX3600     Format = "cmx3600"
	Audition    Format = "audition"
	Reaper      Format = "reaper"
	MP3Splt     Format = "mp3splt"
	Timestamps  Format = "timestamps"
)

// What is embedded in audio files as bytes, and is read only.
const (
	FLACBlock Format = "flac" // see ReadFLACBlock
	WAVCues   Format = "wav"  // see ReadWAVCues
)

// order says what the entries of a format are to each other, and so what
// becomes of those that are out of order or overlap.
type order int

const (
	regions  order = iota // independent: sorted; overlaps stay
	chapters              // one after the other: sorted; an overlapping end is cut short
	strict                // rising, or not what the author meant: an error
)

// A grammar is how one format is read and written.
type grammar struct {
	format      Format
	extension   string // with its dot
	description string
	order       order
	ends        bool  // whether an entry can end before the next begins
	points      bool  // whether a point and a segment are told apart, or all are points
	unit        int64 // ticks a second: what times are rounded to when written
	document    bool  // JSON and XML: lines mean nothing, so longer ones are read
	read        func(*reader) error
	write       func(*printer, *List)
}

// grammars is every text format, in the order people look for them.
// It is a function because readers refer to it through Read.
func grammars() []grammar {
	return []grammar{
		{Cue, ".cue", "cue sheet", strict, false, false, 75, false, readCue, writeCue},
		{Audacity, ".txt", "Audacity labels", regions, true, true, 1_000_000, false, readAudacity, writeAudacity},
		{CSV, ".csv", "start, end, name separated by commas", regions, true, true, 1_000_000_000, false, readCSV, writeCSV},
		{TSV, ".tsv", "start, end, name separated by tabs", regions, true, true, 1_000_000_000, false, readTSV, writeTSV},
		{YouTube, ".txt", "YouTube chapters, show notes", strict, false, false, 1, false, readYouTube, writeYouTube},
		{MP4Chaps, ".chapters.txt", "mp4chaps chapters", chapters, false, false, 1000, false, readMP4Chaps, writeMP4Chaps},
		{FFMetadata, ".ffmeta", "ffmpeg metadata with chapters", chapters, true, false, 1_000_000_000, false, readFFMetadata, writeFFMetadata},
		{OGG, ".txt", "OGG chapters (mkvmerge simple)", chapters, false, false, 1000, false, readOGG, writeOGG},
		{PodcastJSON, ".json", "Podcasting 2.0 chapters", chapters, true, false, 1_000_000, true, readPodcast, writePodcast},
		{PSC, ".psc", "Podlove simple chapters", chapters, false, false, 1000, true, readPSC, writePSC},
		{Matroska, ".xml", "Matroska chapters", chapters, true, false, 1_000_000_000, true, readMatroska, writeMatroska},
		{VTT, ".vtt", "WebVTT cues", regions, true, false, 1000, false, readVTT, writeVTT},
		{SRT, ".srt", "SubRip subtitles", regions, true, false, 1000, false, readSRT, writeSRT},
		{PBF, ".pbf", "PotPlayer bookmarks", chapters, false, false, 1000, false, readPBF, writePBF},
		{EDL, ".edl", "MPlayer edit list", regions, true, false, 1_000_000, false, readEDL, writeEDL},
		{CMX3600, ".edl", "CMX3600 edit list", regions, true, false, 25, false, readCMX, writeCMX},
		{Audition, ".csv", "Adobe Audition markers", regions, true, true, 1000, false, readAudition, writeAudition},
		{Reaper, ".csv", "Reaper regions and markers", regions, true, true, 1000, false, readReaper, writeReaper},
		{MP3Splt, ".log", "mp3splt silence log", regions, false, true, 1_000_000, false, readMP3Splt, writeMP3Splt},
		{Timestamps, ".txt", "bare times, one a line", regions, false, true, 1_000_000_000, false, readTimestamps, writeTimestamps},
	}
}

func grammarOf(f Format) (grammar, bool) {
	for _, g := range grammars() {
		if g.format == f {
			return g, true
		}
	}
	return grammar{}, false
}

// Formats returns every format that can be read and written as text.
func Formats() []Format {
	all := grammars()
	formats := make([]Format, len(all))
	for i, g := range all {
		formats[i] = g.format
	}
	return formats
}

// Description says in a few words what f is; "" for an unknown format.
func (f Format) Description() string {
	g, _ := grammarOf(f)
	return g.description
}

// Extension returns the extension files of f usually have, with its dot; ""
// for an unknown format.
func (f Format) Extension() string {
	g, _ := grammarOf(f)
	return g.extension
}

func unknownFormat(f Format) error {
	names := make([]string, 0, 20)
	for _, known := range Formats() {
		names = append(names, string(known))
	}
	return fault.New(fault.InvalidParams, "There is no cut list format %q: choose one of %s.", short(string(f)), strings.Join(names, ", "))
}

// A FrameRate is a number of frames a second, Num/Den: 25/1, 30000/1001.
type FrameRate struct{ Num, Den int64 }

// ParseFrameRate reads 25, 29.97 or 30000/1001. The decimal names of the NTSC
// rates (23.976, 29.97, 59.94) stand for their exact ratios. Rates are over 0
// and at most 1000.
func ParseFrameRate(s string) (FrameRate, error) {
	s = strings.TrimSpace(s)
	switch s {
	case "23.976", "23.98":
		return FrameRate{24000, 1001}, nil
	case "29.97":
		return FrameRate{30000, 1001}, nil
	case "59.94":
		return FrameRate{60000, 1001}, nil
	}
	bad := fault.New(fault.InvalidParams, "%q is not a frame rate: write 25, 29.97 or 30000/1001.", short(s))
	text, below, _ := strings.Cut(s, "/")
	r := FrameRate{Den: 1}
	if whole, fraction, ok := strings.Cut(text, "."); ok && below == "" {
		if len(fraction) > 6 {
			return FrameRate{}, bad
		}
		text, r.Den = whole+fraction, pow10(len(fraction))
	}
	var err error
	if r.Num, err = strconv.ParseInt(text, 10, 64); err != nil {
		return FrameRate{}, bad
	}
	if below != "" {
		if r.Den, err = strconv.ParseInt(below, 10, 64); err != nil {
			return FrameRate{}, bad
		}
	}
	if !r.valid() {
		return FrameRate{}, bad
	}
	return r, nil
}

func (r FrameRate) valid() bool {
	return r.Num > 0 && r.Den > 0 && r.Num < 1_000_000_000 && r.Den < 1_000_000_000 && r.Num <= 1000*r.Den
}

// String returns the rate as ParseFrameRate reads it.
func (r FrameRate) String() string {
	if r.Den == 1 {
		return strconv.FormatInt(r.Num, 10)
	}
	return strconv.FormatInt(r.Num, 10) + "/" + strconv.FormatInt(r.Den, 10)
}

// counts returns the frames counted within one second: 30 for 29.97.
func (r FrameRate) counts() int64 { return (r.Num + r.Den - 1) / r.Den }

// time returns when frame n begins.
func (r FrameRate) time(n int64) timeline.Time { return timeline.Ratio(n*r.Den, r.Num) }

// frames returns the frame that begins nearest to t.
func (r FrameRate) frames(t timeline.Time) int64 {
	// A frame lasts Den/Num s, so t holds t*Num/Den frames.
	n := ticks(t, r.Num)
	return (n + r.Den/2) / r.Den
}

// Write writes l in the grammar of f, with times rounded to what f can say.
//
// What a format has no place for is left out; Loss names it. A list that would
// read back as other cuts is refused with INVALID_PARAMS: without tracks, out of
// order, with tracks that f's rounding would leave without a length, or with
// several audio files in anything but a cue sheet.
func Write(w io.Writer, f Format, l *List) error {
	g, ok := grammarOf(f)
	if !ok {
		return unknownFormat(f)
	}
	own, err := l.writable(g)
	if err != nil {
		return err
	}
	p := &printer{w: w}
	g.write(p, own)
	return p.err
}
