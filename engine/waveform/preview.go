package waveform

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

// Preview shows the shape of a source from short windows, before a scan has
// begun to arrive: n columns of equal width for each channel, each the shape of
// some hundredths of a second in it. It is true as far as it goes, and takes a
// fraction of a second where the samples can be reached from Go (plain PCM,
// MP3, AAC in MP4); other formats get fewer windows, which several columns then share.
func Preview(ctx context.Context, tools *ffmpeg.Tools, src media.Source, n int) ([][]Box, error) {
	if n < 1 || src.Samples < 1 || src.Channels < 1 || src.Rate < 1 {
		return nil, fault.New(fault.InvalidParams, "There is nothing to draw.")
	}
	p := &preview{ctx: ctx, tools: tools, src: src, n: n, size: max(int(src.Rate)/40, 1)}
	var err error
	switch file, format := openPCM(src); {
	case format != nil:
		defer file.Close()
		windows, perr := p.pcm(&pcmReader{file: file, pcm: format})
		p.windows, err = windows, perr
	case src.Container == "mp3" && src.Codec == "mp3":
		err = p.mp3()
	case src.Container == "m4a" && src.Codec == "aac":
		err = p.mp4()
	default:
		err = p.seek()
	}
	if err != nil && len(p.windows) == 0 {
		return nil, err
	}
	return p.columns(), nil
}

type preview struct {
	ctx     context.Context
	tools   *ffmpeg.Tools
	src     media.Source
	n       int
	size    int       // samples of a window
	windows [][]int16 // evenly spread over the source
}

// columns turns windows into columns.
func (p *preview) columns() [][]Box {
	columns := make([][]Box, p.src.Channels)
	for ch := range columns {
		columns[ch] = make([]Box, p.n)
		for i := range columns[ch] {
			w := p.windows[i*len(p.windows)/p.n]
			if len(w) < p.src.Channels {
				continue
			}
			box, sum := Box{Min: w[ch], Max: w[ch]}, 0.0
			for k := ch; k < len(w); k += p.src.Channels {
				box.Min, box.Max = min(box.Min, w[k]), max(box.Max, w[k])
				sum += float64(w[k]) * float64(w[k])
			}
			box.Power = float32(sum / float64(len(w)/p.src.Channels) * scale)
			columns[ch][i] = box
		}
	}
	return columns
}

// at returns where window i of n begins: in the middle of its share.
func (p *preview) at(i, n int) timeline.Position {
	at := p.src.Samples*timeline.Position(2*i+1)/timeline.Position(2*n) - timeline.Position(p.size/2)
	return max(at, 0)
}

// pcm reads a window for each column from the file.
func (p *preview) pcm(r *pcmReader) ([][]int16, error) {
	f := r.pcm.Format
	p.src.Samples = r.pcm.Frames
	b := make([]byte, p.size*f.FrameSize())
	r.words = make([]int16, p.size*f.Channels)
	var windows [][]int16
	for i := range p.n {
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
		n, err := r.file.ReadAt(b[:min(int64(len(b)), r.pcm.DataEnd()-r.pcm.Data)], r.pcm.Data+int64(p.at(i, p.n))*int64(f.FrameSize()))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fault.Of(err)
		}
		words := r.convert(b[:n-n%f.FrameSize()])
		windows = append(windows, append([]int16(nil), words...))
	}
	return windows, nil
}

// A window of packets is these; the first ones lead in: what they decode to
// hangs on packets before the window, so that they do not count.
const (
	lead       = 2
	body       = 3
	maxWindows = 300
)

// mp3 feeds chosen frames to one ffmpeg, which takes them for one stream.
func (p *preview) mp3() error {
	file, err := os.Open(p.src.Path)
	if err != nil {
		return fault.Of(err)
	}
	defer file.Close()
	s, err := mp3.Index(p.ctx, file, p.src.Size)
	if err != nil {
		return err
	}
	n := int64(min(p.n, maxWindows))
	if s.Frames < n*(lead+body) {
		return p.seek()
	}
	var chosen bytes.Buffer
	for i := range n {
		left := lead + body
		for f, err := range s.All(p.ctx, s.Frames*i/n) {
			if err != nil {
				return err
			}
			chosen.Write(f.Data)
			if left--; left == 0 {
				break
			}
		}
	}
	return p.feed(&chosen, "mp3", n)
}

// mp4 does the same with packets of AAC.
func (p *preview) mp4() error {
	file, err := os.Open(p.src.Path)
	if err != nil {
		return fault.Of(err)
	}
	defer file.Close()
	track, err := mp4.Open(file, p.src.Size, p.src.Stream)
	n := int64(min(p.n, maxWindows))
	if err != nil || track.Packets < n*(lead+body) {
		return p.seek()
	}
	var chosen []byte
	for i := range n {
		first := track.Packets * i / n
		for k := range int64(lead + body) {
			if chosen, err = track.AppendADTS(chosen, first+k); err != nil {
				return p.seek()
			}
		}
	}
	return p.feed(bytes.NewReader(chosen), "aac", n)
}

// feed decodes n windows of packets that chosen holds.
func (p *preview) feed(chosen io.Reader, format string, n int64) error {
	out, err := p.tools.Output(p.ctx, ffmpeg.Command{
		Args: []string{
			"-v", "error", "-f", format, "-i", "pipe:0", "-ac", strconv.Itoa(p.src.Channels), "-ar", strconv.Itoa(int(p.src.Rate)),
			"-flush_packets", "0", "-f", rawWords, "pipe:1",
		},
		Stdin: chosen,
	})
	samples := asInt16(out)
	window := len(samples) / int(n)
	packet := window / (lead + body)
	if packet == 0 || len(samples) != packet*(lead+body)*int(n) || packet%(p.src.Channels*packetUnit) != 0 {
		// The packets were not what they seemed.
		return errors.Join(err, p.seek())
	}
	for ; len(samples) > 0; samples = samples[window:] {
		p.windows = append(p.windows, samples[lead*packet:window])
	}
	return nil
}

// packetUnit divides the samples of any packet that is fed: 576 or 1152 of MP3,
// 1024 or 2048 of AAC.
const packetUnit = 64

// What a second is enough for: the tables of MP4, as long as the source, are
// read anew for each window.
const (
	maxSeeks = 120
	mp4Seeks = 40 // of an hour
	minSeeks = 6
)

// seek lets one ffmpeg open the file once for each window.
func (p *preview) seek() error {
	n := min(p.n, maxSeeks, int(p.src.Samples/timeline.Position(p.size)))
	if p.src.Container == "m4a" {
		hours := max(p.src.Rate.Seconds(p.src.Samples)/3600, 1)
		n = min(n, max(int(mp4Seeks/hours), minSeeks))
	}
	n = max(n, 1)
	args := []string{"-v", "error"}
	var graph, joined strings.Builder
	for i := range n {
		args = append(
			args, "-threads", "1", "-ss", fmt.Sprintf("%.6f", p.src.Rate.Seconds(p.at(i, n))),
			"-t", fmt.Sprintf("%.6f", p.src.Rate.Seconds(timeline.Position(p.size+8))), "-i", ffmpeg.File(p.src.Path),
		)
		fmt.Fprintf(&graph, "[%d:a:%d]apad=whole_len=%d,atrim=end_sample=%d[w%d];", i, p.src.Stream, p.size, p.size, i)
		fmt.Fprintf(&joined, "[w%d]", i)
	}
	graph.WriteString(joined.String() + "concat=v=0:a=1:n=" + strconv.Itoa(n))
	args = append(args, "-filter_complex", graph.String(), "-flush_packets", "0", "-f", rawWords, "pipe:1")
	out, err := p.tools.Output(p.ctx, ffmpeg.Command{Args: args})
	for samples, size := asInt16(out), p.size*p.src.Channels; len(samples) >= size; samples = samples[size:] {
		p.windows = append(p.windows, samples[:size])
	}
	return err
}
