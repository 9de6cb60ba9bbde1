package decode

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"

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
	stream, err := indexOf(ctx, src)
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

// maxIndexes is how many indexes of Ogg files are kept, of the files used last;
// one takes a megabyte or two.
const maxIndexes = 4

// indexes are those kept, the one used last in front.
var indexes struct {
	sync.Mutex
	list []*oggIndex
}

// An oggIndex is what was read of a file.
type oggIndex struct {
	of     media.Source
	mu     sync.Mutex // held while the file is read
	stream *ogg.Stream
	err    error
}

// indexOf returns the index of src, which reads from no file; see ogg.Stream.On. All
// that ask at once wait for one reading. The error is errOgg, that of ctx, or what
// reading gave.
func indexOf(ctx context.Context, src media.Source) (*ogg.Stream, error) {
	x := keptIndex(src)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.stream != nil || x.err != nil {
		return x.stream, x.err
	}
	stream, err := readIndex(ctx, src)
	if ctx.Err() != nil {
		return nil, ctx.Err() // the next may have more time
	}
	x.stream, x.err = stream, err
	return stream, err
}

func keptIndex(src media.Source) *oggIndex {
	indexes.Lock()
	defer indexes.Unlock()
	i := slices.IndexFunc(indexes.list, func(x *oggIndex) bool {
		return x.of.Path == src.Path && x.of.Size == src.Size && x.of.ModTime.Equal(src.ModTime) &&
			x.of.Stream == src.Stream && x.of.Samples == src.Samples
	})
	x := &oggIndex{of: src}
	if i >= 0 {
		x = indexes.list[i]
		indexes.list = slices.Delete(indexes.list, i, i+1)
	}
	indexes.list = slices.Insert(indexes.list, 0, x)
	indexes.list = indexes.list[:min(len(indexes.list), maxIndexes)]
	return x
}

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
