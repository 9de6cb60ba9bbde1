package media

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"audiospliter/engine/media/mp3"
	"audiospliter/engine/media/pcm"
	"audiospliter/engine/timeline"
)

// cutShort is the warning about a file whose end is missing.
const cutShort = "The file is cut short: its header promises more audio than there is."

// measure sets the length, and the bitrate where only the length tells it.
func (p *prober) measure() error {
	if err := p.length(); err != nil {
		return err
	}
	if p.Bitrate == 0 && len(p.doc.Streams) == 1 && p.Samples > 0 {
		p.Bitrate = int(float64(p.Size) * 8 / p.Duration())
	}
	return p.ctx.Err()
}

func (p *prober) length() error {
	done, err := p.native()
	if err != nil || done {
		return err
	}
	if done, err = p.count(); err != nil {
		return err
	}
	if !done {
		if err := p.estimate(); err != nil {
			return err
		}
	}
	if p.cut() {
		p.warn(cutShort)
		p.Exact = false // the last packet is not whole: decoders differ
	}
	return nil
}

// native takes the length from the file's own headers. It reports whether they
// tell it for certain.
func (p *prober) native() (bool, error) {
	switch p.Container {
	case "mp3":
		if p.Codec == "mp3" {
			return true, p.mp3()
		}
	case "wav", "rf64", "w64", "aiff", "caf":
		if p.Container == "caf" && p.Codec == "alac" {
			return p.alac(), nil
		}
		if strings.HasPrefix(p.Codec, "pcm_") {
			return p.pcm(), nil
		}
	case "flac":
		return p.flac()
	case "ogg":
		return p.ogg()
	case "aac":
		return p.adts()
	}
	if isMP4[p.Container] {
		return p.mp4(), nil
	}
	return false, nil
}

// isMP4 are the names of the containers of the MP4 family.
var isMP4 = set("m4a mp4 mov 3gp")

// maxDamage is how many places that are damaged are told of.
const maxDamage = 3

// mp3 walks the frames.
func (p *prober) mp3() error {
	s := p.doc.mp3
	if s == nil {
		var err error
		if s, err = mp3.Index(p.ctx, p.file, p.Size); err != nil {
			return err
		}
	}
	p.exactly(int64(s.Samples))
	p.Rate, p.Channels, p.Bitrate = s.Rate, s.Channels, s.Bitrate
	if s.Tags.More > 0 {
		p.warn("The file has several ID3 tags: segments keep the first.")
	}
	for _, d := range s.Damage[:min(maxDamage, len(s.Damage))] {
		p.warnText(d.Text())
	}
	if s.DamageCount > maxDamage {
		p.warn("The file is damaged in more places.")
	}
	return nil
}

// pcm takes the samples that are in the file, whatever its header promises.
func (p *prober) pcm() bool {
	f, err := pcm.Open(p.file, p.Size)
	if err != nil || f.Format.Rate != p.Rate || f.Format.Channels != p.Channels {
		return false // stored in a way that only ffmpeg reads
	}
	p.exactly(int64(f.Frames))
	p.Odd = f.More
	if f.Format.Encoding != pcm.Float && p.Float { // ffmpeg takes 24 valid bits in 32 for its own 24-bit floating point
		p.Codec, p.Bits, p.Float = f.Format.Codec(), f.Format.Bits, false
	}
	if f.Short {
		p.warn(cutShort)
	}
	p.Warnings = append(p.Warnings, f.Warnings...)
	return true
}

// mp4 counts by the sample table: ffmpeg decodes all packets of it whole, and
// drops from the first what the edit list says comes before the start. The end
// of the edit list is of no account within the last packet.
func (p *prober) mp4() bool {
	a := p.audio
	if p.cut() {
		return false // the table counts packets that are not there
	}
	if strings.HasPrefix(a.Profile, "HE-AAC") {
		return p.heAAC()
	}
	skip, first, met := p.firstPacket()
	if !met || a.Frames <= 0 || a.Base.num != 1 || a.Base.den != int64(p.Rate) || a.Length <= 0 {
		return false
	}
	frame := p.frame()
	switch {
	case strings.HasPrefix(a.Codec, "pcm_"):
		frame = 1
	case a.Codec == "opus", p.Lossless:
		frame = first
	}
	if frame <= 0 || int64(a.Frames) > math.MaxInt64/8192/frame {
		return false
	}
	n := int64(a.Frames)*frame - skip
	if p.Codec == "alac" {
		if _, samples, ok := lengthOfMP4(p.file, p.Size, p.Stream); ok {
			p.exactly(int64(samples))
			return true
		}
	}
	if off := n - a.Length; off <= -frame || off >= frame {
		return false
	}
	if p.Lossless && skip == 0 { // the last packet may be shorter than the others
		n = a.Length
	}
	p.exactly(n)
	return true
}

// heAAC counts HE-AAC, whose bands are replicated. Versions of ffmpeg differ
// in whether they count what they skip before or after that: what the first
// packets decode to tells, and the time of the first frame how much of it comes
// before the first audible sample.
func (p *prober) heAAC() bool {
	f, err := p.frames("%+#" + strconv.Itoa(firstPackets))
	if err != nil || f.samples <= 0 {
		return false
	}
	lead := int64(math.Round(max(0, -f.start) * float64(p.Rate)))
	t, err := p.packets()
	if err != nil {
		return false
	}
	skip := min(t.count, firstPackets)*p.frame() - f.samples
	if skip < 0 || skip+lead >= t.count*p.frame() {
		return false
	}
	p.exactly(t.count*p.frame() - skip - lead)
	p.lead = lead
	return true
}

// firstPacket returns how many samples ffmpeg drops from the first packet of the
// audio, and how many units of time that packet lasts.
func (p *prober) firstPacket() (skip, duration int64, met bool) {
	for _, packet := range p.doc.Packets {
		if packet.Stream != p.audio.index {
			continue
		}
		for _, side := range packet.SideData {
			skip += max(0, side.Skip)
		}
		return skip, packet.Duration, true
	}
	return 0, 0, false
}

// frame returns the samples that each packet of the codec decodes to, 0 where
// that differs or is not known.
func (p *prober) frame() int64 {
	switch p.Codec {
	case "aac":
		switch p.audio.Profile {
		case "LC", "Main", "SSR", "LTP":
			return 1024
		case "HE-AAC", "HE-AACv2":
			return 2048
		}
	case "mp3":
		if p.Rate < 32000 {
			return 576
		}
		return 1152
	case "mp2":
		return 1152
	case "mp1":
		return 384
	case "ac3":
		return 1536
	}
	return 0
}

// estimate takes the length from the times of the first and last frames, or from
// the duration where none is found at the end. Containers that round times, such as
// to milliseconds, rather get a unit too much, so that a plan reaches the end. Frames
// that overlap by their times are all decoded and counted.
func (p *prober) estimate() error {
	seconds := float64(cmp.Or(p.audio.Duration, p.doc.Format.Duration))
	if seconds == 0 {
		t, err := p.packets()
		if err != nil {
			return err
		}
		seconds = max(0, float64(t.end)*p.audio.Base.float())
	}
	end := seconds + float64(p.doc.Format.Start) // on the clock of the file
	if p.audio.Duration > 0 {
		end = seconds + float64(p.audio.Start)*p.audio.Base.float()
	}
	// The first frames, and all from about the end that the headers tell of; or earlier,
	// where the pictures outlast the audio.
	var f span
	var err error
	for back := 1.0; ; back *= 10 {
		from := max(0, end-back)
		f, err = p.frames(fmt.Sprintf("%%+#%d,%f%%", headPackets, from))
		if err != nil || f.end > from || f.end == f.start || from == 0 {
			break
		}
	}
	switch {
	case p.ctx.Err() != nil:
		return p.ctx.Err()
	case err == nil && (f.overlaps || f.end-f.start > seconds+1 && p.Container == "avi"): // whose times are numbers of bytes or packets
		if f, err = p.frames("%"); err == nil && f.samples > 0 {
			p.exactly(f.samples)
			return nil
		}
	case err == nil && f.end > f.start:
		seconds = f.end - f.start
	}
	if unit := p.audio.Base.float(); unit*float64(p.Rate) > 1 {
		seconds += unit
	}
	p.Samples = timeline.Position(math.Round(seconds * float64(p.Rate)))
	p.Exact = false
	return nil
}

func (p *prober) exactly(n int64) { p.Samples, p.Exact = timeline.Position(n), true }
