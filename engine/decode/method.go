package decode

import (
	"context"
	"strings"

	"audiospliter/engine/media"
)

// A method is how a source is decoded from the middle; see the package comment.
type method int

const (
	start method = iota
	seek
	pages
	packets
	frames
	samples
)

// methods are by container and codec; any PCM is pcm. What is not here is decoded
// from the start. Of Ogg and MP4 the file has the last word.
var methods = map[string]method{
	"mp3/mp3":         seek,
	"flac/flac":       seek,
	"wav/pcm":         seek,
	"rf64/pcm":        seek,
	"bw64/pcm":        seek,
	"w64/pcm":         seek,
	"aiff/pcm":        seek,
	"aifc/pcm":        seek,
	"caf/pcm":         seek,
	"caf/alac":        seek,
	"wavpack/wavpack": seek,
	"wv/wavpack":      seek,
	"ogg/opus":        pages,
	"ogg/vorbis":      pages,
	"m4a/aac":         seek,
	"m4a/alac":        seek,
	"m4a/flac":        seek,
	"m4a/mp3":         seek,
	"m4a/opus":        seek,
	"m4a/pcm":         seek,
	"tta/tta":         seek,
}

// mp4s are the other names of m4a.
var mp4s = map[string]bool{"mp4": true, "mov": true, "3gp": true}

// methodOf returns the method for src. For some it reads the file's tables. The
// error is a context's.
func methodOf(ctx context.Context, src media.Source) (method, error) {
	container, codec := src.Container, src.Codec
	if mp4s[container] {
		container = "m4a"
	}
	if strings.HasPrefix(codec, "pcm_") {
		codec = "pcm"
	}
	m := methods[container+"/"+codec]
	switch {
	case m == pages:
		if _, err := oggIndexes.get(ctx, src); err != nil {
			return start, ctx.Err()
		}
	case codec == "pcm" && src.Odd:
		return samples, nil
	case m == seek && src.Odd:
		return start, nil
	case container == "flac" && codec == "flac" && !saysLength(src):
		if _, err := flacIndexes.get(ctx, src); err != nil {
			return start, ctx.Err()
		}
		return frames, nil
	case container == "m4a" && !src.Exact:
		return start, nil // the unit of its time is no sample
	case container == "m4a" && codec == "aac":
		aac, err := openAAC(src)
		if err != nil {
			return start, nil
		}
		defer aac.file.Close()
		if aac.stream.Unit > 1 {
			return packets, nil
		}
	}
	return m, nil
}
