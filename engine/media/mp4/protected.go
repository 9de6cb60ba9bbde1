package mp4

import "io"

// protections are the names of what protects audio, by the kind that the track's
// description then has.
var protections = map[string]string{
	"enca": "Common Encryption", // ISO/IEC 23001-7, 4.2
	"drms": "FairPlay",
	"aavd": "Audible",
}

// Protection returns what protects the audio track numbered stream, from 0, against
// being decoded; "" for nothing, and where the file makes no sense.
func Protection(r io.ReaderAt, size int64, stream int) string {
	t := &Track{r: r, size: size}
	moov, err := t.find(box{end: size}, "moov")
	if err != nil {
		return ""
	}
	track, err := t.audio(moov, stream)
	if err != nil {
		return ""
	}
	description, err := t.find(track, "mdia", "minf", "stbl", "stsd")
	if err != nil {
		return ""
	}
	b := make([]byte, min(description.end-description.start, maxDescription))
	if err := t.read(b, description); err != nil || len(b) < 16 {
		return ""
	}
	return protections[string(b[12:16])]
}
