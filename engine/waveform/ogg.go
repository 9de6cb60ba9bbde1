package waveform

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"audiospliter/engine/media/ogg"
	"audiospliter/engine/timeline"
)

// errOgg is why an Ogg file is decoded in one pass: it is chained, multiplexed
// or damaged.
var errOgg = errors.New("not one plain Ogg stream")

// An oggFile is one logical stream of Vorbis or Opus in Ogg (RFC 3533).
//
// ffmpeg's seeks in Ogg miss their target now and then by some hundred samples.
// So each range is fed to it as a stream of its own, the header pages followed
// by the pages of the range. Where that begins is counted backwards from the
// granule position of one of its pages: the position behind the last sample
// that the page completes.
type oggFile struct {
	file   *os.File
	size   int64
	serial uint32
	header int64 // bytes that the header pages take
}

// An oggPage is what the header of a page says.
type oggPage struct {
	offset, size int64
	granule      int64 // -1 where no packet ends
	serial       uint32
	continued    bool // begins with the rest of a packet
	packets      int  // that end in it
}

// openOgg reads the header pages, which hold the given number of packets.
func openOgg(path string, packets int) (*oggFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	o := &oggFile{file: file, size: info.Size()}
	for i := 0; packets > 0; i++ {
		p, err := o.page(o.header)
		if err != nil || i > 0 && p.serial != o.serial {
			_ = file.Close()
			return nil, errOgg
		}
		o.serial, o.header = p.serial, p.offset+p.size
		packets -= p.packets
	}
	return o, nil
}

// page reads the header of the page at an offset. io.EOF says that it is not
// all in the file, errOgg that there is none.
func (o *oggFile) page(at int64) (oggPage, error) {
	var b [512]byte // more than any header
	n, err := o.file.ReadAt(b[:], at)
	if err != nil && err != io.EOF {
		return oggPage{}, err
	}
	h, ok := ogg.ParseHeader(b[:n])
	if !ok && n >= 27 && !bytes.HasPrefix(b[:], []byte("OggS\x00")) {
		return oggPage{}, errOgg
	}
	if !ok {
		return oggPage{}, io.EOF
	}
	p := oggPage{
		offset:    at,
		size:      int64(h.PageLen()),
		granule:   h.Granule,
		serial:    h.Serial,
		continued: h.Is(ogg.Continued),
		packets:   h.Packets(),
	}
	if at+p.size > o.size {
		return oggPage{}, io.EOF
	}
	return p, nil
}

// next finds the first page of the stream at or behind an offset. What looks
// like a page counts only if another follows it, or the end of the file.
func (o *oggFile) next(at int64) (oggPage, error) {
	buf := make([]byte, 2*ogg.MaxPage)
	n, err := o.file.ReadAt(buf, at)
	if err != nil && err != io.EOF {
		return oggPage{}, err
	}
	for i := 0; ; i++ {
		k := bytes.Index(buf[i:n], []byte("OggS\x00"))
		if k < 0 {
			return oggPage{}, io.EOF
		}
		i += k
		p, err := o.page(at + int64(i))
		if err != nil {
			continue
		}
		if end := p.offset + p.size; end != o.size {
			if _, err := o.page(end); err != nil {
				continue
			}
		}
		if p.serial != o.serial {
			return oggPage{}, errOgg
		}
		return p, nil
	}
}

// before returns a page that begins with a whole packet and ends before a
// granule position, near to it; the first page of audio if there is none.
func (o *oggFile) before(granule int64) (oggPage, error) {
	low, high := o.header, o.size
	for high-low > 1<<16 {
		middle := (low + high) / 2
		p, err := o.next(middle)
		for err == nil && p.granule < 0 {
			p, err = o.next(p.offset + p.size)
		}
		switch {
		case errors.Is(err, io.EOF), err == nil && p.granule >= granule:
			high = middle
		case err != nil:
			return oggPage{}, err
		default:
			low = max(p.offset, middle)
		}
	}
	best, err := o.next(low)
	for p := best; err == nil && p.granule < granule; p, err = o.next(p.offset + p.size) {
		if !p.continued {
			best = p
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return oggPage{}, err
	}
	return best, nil
}

// stream returns the bytes of a stream that begins with a page, and ends before
// the offset end.
func (o *oggFile) stream(from oggPage, end int64) io.Reader {
	return io.MultiReader(
		io.NewSectionReader(o.file, 0, o.header),
		io.NewSectionReader(o.file, from.offset, end-from.offset),
	)
}

// probePages is how many pages are decoded to learn where a range begins.
const probePages = 12

// openOgg is open for a source in Ogg.
func (d *decoder) openOgg(ctx context.Context, at timeline.Position) (io.ReadCloser, error) {
	o, err := openOgg(d.src.Path, oggHeaders[d.src.Codec])
	if err != nil {
		return nil, err
	}
	stream, err := d.oggStream(ctx, o, at)
	if err != nil {
		_ = o.file.Close()
		return nil, err
	}
	return &oggPipe{stream, o.file}, nil
}

func (d *decoder) oggStream(ctx context.Context, o *oggFile, at timeline.Position) (io.ReadCloser, error) {
	first, err := o.next(o.header)
	if err != nil {
		return nil, err
	}
	base, err := d.oggBegin(ctx, o, first)
	if err != nil {
		return nil, err
	}
	from, err := o.before(int64(at + base - settle*timeline.Position(d.src.Rate)))
	if err != nil {
		return nil, err
	}
	begin, err := d.oggBegin(ctx, o, from)
	if err != nil {
		return nil, err
	}
	command := d.command("pipe:0", 0)
	command.Stdin = o.stream(from, o.size)
	return d.start(ctx, command, at-(begin-base))
}

// oggBegin returns the granule position of the first sample that ffmpeg gives
// of a stream that begins with a page.
func (d *decoder) oggBegin(ctx context.Context, o *oggFile, from oggPage) (timeline.Position, error) {
	last := from
	for p, n := from, 0; n < probePages || last.granule < 0; n++ {
		if p.granule >= 0 {
			last = p
		}
		next, err := o.page(p.offset + p.size)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || next.serial != o.serial {
			return 0, errOgg
		}
		p = next
	}
	n := counter(0)
	command := d.command("pipe:0", 0)
	command.Stdin = o.stream(from, last.offset+last.size)
	command.Stdout = &n
	if err := d.tools.Run(ctx, command); err != nil {
		return 0, err
	}
	return timeline.Position(last.granule - int64(n)/int64(d.frame)), nil
}

// An oggPipe closes the file that it was fed from when it is closed.
type oggPipe struct {
	io.ReadCloser
	file *os.File
}

func (p *oggPipe) Close() error {
	return errors.Join(p.ReadCloser.Close(), p.file.Close())
}

// oggHeaders is how many header packets a codec has in Ogg.
var oggHeaders = map[string]int{"vorbis": 3, "opus": 2}

// A counter counts bytes.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
