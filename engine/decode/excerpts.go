package decode

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/timeline"
)

// Excerpts returns up to n short excerpts of src, evenly spread over it, in Words,
// all decoded by one program in a fraction of a second. They have about size
// samples each and lie about where they should. Of MP3 and of AAC in MP4 only
// chosen packets are decoded; of other formats there are fewer excerpts.
// With an error there may be some.
func Excerpts(ctx context.Context, tools *ffmpeg.Tools, src media.Source, n, size int) ([][]byte, error) {
	e := &excerpts{ctx: ctx, tools: tools, src: src, size: size}
	packets := int64(min(n, maxExcerpts))
	var chosen io.Reader
	var err error
	switch src.Container + "/" + src.Codec {
	case "mp3/mp3":
		if chosen, err = e.frames(packets); err != nil {
			return nil, err
		}
	case "m4a/aac":
		chosen = e.packets(packets)
	}
	if chosen != nil {
		format := map[string]string{"mp3": "mp3", "m4a": "aac"}[src.Container]
		var all [][]byte
		if all, err = e.feed(chosen, format, int(packets)); all != nil {
			return all, nil
		}
	}
	all, seekErr := e.seek(n)
	return all, errors.Join(err, seekErr)
}

type excerpts struct {
	ctx   context.Context // of the one call
	tools *ffmpeg.Tools
	src   media.Source
	size  int
}

// An excerpt of packets is these; the first ones lead in: what they decode to
// hangs on packets before them, so that they do not count.
const (
	lead        = 2
	body        = 3
	maxExcerpts = 300
)

// frames returns the frames of n excerpts of MP3, nil where there are too few. They
// decode as one stream.
func (e *excerpts) frames(n int64) (io.Reader, error) {
	file, err := os.Open(e.src.Path)
	if err != nil {
		return nil, fault.Of(err)
	}
	defer file.Close()
	s, err := mp3.Index(e.ctx, file, e.src.Size)
	if err != nil || s.Frames < n*(lead+body) {
		return nil, err
	}
	var chosen bytes.Buffer
	for i := range n {
		left := lead + body
		for f, err := range s.All(e.ctx, s.Frames*i/n) {
			if err != nil {
				return nil, err
			}
			chosen.Write(f.Data)
			if left--; left == 0 {
				break
			}
		}
	}
	return &chosen, nil
}

// packets returns the packets of n excerpts of AAC in MP4, nil where they cannot be
// had.
func (e *excerpts) packets(n int64) io.Reader {
	file, err := os.Open(e.src.Path)
	if err != nil {
		return nil
	}
	defer file.Close()
	track, err := mp4.Open(file, e.src.Size, e.src.Stream)
	if err != nil || track.Packets < n*(lead+body) {
		return nil
	}
	var chosen []byte
	for i := range n {
		first := track.Packets * i / n
		for k := range int64(lead + body) {
			if chosen, err = track.AppendADTS(chosen, first+k); err != nil {
				return nil
			}
		}
	}
	return bytes.NewReader(chosen)
}

// feed decodes n excerpts of packets. It returns nil where these were not what they
// seemed.
func (e *excerpts) feed(chosen io.Reader, format string, n int) ([][]byte, error) {
	out, err := e.tools.Output(e.ctx, ffmpeg.Command{
		Args: []string{
			"-v", "error", "-f", format, "-i", "pipe:0", "-ac", strconv.Itoa(e.src.Channels), "-ar", strconv.Itoa(int(e.src.Rate)),
			"-flush_packets", "0", "-f", Words.Name, "pipe:1",
		},
		Stdin: chosen,
	})
	excerpt := len(out) / n
	packet := excerpt / (lead + body)
	if packet == 0 || len(out) != packet*(lead+body)*n || packet%(Words.Bytes*e.src.Channels*packetUnit) != 0 {
		return nil, err
	}
	var all [][]byte
	for ; len(out) > 0; out = out[excerpt:] {
		all = append(all, out[lead*packet:excerpt])
	}
	return all, nil
}

// packetUnit divides the samples of any packet that is fed: 576 or 1152 of MP3,
// 1024 or 2048 of AAC.
const packetUnit = 64

// What a second is enough for: the tables of MP4, as long as the source, are
// read anew for each excerpt.
const (
	maxSeeks = 120
	mp4Seeks = 40 // of an hour
	minSeeks = 6
)

// seek lets one ffmpeg open the file once for each of n excerpts or fewer.
func (e *excerpts) seek(n int) ([][]byte, error) {
	src := e.src
	n = min(n, maxSeeks, int(src.Samples/timeline.Position(e.size)))
	if src.Container == "m4a" {
		hours := max(src.Rate.Seconds(src.Samples)/3600, 1)
		n = min(n, max(int(mp4Seeks/hours), minSeeks))
	}
	n = max(n, 1)
	args := []string{"-v", "error"}
	var graph, joined strings.Builder
	for i := range n {
		args = append(
			args, "-threads", "1", "-ss", fmt.Sprintf("%.6f", src.Rate.Seconds(Middle(src.Samples, i, n, e.size))),
			"-t", fmt.Sprintf("%.6f", src.Rate.Seconds(timeline.Position(e.size+8))), "-i", ffmpeg.File(src.Path),
		)
		fmt.Fprintf(&graph, "[%d:a:%d]apad=whole_len=%d,atrim=end_sample=%d[w%d];", i, src.Stream, e.size, e.size, i)
		fmt.Fprintf(&joined, "[w%d]", i)
	}
	graph.WriteString(joined.String() + "concat=v=0:a=1:n=" + strconv.Itoa(n))
	args = append(args, "-filter_complex", graph.String(), "-flush_packets", "0", "-f", Words.Name, "pipe:1")
	out, err := e.tools.Output(e.ctx, ffmpeg.Command{Args: args})
	var all [][]byte
	for size := e.size * Words.Bytes * src.Channels; len(out) >= size; out = out[size:] {
		all = append(all, out[:size])
	}
	return all, err
}

// Middle returns where the i-th of n excerpts of size samples begins: in the middle
// of its share of the whole.
func Middle(samples timeline.Position, i, n, size int) timeline.Position {
	at := samples*timeline.Position(2*i+1)/timeline.Position(2*n) - timeline.Position(size/2)
	return max(at, 0)
}
