package decode

import (
	"bytes"
	"io"
	"os"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/aac"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/timeline"
)

// An aacFile is AAC in MP4 whose packets are read one by one.
type aacFile struct {
	file   *os.File // to be closed
	track  *mp4.Track
	stream aac.Stream
}

// openAAC reads the tables of AAC in MP4.
func openAAC(src media.Source) (*aacFile, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, fault.Of(err)
	}
	a := &aacFile{file: file}
	if a.track, err = mp4.Open(file, src.Size, src.Stream); err == nil {
		a.stream, err = aac.OfTrack(a.track, src.Rate, src.Channels, src.Samples)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return a, nil
}

// packetsFrom makes in read the packets from the one that holds the sample at begin
// on, and returns the position of the first sample of that.
func (in *Input) packetsFrom(src media.Source, begin timeline.Position) (timeline.Position, error) {
	file, err := openAAC(src)
	if err != nil {
		return 0, err
	}
	first := (int64(begin) + file.stream.Skip) / file.stream.Frame
	r := &adtsReader{aacFile: file, next: first}
	if err := r.fill(); err != nil { // ADTS may not be able to say what they are
		_ = file.file.Close()
		return 0, err
	}
	in.Args, in.Map = []string{"-f", "aac", "-i", "pipe:0"}, "0:a:0"
	in.Stdin, in.file = r, file.file
	return timeline.Position(first*file.stream.Frame - file.stream.Skip), nil
}

// An adtsReader gives packets behind headers of ADTS.
type adtsReader struct {
	*aacFile
	next   int64 // packet
	packet []byte
	buf    bytes.Buffer
}

func (r *adtsReader) Read(b []byte) (int, error) {
	if r.buf.Len() == 0 {
		if r.next == r.stream.Packets {
			return 0, io.EOF
		}
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	return r.buf.Read(b)
}

// fill reads some packets.
func (r *adtsReader) fill() (err error) {
	const some = 32
	for end := min(r.next+some, r.stream.Packets); r.next < end && err == nil; r.next++ {
		r.packet, err = r.track.AppendADTS(r.packet[:0], r.next)
		r.buf.Write(r.packet)
	}
	return err
}
