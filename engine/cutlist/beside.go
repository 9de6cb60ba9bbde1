package cutlist

import (
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A besideEnding is the ending of a file that may be a cut list.
type besideEnding struct {
	ending string
	sure   bool // it can be nothing else
}

// besideEndings are what Beside tries, in order: what can only be a cut list
// first, then text of any kind, which has to look like one, and subtitles last.
var besideEndings = []besideEnding{
	{".cue", true},
	{".labels.txt", true},
	{".chapters.txt", true},
	{".chapters.json", true},
	{".chapters.xml", true},
	{".chapters.vtt", true},
	{".psc", true},
	{".pbf", true},
	{".edl", true},
	{".ffmeta", true},
	{".ffmetadata", true},
	{".llc", true},
	{".info.json", false},
	{".csv", false},
	{".tsv", false},
	{".txt", false},
	{".json", false},
	{".xml", false},
	{".vtt", false},
	{".srt", false},
}

// subtitles are the last endings: mostly they are what is said, and no list of
// chapters or tracks.
const subtitles = 2

// Beside finds the cut list beside an audio file: a file with its name, with
// its extension or without (song.cue, song.flac.cue), and one of these endings
// in this order, in lower or upper case: .cue .labels.txt .chapters.txt
// .chapters.json .chapters.xml .chapters.vtt .psc .pbf .edl .ffmeta .ffmetadata
// .llc .info.json .csv .tsv .txt .json .xml, and, if spoken is true, .vtt .srt. From .info.json on, the
// content must look like a cut list, since lyrics and notes have such names too.
// It returns "" and false where there is none.
func Beside(audio string, spoken bool) (string, bool) {
	endings := besideEndings
	if !spoken {
		endings = endings[:len(endings)-subtitles]
	}
	stem := strings.TrimSuffix(audio, filepath.Ext(audio))
	for _, e := range endings {
		for _, name := range []string{stem, audio} {
			for _, ending := range []string{e.ending, strings.ToUpper(e.ending)} {
				path := name + ending
				info, err := os.Stat(path)
				if err != nil || !info.Mode().IsRegular() || path == audio {
					continue
				}
				if e.sure || recognised(path, info.Size()) {
					return path, true
				}
			}
		}
	}
	return "", false
}

// recognised reports whether the content of a file looks like a cut list.
func recognised(path string, size int64) bool {
	if size > maxSize {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize))
	if err != nil {
		return false
	}
	text, _, err := decode(data, "")
	return err == nil && detect(normalise(text), strings.ToLower(filepath.Ext(path))) != ""
}
