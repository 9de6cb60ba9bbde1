package flac

import (
	"bufio"
	"errors"
	"io"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/vorbiscomment"
	"audiospliter/engine/timeline"
)

// paddingLen leaves room for longer tags, in bytes.
const paddingLen = 1024

// maxBlockLen is the longest metadata block, without its header.
const maxBlockLen = 1<<24 - 1

// A header is what stands before the frames of a part.
type header struct {
	seekLen  int64
	comments []byte
	cueSheet []byte // nil for none
	copied   []flac.Block
}

// foreign are the applications whose blocks describe the whole file that the
// source was made of (flac --keep-foreign-metadata).
var foreign = map[string]bool{"riff": true, "aiff": true, "w64 ": true}

// readMetadata reads what parts will have of the source's metadata.
func (c *Cutter) readMetadata() error {
	commented := false
	for _, block := range c.stream.Blocks {
		switch block.Type {
		case flac.TypePadding, flac.TypeSeekTable:
		case flac.TypeComment:
			if commented {
				continue
			}
			b, err := c.read(block, block.Len)
			if err != nil {
				return err
			}
			c.comments, commented = vorbiscomment.Parse(b), true
		case flac.TypeCueSheet:
			b, err := c.read(block, min(block.Len, maxSheet))
			if err != nil {
				return err
			}
			if c.sheet == nil {
				c.sheet = parseSheet(b)
			}
		case flac.TypeApplication:
			b, err := c.read(block, min(block.Len, 4))
			if err != nil {
				return err
			}
			if !foreign[string(b)] {
				c.copied = append(c.copied, block)
			}
		default:
			c.copied = append(c.copied, block)
		}
	}
	return c.leadingTag()
}

// leadingTag adds to the comments what they do not say and an ID3v2 tag in
// front of the stream does: parts have none.
func (c *Cutter) leadingTag() error {
	if c.stream.Start == 0 {
		return nil
	}
	tag, err := id3.Read(c.r, 0, c.stream.Start)
	if fault.CodeOf(err) == fault.CorruptFile {
		return nil
	}
	if err != nil {
		return err
	}
	c.comments.List = native.Complete(c.comments.List, tag.Fields())
	return nil
}

// read reads the first bytes of a block.
func (c *Cutter) read(block flac.Block, n int64) ([]byte, error) {
	b := make([]byte, n)
	if _, err := c.r.ReadAt(b, block.Offset); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return b, nil
}

// header returns the header of a part.
func (c *Cutter) header(p native.Part) (*header, error) {
	if err := p.In(timeline.Position(c.stream.Samples)); err != nil {
		return nil, err
	}
	comments := vorbiscomment.Comments{Vendor: c.comments.Vendor, List: p.Tags.Comments(c.comments.List)}.Append(nil)
	if len(comments) > maxBlockLen {
		return nil, fault.New(fault.InvalidParams, "The tags take over 16 MB, for which FLAC has no room.")
	}
	table := newSeekTable(int64(p.Len()), c.stream.Info.Rate)
	return &header{
		seekLen:  int64(table.most),
		comments: comments,
		cueSheet: c.sheet.part(int64(p.Start), int64(p.End)),
		copied:   c.copied,
	}, nil
}

func (h *header) len() int64 {
	n := 4 + 4 + flac.InfoLen + 4 + h.seekLen + 4 + int64(len(h.comments)) + 4 + paddingLen
	if h.cueSheet != nil {
		n += 4 + int64(len(h.cueSheet))
	}
	for _, block := range h.copied {
		n += 4 + block.Len
	}
	return n
}

// write writes the header to the beginning of dst. Blocks are copied from r.
func (h *header) write(dst io.WriterAt, r io.ReaderAt, info flac.StreamInfo, seek seekTable) error {
	w := bufio.NewWriterSize(io.NewOffsetWriter(dst, 0), 64<<10)
	begin := func(kind flac.BlockType, size int64) {
		_, _ = w.Write([]byte{byte(kind), byte(size >> 16), byte(size >> 8), byte(size)})
	}
	block := func(kind flac.BlockType, b []byte) {
		begin(kind, int64(len(b)))
		_, _ = w.Write(b)
	}
	_, _ = w.WriteString("fLaC")
	block(flac.TypeStreamInfo, info.Append(nil))
	block(flac.TypeSeekTable, seek.bytes())
	block(flac.TypeComment, h.comments)
	if h.cueSheet != nil {
		block(flac.TypeCueSheet, h.cueSheet)
	}
	for _, b := range h.copied {
		begin(b.Type, b.Len)
		if n, err := io.Copy(w, io.NewSectionReader(r, b.Offset, b.Len)); err != nil || n < b.Len {
			if err == nil {
				err = fault.New(fault.CorruptFile, "The file became shorter while it was read.")
			}
			return err
		}
	}
	const last = 0x80
	block(last|flac.TypePadding, make([]byte, paddingLen))
	return w.Flush()
}
