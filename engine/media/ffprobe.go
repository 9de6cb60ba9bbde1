package media

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/timeline"
)

// restrictions keep ffprobe inside the one file it is given. A playlist, a concat
// script or a session description may hide behind any name; none of them is a
// container of this list, and nothing but files is read.
var restrictions = []string{
	"-protocol_whitelist", "file,pipe",
	"-format_whitelist", strings.Join(strings.Fields(containers), ","),
}

// containers are ffmpeg's names of the demuxers that may be used: those of files
// that hold audio themselves.
const containers = `
	aac ac3 acm act adp adx aea afc aiff aix alp amr amrnb amrwb apc ape apm aptx
	aptx_hd argo_asf asf ast au avi avr bfstm binka brstm caf codec2 daud dfpwm dsf
	dss dts dtshd dv eac3 epaf film_cpk flac flv fsb g722 g723_1 g729 genh gsm gxf
	hca hcom iff ilbc ircam iss kux kvag live_flv loas matroska mca mlp mmf mov mp3
	mpc mpc8 mpeg mpegts msf mtaf musx mxf nistsphere nsp nsv nut nuv ogg oma paf
	pva pvf qcp redspark rm roq rsd rso sbc sdr2 sds shn siff sln smjpeg smk sol
	sox svag svs swf tak thp truehd tta ty vag vividas voc vpk vqf w64 wav wsaud
	wsd wtv wv wve xa xvag xwma`

// headPackets is how many packets the first ffprobe shows: enough to meet the
// first one of the audio behind a cover.
const headPackets = 16

// entries are what ffprobe is asked for: what document holds.
const entries = "format=format_name,start_time,duration,bit_rate:format_tags" +
	":stream=codec_type,codec_name,profile,sample_fmt,sample_rate,channels,channel_layout," +
	"bits_per_sample,bits_per_raw_sample,time_base,start_pts,duration_ts,duration,bit_rate,nb_frames" +
	":stream_disposition=default,attached_pic:stream_tags" +
	":chapter=time_base,start,end:chapter_tags" +
	":packet=stream_index,duration:packet_side_data=skip_samples"

// A document is what ffprobe says of a file.
type document struct {
	Format struct {
		Name     string            `json:"format_name"`
		Start    signed            `json:"start_time"`
		Duration float             `json:"duration"`
		Bitrate  integer           `json:"bit_rate"`
		Tags     map[string]string `json:"tags"`
	} `json:"format"`
	Streams  []stream `json:"streams"`
	Chapters []struct {
		Base  ratio             `json:"time_base"`
		Start int64             `json:"start"`
		End   int64             `json:"end"`
		Tags  map[string]string `json:"tags"`
	} `json:"chapters"`
	Packets []struct {
		Stream   int   `json:"stream_index"`
		Duration int64 `json:"duration"`
		SideData []struct {
			Skip int64 `json:"skip_samples"`
		} `json:"side_data_list"`
	} `json:"packets"`

	demuxer string      // the one to read the file by; "" for the one that ffmpeg finds
	mp3     *mp3.Stream // the file's, if it was needed to describe it; nil otherwise
}

type stream struct {
	index    int               // in the document
	Type     string            `json:"codec_type"`
	Codec    string            `json:"codec_name"`
	Profile  string            `json:"profile"`
	Format   string            `json:"sample_fmt"` // what it decodes to: s16, s32p, fltp, dbl, ...
	Rate     integer           `json:"sample_rate"`
	Channels int               `json:"channels"`
	Layout   string            `json:"channel_layout"`
	Bits     int               `json:"bits_per_sample"`
	RawBits  integer           `json:"bits_per_raw_sample"`
	Base     ratio             `json:"time_base"`
	Start    int64             `json:"start_pts"`   // in units of Base
	Length   int64             `json:"duration_ts"` // in units of Base; 0 if unknown
	Duration float             `json:"duration"`    // s; 0 if unknown
	Bitrate  integer           `json:"bit_rate"`    // bits a second; 0 if unknown
	Frames   integer           `json:"nb_frames"`   // packets; 0 if unknown
	Tags     map[string]string `json:"tags"`
	Is       struct {
		Default int `json:"default"`
		Picture int `json:"attached_pic"`
	} `json:"disposition"`
}

// input returns the arguments with which ffprobe reads a file, by a demuxer unless
// that is "".
func input(path, demuxer string) []string {
	args := slices.Clone(restrictions)
	if demuxer != "" {
		args = append(args, "-f", demuxer)
	}
	return append(args, ffmpeg.File(path))
}

// describe asks ffprobe what the file is.
func describe(ctx context.Context, tools *ffmpeg.Tools, path, demuxer string) (*document, error) {
	out, err := tools.Output(ctx, ffmpeg.Command{Probe: true, Args: append([]string{
		"-v", "error", "-of", "json=c=1",
		"-read_intervals", "%+#" + strconv.Itoa(headPackets), "-show_entries", entries,
	}, input(path, demuxer)...)})
	if err != nil {
		return nil, err
	}
	d := &document{demuxer: demuxer}
	if err := json.Unmarshal(out, d); err != nil {
		return nil, fault.Wrap(err, fault.FFmpegFailed, "The answer of ffprobe makes no sense.")
	}
	for i := range d.Streams {
		d.Streams[i].index = i
	}
	return d, nil
}

// An integer is a number that ffprobe writes as a text, or not at all.
type integer int64

func (n *integer) UnmarshalText(text []byte) error {
	v, _ := strconv.ParseInt(string(text), 10, 64)
	*n = integer(v)
	return nil
}

// A float is a number that ffprobe writes as a text, or not at all.
type float float64

func (n *float) UnmarshalText(text []byte) error {
	v, err := strconv.ParseFloat(string(text), 64)
	if err == nil && v > 0 && v < timeline.MaxTime {
		*n = float(v)
	}
	return nil
}

// A signed is a time in seconds that ffprobe writes as a text, or not at all.
type signed float64

func (n *signed) UnmarshalText(text []byte) error {
	if v, err := strconv.ParseFloat(string(text), 64); err == nil && math.Abs(v) < timeline.MaxTime {
		*n = signed(v)
	}
	return nil
}

// A ratio is written num/den. The zero value is an unknown one.
type ratio struct{ num, den int64 }

func (r *ratio) UnmarshalText(text []byte) error {
	num, den, _ := strings.Cut(string(text), "/")
	n, nerr := strconv.ParseInt(num, 10, 32)
	d, derr := strconv.ParseInt(den, 10, 32)
	if nerr == nil && derr == nil && n > 0 && d > 0 {
		*r = ratio{n, d}
	}
	return nil
}

// float returns a unit in seconds, 0 where it is unknown.
func (r ratio) float() float64 { return float64(r.num) / float64(max(r.den, 1)) }

// time returns n units of r, 0 where that is no honest time.
func (r ratio) time(n int64) timeline.Time {
	if r.den == 0 || n < 0 || n > math.MaxInt64/r.num {
		return timeline.Time{}
	}
	t := timeline.Ratio(n*r.num, r.den)
	if t.Float() > timeline.MaxTime {
		return timeline.Time{}
	}
	return t
}
