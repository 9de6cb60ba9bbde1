package decode

import (
	"context"
	"errors"
	"os"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/media/vorbiscomment"
	"audiospliter/engine/timeline"
)

// errOgg says why an Ogg file is decoded from the start.
var errOgg = errors.New("the file is chained or damaged, or not what it was")

// pagesFrom makes in read the pages from the one that is a little before the sample
// at begin on, and returns the position of the first sample of that.
func (in *Input) pagesFrom(ctx context.Context, src media.Source, begin timeline.Position) (timeline.Position, error) {
	stream, err := oggIndexes.get(ctx, src)
	if err != nil {
		return 0, err
	}
	file, err := os.Open(src.Path)
	if err != nil {
		return 0, fault.Of(err)
	}
	stream = stream.On(file)
	link := stream.Links[0]
	rest, err := stream.Rest(ctx, link, int64(begin)+link.Skip)
	if err != nil {
		_ = file.Close()
		return 0, err
	}
	in.Args, in.Map = []string{"-f", "ogg", "-i", "pipe:0"}, "0:a:0"
	in.Stdin, in.file = rest, closers{rest, file}
	return timeline.Position(rest.Begin - link.Skip), nil
}

// oggIndexes read from no file; see ogg.Stream.On. The error of reading may be errOgg.
var oggIndexes = cache[*ogg.Stream]{read: readIndex}

// readIndex reads all of the file.
func readIndex(ctx context.Context, src media.Source) (*ogg.Stream, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, fault.Of(err)
	}
	defer file.Close()
	s, err := ogg.Index(ctx, file, src.Size, src.Stream)
	if err != nil {
		return nil, err
	}
	unended := s.DamageCount == 1 && s.Damage[0].Kind == ogg.Unended
	if len(s.Links) != 1 || s.DamageCount > 0 && !unended || s.Samples != src.Samples || s.Rate != src.Rate {
		return nil, errOgg
	}
	s.Links[0].Comments = vorbiscomment.Comments{} // they may hold a large cover
	return s.On(nil), nil
}
