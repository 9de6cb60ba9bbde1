package cut

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// inputs returns the start of a command line of ffmpeg: the input with the
// audio, as given, the segment's metadata, and the cover where the target can
// carry it, mapped to the output.
func (j *job) inputs(p segmentFile, audio ...string) ([]string, error) {
	if tag := j.partTag(p); tag != nil {
		args := append([]string{"-hide_banner", "-v", "error", "-y"}, audio...)
		return append(args, reserveTag(tag)...), nil
	}
	tags, chapters := j.muxed(p.tags), p.chapters
	if j.choice.target.cover == coverComment {
		tags, chapters = maps.Clone(tags), nil
		chapterComments(tags, p.chapters)
		if j.cover != nil {
			tags["METADATA_BLOCK_PICTURE"] = j.cover.comment
		}
	}
	meta := filepath.Join(j.scratch, strconv.Itoa(p.Index)+".ffmeta")
	if err := os.WriteFile(meta, ffmetadata(tags, chapters, j.Source.Rate), 0o600); err != nil {
		return nil, fault.Of(err)
	}
	args := append([]string{"-hide_banner", "-v", "error", "-y"}, audio...)
	args = append(args, "-f", "ffmetadata", "-i", ffmpeg.File(meta))
	if j.cover != nil && j.choice.target.cover == coverStream {
		args = append(args, "-i", ffmpeg.File(j.cover.path), "-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic")
	}
	return append(args, "-map_metadata", "1", "-map_metadata:s:a", "-1", "-map_chapters", "1"), nil
}

// muxed returns tags by the names that ffmpeg's muxer writes as they should be.
func (j *job) muxed(tags map[string]string) map[string]string {
	switch j.choice.target.muxer {
	case "flac", "ogg", "opus", "spx":
		return native.Counted(tags)
	case "mp3", "aiff":
		if code := tags["isrc"]; code != "" {
			tags = maps.Clone(tags)
			delete(tags, "isrc")
			tags["TSRC"] = code
		}
	}
	return tags
}

// muxerArgs returns the options of the container.
func muxerArgs(t target, rate timeline.Rate, o Output, p segmentFile) []string {
	var args []string
	switch t.muxer {
	case "mp3":
		version := "3"
		if o.ID3 == "2.4" {
			version = "4"
		}
		args = []string{"-id3v2_version", version, "-write_xing", "1"}
	case "wav":
		args = []string{"-rf64", "auto"}
	case "adts":
		if hasNamedTags(p.tags) {
			args = []string{"-write_id3v2", "1"}
		}
	case "aiff":
		args = []string{"-write_id3v2", "1"}
	case "ipod":
		// The length in the edit list is as exact as this scale.
		args = []string{"-movie_timescale", strconv.Itoa(int(rate))}
	}
	return append(args, "-f", t.muxer)
}

// A cover is the source's picture.
type cover struct {
	path    string // of a file that holds it
	size    int64
	comment string // as Ogg carries it
}

// maxCover is the largest picture that is carried over.
const maxCover = 32 << 20

// extractCover returns the source's cover, which is kept in the scratch folder.
func extractCover(ctx context.Context, tools *ffmpeg.Tools, src media.Source, scratch string) (*cover, error) {
	data, err := tools.Output(ctx, ffmpeg.Command{Args: []string{
		"-hide_banner", "-v", "error", "-i", ffmpeg.File(src.Path),
		"-map", "0:v", "-map", "-0:V", "-frames:v", "1", "-c", "copy", "-f", "image2pipe", "pipe:1",
	}})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || len(data) == 0 || len(data) > maxCover {
		return nil, nil // a picture that cannot be had is no reason not to cut
	}
	c := &cover{path: filepath.Join(scratch, "cover"), size: int64(len(data)), comment: pictureBlock(data)}
	if err := os.WriteFile(c.path, data, 0o600); err != nil {
		return nil, fault.Of(err)
	}
	return c, nil
}

// pictureBlock returns a picture as FLAC's metadata block 6, in base64: the
// form in which Vorbis comments carry a front cover.
func pictureBlock(data []byte) string {
	mime := http.DetectContentType(data)
	b := binary.BigEndian.AppendUint32(nil, 3) // front cover
	b = binary.BigEndian.AppendUint32(b, uint32(len(mime)))
	b = append(b, mime...)
	b = append(b, make([]byte, 5*4)...) // no description; size and colours unknown
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	return base64.StdEncoding.EncodeToString(append(b, data...))
}

// chapterComments adds chapters as Vorbis comments have them (the chapter
// extension of the Xiph wiki). ffmpeg's own have wrong seconds: it rounds them.
func chapterComments(tags map[string]string, chapters []media.Chapter) {
	for i, c := range chapters {
		key := fmt.Sprintf("CHAPTER%03d", i)
		tags[key] = c.Start.Clock()
		if c.Title != "" {
			tags[key+"NAME"] = c.Title
		}
	}
}
