package media

import (
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/ogg"
)

const maxBeginners = 32 // streams whose first pages are read

// ogg takes the length from the packets of Opus and Vorbis, else from the granule
// position of the stream's last page. It reports whether that tells it for
// certain: not where the stream begins in the middle, and not where several were
// joined.
func (p *prober) ogg() (bool, error) {
	if p.Codec == string(ogg.Opus) || p.Codec == string(ogg.Vorbis) {
		return p.oggPackets()
	}
	streams, audio := p.oggStreams()
	if p.Stream >= len(audio) || p.audio.Start < 0 {
		return false, nil
	}
	last, ended, joined := p.oggLast(streams, audio[p.Stream])
	if joined {
		p.warn(severalJoined)
		p.chained()
		return true, nil
	}
	if last < 0 {
		return false, nil
	}
	if !ended {
		p.warnText(ogg.Damage{Kind: ogg.Unended}.Text())
	}
	p.exactly(last - p.audio.Start)
	p.Exact = p.audio.Start == 0
	return true, nil
}

const severalJoined = "The file is several recordings joined; its exact length is known when it has been decoded."

// oggPackets walks the packets. Where they make no sense ffmpeg may know better.
func (p *prober) oggPackets() (bool, error) {
	s, err := ogg.Index(p.ctx, p.file, p.Size, p.Stream)
	switch fault.CodeOf(err) {
	case "":
	case fault.UnsupportedFormat, fault.CorruptFile:
		p.Odd = true
		return false, nil
	default:
		return false, err
	}
	p.exactly(int64(s.Samples))
	if s.Codec == ogg.Vorbis {
		p.lead = s.Links[0].Skip
	}
	if n := len(s.Links); n > 1 {
		p.warn("The file is %d recordings joined.", n)
	}
	const most = 3
	for _, d := range s.Damage[:min(most, len(s.Damage))] {
		p.warnText(d.Text())
	}
	if s.DamageCount > most {
		p.warn("The file is damaged in more places.")
	}
	return true, nil
}

// oggStreams returns the serial numbers of the streams that begin the file, and
// of those with audio.
func (p *prober) oggStreams() (all, audio []uint32) {
	for page, err := range ogg.Pages(p.ctx, p.file, 0, p.Size) {
		if err != nil || !page.Is(ogg.First) || len(all) == maxBeginners {
			break
		}
		all = append(all, page.Serial)
		if ogg.IsAudio(page.Payload) {
			audio = append(audio, page.Serial)
		}
	}
	return all, audio
}

// oggLast returns the last granule position of the stream with that serial
// number, below 0 if the end of the file has none. Ended says that the page is
// marked as its last, joined that the file ends with other streams than it began
// with.
func (p *prober) oggLast(streams []uint32, serial uint32) (last int64, ended, joined bool) {
	const tail = 64<<10 + ogg.MaxPage
	last = -1
	for page, err := range ogg.Pages(p.ctx, p.file, max(p.Size-tail, 0), p.Size) {
		if err != nil {
			return -1, false, false
		}
		if !slices.Contains(streams, page.Serial) {
			return -1, false, true
		}
		if page.Serial != serial {
			continue
		}
		if page.Granule > 0 {
			last = page.Granule
		}
		ended = ended || page.Is(ogg.Last)
	}
	return last, ended, false
}

// chained adds up the streams of a file that holds several, one after the other.
func (p *prober) chained() {
	var sum, last int64
	for page, err := range ogg.Pages(p.ctx, p.file, 0, p.Size) {
		if err != nil {
			break
		}
		if page.Is(ogg.First) {
			sum, last = sum+last, 0
		}
		if page.Granule > 0 {
			last = page.Granule
		}
	}
	p.exactly(sum + last)
	p.Exact = false
}
