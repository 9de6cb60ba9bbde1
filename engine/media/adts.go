package media

import (
	"bufio"
	"io"
)

// adtsRates are the sampling rates of MPEG-4 audio (ISO/IEC 14496-3, 1.6.3.3).
var adtsRates = [16]int64{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// adts walks the frames of a file of AAC in ADTS (ISO/IEC 14496-3, 1.A.2.2).
// It reports whether they follow each other to the end of the file; a frame cut
// short by it is not decoded and does not count.
func (p *prober) adts() (bool, error) {
	r := bufio.NewReaderSize(io.NewSectionReader(p.file, 0, p.Size), 64<<10)
	var samples, at, rate int64
	var channels byte
	mixed := false
	for at < p.Size {
		if err := p.ctx.Err(); err != nil {
			return false, err
		}
		b, err := r.Peek(7)
		if err == io.EOF {
			break // less than a header is left
		}
		if err != nil {
			return false, err
		}
		length := int64(b[3]&3)<<11 | int64(b[4])<<3 | int64(b[5])>>5
		if b[0] != 0xFF || b[1]&0xF6 != 0xF0 || length < 7 {
			return false, nil
		}
		if at += length; at > p.Size {
			break
		}
		frameRate, frameChannels := adtsRates[b[2]>>2&15], b[2]&1<<2|b[3]>>6
		switch {
		case rate == 0:
			rate, channels = frameRate, frameChannels
		case frameRate != rate:
			p.warn("The sampling rate changes in the middle.")
			return false, nil
		case frameChannels != channels:
			mixed = true
		}
		samples += 1024 * int64(b[6]&3+1)
		if _, err := r.Discard(int(length)); err != nil {
			return false, err
		}
	}
	if rate == 0 || int64(p.Rate)%rate != 0 {
		return false, nil
	}
	if mixed {
		p.warn("The number of channels changes in the middle.")
	}
	if at != p.Size {
		p.warn("The file is cut short: its last packet is not whole.")
	}
	// Band replication decodes to twice the rate that the header names.
	p.exactly(samples * (int64(p.Rate) / rate))
	return true, nil
}
