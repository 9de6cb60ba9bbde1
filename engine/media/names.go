package media

import (
	"path/filepath"
	"strings"
)

// audioNames are the extensions of files that usually hold audio: audio files,
// and videos, whose audio can be split too. Playlists are none.
var audioNames = set(`
	mp3 mp2 mp1 mpa mpga wav wave bwf rf64 w64 aif aiff aifc afc caf au snd voc
	flac fla oga ogg opus spx m4a m4b m4p m4r aac adts 3ga alac
	wma asf wv ape mpc mp+ tta tak shn ofr ac3 eac3 ec3 dts dtshd thd mlp
	amr awb gsm qcp ra dsf dff mka weba
	mp4 m4v mov qt 3gp 3g2 mkv webm avi wmv mpg mpeg mpe vob ts m2ts mts flv f4v
	f4a f4b ogv ogx rm rmvb divx mxf`)

// IsAudioName reports whether a file of this name is taken from a folder: by
// its extension, whatever its case. The file is not touched.
func IsAudioName(path string) bool {
	return audioNames[strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))]
}

// set returns the words of text as a set.
func set(text string) map[string]bool {
	s := map[string]bool{}
	for _, word := range strings.Fields(text) {
		s[word] = true
	}
	return s
}
