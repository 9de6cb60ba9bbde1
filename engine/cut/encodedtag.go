package cut

import (
	"io"
	"os"
	"strconv"
	"strings"

	cutmp3 "audiospliter/engine/cut/mp3"
	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/media/pcm"
)

// readID3 returns the ID3 tag of a source of MP3, WAV or AIFF, for segments that
// are encoded to MP3: ffmpeg would lose the frames that it does not know. It is
// nil where there is none for ffmpeg to lose.
func readID3(src media.Source) (*id3.Tag, error) {
	switch src.Container {
	case "mp3", "wav", "rf64", "aiff":
	default:
		return nil, nil
	}
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if src.Container == "mp3" {
		tags, err := mp3.FindTags(file, src.Size)
		if err != nil {
			return nil, err
		}
		return cutmp3.ReadTag(file, tags)
	}
	headers, err := pcm.Open(file, src.Size)
	if err != nil {
		return nil, nil // ffmpeg reads what it can
	}
	for _, chunk := range headers.Chunks {
		if strings.EqualFold(chunk.ID, "id3 ") {
			tag, err := id3.Read(file, chunk.Offset, chunk.Size)
			if err != nil {
				return nil, nil
			}
			return withFields(tag, src.Tags), nil
		}
	}
	return nil, nil
}

// withFields adds the fields that a tag lacks, from the other tags of its file.
func withFields(tag *id3.Tag, fields map[string]string) *id3.Tag {
	for name, value := range fields {
		if native.Keeps(name) && tag.Get(name) == "" {
			tag.Set(name, value)
		}
	}
	return tag
}

// partTag returns the source's tag as it fits a segment; nil where ffmpeg writes
// the tags.
func (j *job) partTag(p segmentFile) *id3.Tag {
	if j.tag == nil {
		return nil
	}
	tag := j.tag.Clone()
	part := nativePart(j.Source, j.Plan, j.Output, p.Segment)
	part.Tags.Edit(tag, j.Source.Rate.Time(part.Len()))
	tag.Set("encoder", "") // it names the one before
	return tag
}

// reserveTag returns the options with which ffmpeg's MP3 begins with an ID3 tag
// as long as this one.
func reserveTag(tag *id3.Tag) []string {
	return []string{"-map_metadata", "-1", "-map_chapters", "-1", "-metadata_header_padding", strconv.FormatInt(tag.Size(), 10)}
}

// writeTag writes a tag over the one that a file begins with.
func writeTag(file *os.File, tag *id3.Tag) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	there, err := mp3.FindTags(file, info.Size())
	if err != nil {
		return err
	}
	if there.ID3v2.Len < tag.Size() {
		return fault.New(fault.FFmpegFailed, "This ffmpeg leaves no room for the tags of an MP3.")
	}
	return tag.Fill(io.NewOffsetWriter(file, 0), there.ID3v2.Len)
}
