package decode

import (
	"context"
	"errors"
	"os"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/timeline"
)

// flacIndexes are of FLAC files that ffmpeg does not read as they are.
var flacIndexes = cache[*flac.Stream]{read: indexFLAC}

// indexFLAC reads all of the file.
func indexFLAC(ctx context.Context, src media.Source) (*flac.Stream, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, fault.Of(err)
	}
	defer file.Close()
	s, err := flac.Index(ctx, file, src.Size)
	if err != nil {
		return nil, err
	}
	if s.Samples != int64(src.Samples) || s.Info.Rate != int(src.Rate) {
		return nil, errors.New("the file is not what it was")
	}
	return s.On(nil), nil
}

// framesFrom makes in read the frames from the one that holds the sample at begin on,
// and returns the position of the first sample of that.
func (in *Input) framesFrom(ctx context.Context, src media.Source, begin timeline.Position) (timeline.Position, error) {
	stream, err := flacIndexes.get(ctx, src)
	if err != nil {
		return 0, err
	}
	file, err := os.Open(src.Path)
	if err != nil {
		return 0, fault.Of(err)
	}
	rest, first, err := stream.On(file).Rest(ctx, int64(begin))
	if err != nil {
		_ = file.Close()
		return 0, err
	}
	in.Args, in.Map = []string{"-f", "flac", "-i", "pipe:0"}, "0:a:0"
	in.Stdin, in.file = rest, file
	return timeline.Position(first), nil
}

// saysLength reports whether the header of a FLAC file gives the length of src.
func saysLength(src media.Source) bool {
	f, err := os.Open(src.Path)
	if err != nil {
		return false
	}
	defer f.Close()
	m, err := flac.ReadMetadata(f)
	return err == nil && m.Info.Total == int64(src.Samples)
}
