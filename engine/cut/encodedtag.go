package cut

import (
	"io"
	"os"
	"strconv"

	cutmp3 "audiospliter/engine/cut/mp3"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
)

// readID3 returns the tag of an MP3 source, for segments that are encoded to MP3
// again: ffmpeg would lose the frames that it does not know.
func readID3(src media.Source) (*id3.Tag, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	tags, err := mp3.FindTags(file, src.Size)
	if err != nil {
		return nil, err
	}
	return cutmp3.ReadTag(file, tags)
}

// partTag returns the source's tag as it fits a segment; nil where ffmpeg writes
// the tags.
func (j *job) partTag(p piece) *id3.Tag {
	if j.tag == nil {
		return nil
	}
	tag := j.tag.Clone()
	part := nativePart(j.Source, j.Plan, j.Output, p.Segment)
	part.Tags.Edit(tag, j.Source.Rate.Time(part.Len()))
	tag.Set("encoder", "") // it names the one before
	return tag
}

// roomForTag returns the options with which ffmpeg's MP3 begins with an ID3 tag
// that has room for this one.
func roomForTag(tag *id3.Tag) []string {
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
