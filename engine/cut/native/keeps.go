package native

import (
	"slices"
	"strings"
)

// dropped are tags that describe the whole source and would be wrong on a
// part of it, or that the writer of a file sets itself.
var dropped = []string{
	"track", "tracktotal", "totaltracks", "track_total", "tracknumber",
	"encoder", "encoder-a", "tlen", "length", "duration", "cuesheet",
	"itunsmpb", "itunnorm", "itunpgap", "itunes_cddb_1", "gapless_playback",
	"major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "creation_time",
	"time_reference", "umid", "coding_history", "originator_reference",
	"metadata_block_picture", "coverart", "coverartmime", "isrc", "accurateripdiscid", "accuraterip",
}

// droppedPrefixes are families of such tags. Loudness is among them: that of a
// part is not that of the whole.
var droppedPrefixes = []string{"replaygain_", "r128_", "loudness_", "mp3gain_", "chapter", "cue_track", "id3v2_priv.", "bext_"}

// Keeps reports whether a tag of the source, by ffmpeg's name in lower case, is
// true of each part too.
func Keeps(key string) bool {
	return key != "" && !slices.Contains(dropped, key) &&
		!slices.ContainsFunc(droppedPrefixes, func(p string) bool { return strings.HasPrefix(key, p) })
}
