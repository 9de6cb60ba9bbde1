package cut

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A target is a codec in a container: what a segment becomes.
type target struct {
	extension string // with its dot
	muxer     string // ffmpeg's name
	codec     string // ffmpeg's name
	encoder   string // ffmpeg's name; "" if nothing here can encode it
	lossless  bool
	bits      int             // of a sample, at most, all of them integers; 0 is no limit
	channels  int             // at most; 0 is no limit
	rates     []timeline.Rate // those it can have, ascending; nil is all
	settings  []string        // of the encoder, by default
	quality   string          // ffmpeg's option for the encoder's own scale; "" if there is none
	scale     [2]float64      // of quality
	cover     coverKind
	delay     bool // the container cannot say the encoder's delay
}

// A coverKind is how a container carries a picture.
type coverKind int

const (
	noCover coverKind = iota
	coverStream
	coverComment // a METADATA_BLOCK_PICTURE comment, as Ogg has it
)

var (
	mpegRates = []timeline.Rate{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000}
	aacRates  = []timeline.Rate{7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000}
	ac3Rates  = []timeline.Rate{32000, 44100, 48000}
	opusRates = []timeline.Rate{48000}
)

// targets are the formats a user can ask for. Their settings are those the
// encoders' own documentation calls transparent or good.
var targets = map[Format]target{
	MP3: {
		extension: ".mp3", muxer: "mp3", codec: "mp3", encoder: "libmp3lame", channels: 2, rates: mpegRates,
		settings: []string{"-q:a", "2"}, quality: "-q:a", scale: [2]float64{0, 9.999}, cover: coverStream,
	},
	WAV: {extension: ".wav", muxer: "wav", codec: "pcm_s16le", encoder: "pcm_s16le", lossless: true},
	FLAC: {
		extension: ".flac", muxer: "flac", codec: "flac", encoder: "flac", lossless: true, bits: 24, channels: 8,
		quality: "-compression_level", scale: [2]float64{0, 12}, cover: coverStream,
	},
	Ogg: {
		extension: ".ogg", muxer: "ogg", codec: "vorbis", encoder: "libvorbis", channels: 8,
		settings: []string{"-q:a", "6"}, quality: "-q:a", scale: [2]float64{-1, 10}, cover: coverComment,
	},
	Opus: {
		extension: ".opus", muxer: "opus", codec: "opus", encoder: "libopus", channels: 8, rates: opusRates,
		quality: "-compression_level", scale: [2]float64{0, 10}, cover: coverComment,
	},
	M4A: {
		extension: ".m4a", muxer: "ipod", codec: "aac", encoder: "aac", channels: 8, rates: aacRates,
		quality: "-q:a", scale: [2]float64{0.1, 10}, cover: coverStream,
	},
	AAC: {
		extension: ".aac", muxer: "adts", codec: "aac", encoder: "aac", channels: 8, rates: aacRates,
		quality: "-q:a", scale: [2]float64{0.1, 10}, delay: true,
	},
	ALAC: {
		extension: ".m4a", muxer: "ipod", codec: "alac", encoder: "alac", lossless: true, bits: 24, channels: 8, cover: coverStream,
	},
}

// pcmTargets are the containers that PCM keeps.
var pcmTargets = map[string]target{
	"wav":  {extension: ".wav", muxer: "wav", lossless: true},
	"rf64": {extension: ".wav", muxer: "wav", lossless: true},
	"w64":  {extension: ".w64", muxer: "w64", lossless: true},
	"aiff": {extension: ".aiff", muxer: "aiff", lossless: true},
	"caf":  {extension: ".caf", muxer: "caf", lossless: true},
}

// others are codecs that are kept but not offered.
var others = map[string]target{
	"mp2":      {extension: ".mp2", muxer: "mp2", encoder: "mp2", channels: 2, rates: mpegRates},
	"ac3":      {extension: ".ac3", muxer: "ac3", encoder: "ac3", channels: 6, rates: ac3Rates, delay: true},
	"eac3":     {extension: ".eac3", muxer: "eac3", encoder: "eac3", channels: 6, rates: ac3Rates, delay: true},
	"dts":      {extension: ".dts", muxer: "dts"},
	"speex":    {extension: ".spx", muxer: "spx"},
	"amr_nb":   {extension: ".amr", muxer: "amr"},
	"amr_wb":   {extension: ".amr", muxer: "amr"},
	"wmav1":    {extension: ".wma", muxer: "asf", encoder: "wmav1", channels: 2},
	"wmav2":    {extension: ".wma", muxer: "asf", encoder: "wmav2", channels: 2},
	"wmapro":   {extension: ".wma", muxer: "asf"},
	"wmavoice": {extension: ".wma", muxer: "asf"},
	"wavpack":  {extension: ".wv", muxer: "wv", encoder: "wavpack", lossless: true},
	"tta":      {extension: ".tta", muxer: "tta", encoder: "tta", lossless: true, bits: 24},
}

// kept returns what a source becomes that keeps its codec.
func kept(src media.Source) (target, bool) {
	switch src.Codec {
	case "mp3":
		return targets[MP3], true
	case "flac":
		return targets[FLAC], true
	case "vorbis":
		return targets[Ogg], true
	case "opus":
		return targets[Opus], true
	case "alac":
		return targets[ALAC], true
	case "aac":
		if src.Container == "aac" {
			return targets[AAC], true
		}
		return targets[M4A].named(src), true
	}
	t, ok := others[src.Codec]
	t.codec = src.Codec
	return t, ok
}

// wavTarget returns WAV that holds every sample of the source, or 16 bits
// where the source's codec has no such thing as bits.
func wavTarget(src media.Source) target {
	t := targets[WAV]
	t.codec = "pcm_s16le"
	if src.Lossless {
		switch decode.FormatOf(src) {
		case decode.S32:
			t.codec = "pcm_s32le"
			if src.Bits <= 24 {
				t.codec = "pcm_s24le"
			}
		case decode.F32:
			t.codec = "pcm_f32le"
		case decode.F64:
			t.codec = "pcm_f64le"
		}
	}
	t.encoder = t.codec
	return t
}

// holds reports whether the target, if it is lossless and encoded, has room for
// every sample of the source.
func (t target) holds(src media.Source) bool {
	f := decode.FormatOf(src)
	if f == decode.F32 || f == decode.F64 {
		return t.bits == 0
	}
	return src.Bits <= t.depth()
}

// demuxer returns the name of what ffmpeg reads the target's container with, "" for
// that it finds. Of few packets ffmpeg cannot find it.
func (t target) demuxer() string {
	return cmp.Or(map[string]string{"adts": "aac", "ipod": "mov", "mp2": "mp3", "opus": "ogg", "spx": "ogg"}[t.muxer], t.muxer)
}

// depth returns how many bits of an integer sample are written at most.
func (t target) depth() int { return cmp.Or(t.bits, 32) }

// rate returns the rate the target can have that is right for audio of rate r:
// r itself, or the nearest above it, or the highest.
func (t target) rate(r timeline.Rate) timeline.Rate {
	if t.rates == nil || slices.Contains(t.rates, r) {
		return r
	}
	// 88.2 and 176.4 kHz are multiples of 44.1 kHz, so resampling to it loses less.
	if top := t.rates[len(t.rates)-1]; r > top && r%44100 == 0 && slices.Contains(t.rates, 44100) {
		return 44100
	}
	i, _ := slices.BinarySearch(t.rates, r)
	return t.rates[min(i, len(t.rates)-1)]
}

// named returns t with the extension the source itself has, where that is
// another common one of the same container.
func (t target) named(src media.Source) target {
	ext := strings.ToLower(filepath.Ext(src.Path))
	if t.muxer == "aiff" && slices.Contains([]string{".aif", ".aifc"}, ext) || t.muxer == "ipod" && ext == ".m4b" {
		t.extension = ext
	}
	return t
}

// bitrates returns the least and the most bits a second that the encoder makes,
// 0 for both where it is not asked or says so itself. MP3's are those of the
// MPEG version the rate belongs to, 2.5 as LAME limits it; AAC's come from the
// 6144 bits of a channel in a frame (ISO/IEC 14496-3), Opus's from libopus.
func (t target) bitrates(rate timeline.Rate, channels int) (least, most int) {
	switch {
	case t.codec == "mp3" && rate >= 32000:
		return 32_000, 320_000
	case t.codec == "mp3" && rate >= 16000:
		return 8_000, 160_000
	case t.codec == "mp3":
		return 8_000, 64_000
	case t.codec == "aac":
		return 8_000, 6 * int(rate) * channels
	case t.codec == "opus":
		return 6_000, 256_000 * channels
	}
	return 0, 0
}

// allows returns an error for a bitrate that the encoder would silently make
// another of. None, 0, is allowed.
func (t target) allows(bitrate int, rate timeline.Rate, channels int) error {
	least, most := t.bitrates(rate, channels)
	if bitrate == 0 || most == 0 || bitrate >= least && bitrate <= most {
		return nil
	}
	return fault.New(fault.InvalidParams, "A bitrate of %gk is not possible: %s of %d Hz with %d channels can have %gk to %gk.",
		float64(bitrate)/1000, strings.ToUpper(t.codec), rate, channels, float64(least)/1000, float64(most)/1000).In("bitrate")
}

// tooSmall says that t does not hold src, and what does.
func (t target) tooSmall(src media.Source) message.Text {
	if !wavTarget(src).holds(src) {
		return message.New("%s is written with %d bits a sample at most, so what is finer in the source is lost; only its own format keeps all of it.", t.name(), t.depth())
	}
	return message.New("%s is written with %d bits a sample at most, so what is finer in the source is lost; WAV keeps all of it.", t.name(), t.depth())
}

// name returns what people call t.
func (t target) name() string {
	if isPCM(t.codec) {
		return "PCM"
	}
	return strings.ToUpper(t.codec)
}

// changes reports whether o asks for other samples than the source's, or for
// other settings of the encoder.
func (o Output) changes(src media.Source) bool {
	return o.Bitrate != 0 || o.Quality != nil ||
		o.rate(src) != src.Rate || o.channels(src) != src.Channels ||
		!o.FadeIn.IsZero() || !o.FadeOut.IsZero() || o.Normalize != nil
}

func (o Output) rate(src media.Source) timeline.Rate {
	if o.SampleRate != 0 {
		return timeline.Rate(o.SampleRate)
	}
	return src.Rate
}

func (o Output) channels(src media.Source) int {
	if o.Channels != 0 {
		return o.Channels
	}
	return src.Channels
}

// chooseTarget returns what segments of src become, and a sentence for the user where
// that is not what was asked for to the letter.
func chooseTarget(src media.Source, o Output, changed bool) (target, message.Text, error) {
	if o.Format != "" && o.Format != Keep {
		t := targets[o.Format]
		if t.codec == src.Codec && !changed {
			return t, nil, nil
		}
		if o.Format == WAV {
			t = wavTarget(src)
		}
		return t, nil, nil
	}
	if isPCM(src.Codec) {
		if t, ok := pcmTargets[src.Container]; ok {
			t.codec, t.encoder = src.Codec, src.Codec
			return t.named(src), nil, nil
		}
		t := wavTarget(src)
		if src.Codec == "pcm_alaw" || src.Codec == "pcm_mulaw" { // WAV has them, too
			t.codec, t.encoder = src.Codec, src.Codec
		}
		return t, message.New("The PCM in this container is written as WAV, without loss."), nil
	}
	if t, ok := kept(src); ok && (t.encoder != "" || !src.Lossless) {
		if changed && t.encoder == "" {
			return target{}, nil, fault.New(fault.UnsupportedFormat, "What was asked for needs %s to be encoded anew, which is not possible: choose a format.", strings.ToUpper(src.Codec)).In("format")
		}
		return t, nil, nil
	}
	if src.Lossless {
		t := targets[FLAC]
		if src.Channels > t.channels || !t.holds(src) {
			t = wavTarget(src)
		}
		return t, message.New("This codec can be read but not written, so segments are %s, without loss.", strings.ToUpper(t.extension[1:])), nil
	}
	return target{}, nil, fault.New(fault.UnsupportedFormat, "Audio of the codec %q cannot be written as it is: choose a format to re-encode to.", src.Codec).In("format")
}

func isPCM(codec string) bool { return strings.HasPrefix(codec, "pcm_") }
