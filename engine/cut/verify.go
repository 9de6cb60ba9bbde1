package cut

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// checkLength returns the size of a draft, and an error if it does not hold as
// many samples as its writer says. Where a writer has not counted them in the file
// itself, they are counted here, by ffprobe where the file alone does not say.
func (j *job) checkLength(ctx context.Context, d *draft, s plan.Segment, w written) (int64, error) {
	info, err := os.Stat(d.path)
	if err != nil {
		return 0, err
	}
	if w.checked {
		return info.Size(), nil
	}
	fits := func(n timeline.Position) bool { return max(n-w.samples, w.samples-n) <= w.slack }
	if rate, n, ok := media.Length(ctx, d.path); ok && rate == w.rate && fits(n) {
		return info.Size(), nil
	}
	src, err := media.ProbeAs(ctx, j.Tools, d.path, j.choice.target.demuxer())
	if fault.CodeOf(err) == fault.DurationTooShort && fits(0) {
		return info.Size(), nil // decoders play nothing of the first packet of some codecs, as of WMA
	}
	if err != nil {
		return 0, err
	}
	if src.Rate != w.rate || src.Exact && !fits(src.Samples) {
		return 0, differs(s, "it holds %d samples at %d Hz instead of %d at %d Hz", src.Samples, src.Rate, w.samples, w.rate)
	}
	return info.Size(), nil
}

func differs(s plan.Segment, format string, args ...any) error {
	return fault.New(fault.VerifyFailed, "Segment %d is not what the source holds: %s.", s.Index+1, message.New(format, args...))
}

// verify decodes the segments and compares them with the source.
func (j *job) verify(ctx context.Context) error {
	group, gctx := errgroup.WithContext(ctx)
	j.copiedList = sync.OnceValues(func() (*packetList, error) { return j.listPackets(gctx) })
	next := make(chan *Result, len(j.results))
	for _, r := range j.results {
		if !r.Skipped {
			next <- r
		}
	}
	close(next)
	for range max(1, j.Workers) {
		group.Go(func() error {
			source := j.feed() // of which the ranges follow each other
			defer source.Close()
			for r := range next {
				if err := j.verifyOne(gctx, source, r); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := group.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// verifyOne compares a segment with what source gives.
func (j *job) verifyOne(ctx context.Context, source *decode.Ranges, r *Result) error {
	how := comparisonOf(j.choice.Method, j.Source.Codec, j.choice.identical())
	how.demuxer = j.choice.target.demuxer()
	equal, err := how.check(ctx, source, *r, j.progress)
	if err == nil && j.choice.Method == methodCopy {
		equal, err = j.verifyPackets(ctx, r)
	}
	if err != nil {
		return err
	}
	r.Verified = equal
	if !equal {
		why := message.New("It was decoded and has the right length; its samples cannot be compared one by one, because encoding changes them.")
		if how.kind == resembling {
			why = message.New("It was decoded and resembles the source; its samples are not equal one by one, because decoders make up noise, or remember what came before.")
		}
		r.Note = message.Join(r.Note, why)
	}
	return nil
}

// A comparison says how a decoded segment and the range of the source that it was
// cut from are compared.
type comparison struct {
	kind    comparisonKind
	tail    timeline.Position // by how much a decoder may play a resembling segment too long
	demuxer string            // with which ffmpeg reads the segment; "" for that it finds
}

type comparisonKind int

const (
	notCompared comparisonKind = iota // the segment is only decoded
	equal
	resembling
)

// comparisonOf returns how segments by a method are compared. Identical says that
// they must equal the source where the method's row does not say more.
func comparisonOf(m Method, codec string, identical bool) comparison {
	row := rowOf(m)
	switch {
	case row.compare != nil:
		return row.compare(codec)
	case identical:
		return comparison{kind: equal}
	}
	return comparison{}
}

// check decodes a segment, and beside it the range of the source. It reports
// whether they are equal. What differs though it must not is an error.
func (how comparison) check(ctx context.Context, source *decode.Ranges, r Result, progress func(timeline.Position)) (bool, error) {
	tools, src := source.Tools, source.Source
	out, err := media.ProbeAs(ctx, tools, r.Path, how.demuxer)
	if fault.CodeOf(err) == fault.DurationTooShort && how.kind == notCompared {
		progress(r.Segment.Len())
		return false, nil // checkLength has allowed that
	}
	if err != nil {
		return false, err
	}
	written := decode.NewRanges(tools, out, decode.FormatOf(out))
	defer written.Close()
	if how.kind != notCompared {
		written.Format = source.Format
	}
	got, err := written.Open(ctx, 0, 1<<62/timeline.Position(written.Frame()))
	if err != nil {
		return false, err
	}
	if how.kind == notCompared || partial(src, r.Segment) {
		_, err := io.Copy(io.Discard, got)
		progress(r.Segment.Len())
		return false, err
	}
	want, err := source.Open(ctx, r.Segment.Start, r.Segment.End)
	if err != nil {
		return false, err
	}
	if how.kind == resembling {
		return resembles(got, want, r.Segment, int64(source.Frame()), how.tail, progress)
	}
	d, err := compare(got, want, int64(source.Frame()), progress)
	switch {
	case err != nil:
		return false, err
	case d.count > 0:
		return false, differs(r.Segment, "%d samples differ, the first at sample %d", d.count, d.first)
	case d.got != d.want:
		return false, differs(r.Segment, "it decodes to %d samples instead of %d", d.got, d.want)
	}
	return true, nil
}

// A difference is what compare found.
type difference struct {
	first, count timeline.Position // of samples that differ, over the length both have
	got, want    timeline.Position // lengths
}

// compare reads two streams of PCM to their ends.
func compare(got, want io.Reader, frame int64, progress func(timeline.Position)) (difference, error) {
	var d difference
	block := frame * max(128<<10/frame, 1)
	a, b := make([]byte, block), make([]byte, block)
	for {
		n, err1 := io.ReadFull(got, a)
		m, err2 := io.ReadFull(want, b)
		for _, err := range []error{err1, err2} {
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return d, err
			}
		}
		if both := min(n, m); !bytes.Equal(a[:both], b[:both]) {
			for i := 0; i+int(frame) <= both; i += int(frame) {
				if !bytes.Equal(a[i:i+int(frame)], b[i:i+int(frame)]) {
					if d.count == 0 {
						d.first = d.want + timeline.Position(int64(i)/frame)
					}
					d.count++
				}
			}
		}
		d.got += timeline.Position(int64(n) / frame)
		d.want += timeline.Position(int64(m) / frame)
		progress(timeline.Position(int64(m) / frame))
		if err1 != nil && err2 != nil {
			return d, nil
		}
	}
}

// sha256File returns the checksum of a file in hexadecimal.
func sha256File(ctx context.Context, path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		_, err := io.CopyN(hash, file, stepLen)
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(hash.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// stepLen is how much is read between two looks at the context.
const stepLen = 8 << 20
