package cutlist

import (
	"audiospliter/engine/fault"
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

	// These are read only.
	JSON        Format = "chapters-json" // of yt-dlp, ffprobe, Podlove's player, plan --json
	LosslessCut Format = "llc"
	Whisper     Format = "whisper" // JSON or subtitles, cut between sentences
	FCPXML      Format = "fcpxml"
	OTIO        Format = "otio"
	Traktor     Format = "traktor"
	Rekordbox   Format = "rekordbox"
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
	quotes      bool  // whether texts stand in quotes
	document    bool  // JSON and XML: lines mean nothing, so longer ones are read
	read        func(*reader) error
	write       func(*printer, *List) // nil for one that is read only
}

// grammars is every text format, in the order people look for them.
// It is a function because readers refer to it through Read.
func grammars() []grammar {
	return []grammar{
		{Cue, ".cue", "cue sheet", strict, false, false, 75, true, false, readCue, writeCue},
		{Audacity, ".txt", "Audacity labels", regions, true, true, 1_000_000, false, false, readAudacity, writeAudacity},
		{CSV, ".csv", "start, end, name separated by commas", regions, true, true, 1_000_000_000, true, false, readCSV, writeCSV},
		{TSV, ".tsv", "start, end, name separated by tabs", regions, true, true, 1_000_000_000, true, false, readTSV, writeTSV},
		{YouTube, ".txt", "YouTube chapters, show notes", strict, false, false, 1, false, false, readYouTube, writeYouTube},
		{MP4Chaps, ".chapters.txt", "mp4chaps chapters", chapters, false, false, 1000, false, false, readMP4Chaps, writeMP4Chaps},
		{FFMetadata, ".ffmeta", "ffmpeg metadata with chapters", chapters, true, false, 1_000_000_000, false, false, readFFMetadata, writeFFMetadata},
		{OGG, ".txt", "OGG chapters (mkvmerge simple)", chapters, false, false, 1000, false, false, readOGG, writeOGG},
		{PodcastJSON, ".json", "Podcasting 2.0 chapters", chapters, true, false, 1_000_000, true, true, readJSON, writePodcast},
		{PSC, ".psc", "Podlove simple chapters", chapters, false, false, 1000, true, true, readPSC, writePSC},
		{Matroska, ".xml", "Matroska chapters", chapters, true, false, 1_000_000_000, true, true, readMatroska, writeMatroska},
		{VTT, ".vtt", "WebVTT cues", regions, true, false, 1000, false, false, readVTT, writeVTT},
		{SRT, ".srt", "SubRip subtitles", regions, true, false, 1000, false, false, readSRT, writeSRT},
		{PBF, ".pbf", "PotPlayer bookmarks", chapters, false, false, 1000, false, false, readPBF, writePBF},
		{EDL, ".edl", "MPlayer edit list", regions, true, false, 1_000_000, false, false, readEDL, writeEDL},
		{CMX3600, ".edl", "CMX3600 edit list", regions, true, false, 25, false, false, readCMX, writeCMX},
		{Audition, ".csv", "Adobe Audition markers", regions, true, true, 1000, false, false, readAudition, writeAudition},
		{Reaper, ".csv", "Reaper regions and markers", regions, true, true, 1000, true, false, readReaper, writeReaper},
		{MP3Splt, ".log", "mp3splt silence log", regions, false, true, 1_000_000, false, false, readMP3Splt, writeMP3Splt},
		{Timestamps, ".txt", "bare times, one a line", regions, false, true, 1_000_000_000, false, false, readTimestamps, writeTimestamps},
		{JSON, ".json", "chapters and segments as JSON of yt-dlp, ffprobe and others", regions, true, false, 0, true, true, readJSON, nil},
		{LosslessCut, ".llc", "LosslessCut project", regions, true, false, 0, false, true, readLosslessCut, nil},
		{Whisper, ".json", "speech of Whisper, cut between sentences", regions, true, false, 0, false, true, readWhisper, nil},
		{FCPXML, ".fcpxml", "Final Cut Pro markers", regions, false, true, 0, true, true, readFCPXML, nil},
		{OTIO, ".otio", "OpenTimelineIO markers or clips", regions, true, true, 0, false, true, readOTIO, nil},
		{Traktor, ".nml", "Traktor history", chapters, false, false, 0, false, true, readTraktor, nil},
		{Rekordbox, ".txt", "rekordbox history or playlist", chapters, false, false, 0, false, false, readRekordbox, nil},
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
	return formatsOf(func(g grammar) bool { return g.write != nil })
}

// Readable returns every format that can be read as text.
func Readable() []Format { return formatsOf(func(grammar) bool { return true }) }

func formatsOf(wanted func(grammar) bool) []Format {
	var formats []Format
	for _, g := range grammars() {
		if wanted(g) {
			formats = append(formats, g.format)
		}
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

// Ends reports whether an entry of f can end before the next begins, and the
// last before the audio does.
func (f Format) Ends() bool {
	g, _ := grammarOf(f)
	return g.ends
}

func unknownFormat(f Format) error {
	return fault.New(fault.InvalidParams, "There is no cut list format %q: choose one of %s.", short(string(f)), fault.List(Readable()))
}
