package engine

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/media/pcm"
	"audiospliter/engine/timeline"
)

// maxEmbedded bounds what is read of a cut list inside a file, in bytes: more
// than the 255 tracks of 255 points that a CUESHEET block has room for.
const maxEmbedded = 1 << 20

// finders look for the cut list of a container. What ffprobe calls the chapters
// of such files are these lists, without titles and with pregaps for starts.
var finders = map[string]func(io.ReaderAt, Source) (*cutlist.List, error){
	"flac": flacCues, "wav": wavCues, "rf64": wavCues, "bw64": wavCues,
}

// embedded finds the cut list inside a source: a cue sheet in its tags, the
// CUESHEET block of FLAC, the cue points of WAV. It is nil where there is none.
func embedded(src Source, length timeline.Time) (*cutlist.List, error) {
	if sheet := src.Tags["cuesheet"]; sheet != "" {
		return cutlist.Read(strings.NewReader(sheet), cutlist.Options{Length: length}) // tags are UTF-8, whatever other lists are
	}
	find := finders[src.Container]
	if find == nil {
		return nil, nil
	}
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, fault.Of(err)
	}
	defer file.Close()
	return find(file, src)
}

// flacCues reads the CUESHEET block among the metadata of a FLAC file.
func flacCues(file io.ReaderAt, src Source) (*cutlist.List, error) {
	metadata, err := flac.ReadMetadata(file)
	if err != nil {
		return nil, nil // ffmpeg reads more than is FLAC by the book
	}
	for _, b := range metadata.Blocks {
		if b.Type == flac.TypeCueSheet {
			block, err := part(file, b.Offset, b.Len)
			if err != nil {
				return nil, err
			}
			return cutlist.ReadFLACBlock(block, src.Rate)
		}
	}
	return nil, nil
}

// wavCues reads the cue points of a WAV file, with their labels.
func wavCues(file io.ReaderAt, src Source) (*cutlist.List, error) {
	wav, err := pcm.Open(file, src.Size)
	if err != nil {
		return nil, nil // compressed audio: its cue points are not looked for
	}
	var cue, adtl []byte
	for _, c := range wav.Chunks {
		switch {
		case c.ID == "cue " && cue == nil:
			cue, err = part(file, c.Offset, c.Size)
		case c.ID == "LIST" && adtl == nil && c.Size >= 4:
			var kind [4]byte
			if _, err := file.ReadAt(kind[:], c.Offset); err != nil || string(kind[:]) != "adtl" {
				continue
			}
			adtl, err = part(file, c.Offset, c.Size)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(cue) < 4 || binary.LittleEndian.Uint32(cue) == 0 {
		return nil, nil // some programs write a chunk without points
	}
	return cutlist.ReadWAVCues(cue, adtl, src.Rate)
}

// part reads a range of a file.
func part(file io.ReaderAt, offset, size int64) ([]byte, error) {
	if size > maxEmbedded {
		return nil, fault.New(fault.InvalidParams, "The cut list inside the file is too large to be one.")
	}
	b := make([]byte, size)
	n, err := file.ReadAt(b, offset)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.Of(err)
	}
	return b[:n], nil
}
