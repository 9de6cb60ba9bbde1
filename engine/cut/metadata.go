package cut

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// ffmetadata returns tags and chapters as ffmpeg's own metadata format, which
// carries any value, of any length, without a command line.
func ffmetadata(tags map[string]string, chapters []media.Chapter, rate timeline.Rate) []byte {
	var b strings.Builder
	b.WriteString(";FFMETADATA1\n")
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		fmt.Fprintf(&b, "%s=%s\n", escape(key), escape(tags[key]))
	}
	for _, c := range chapters {
		fmt.Fprintf(&b, "[CHAPTER]\nTIMEBASE=1/%d\nSTART=%d\nEND=%d\n", rate, rate.Position(c.Start), rate.Position(c.End))
		if c.Title != "" {
			fmt.Fprintf(&b, "title=%s\n", escape(c.Title))
		}
	}
	return []byte(b.String())
}

// escape writes a key or a value so that ffmpeg reads it back. A NUL would end
// the text.
func escape(s string) string {
	return escaper.Replace(strings.ToValidUTF8(s, "\uFFFD"))
}

var escaper = strings.NewReplacer(`\`, `\\`, "=", `\=`, ";", `\;`, "#", `\#`, "\n", "\\\n", "\x00", "")
