package media

import (
	"errors"

	"audiospliter/engine/media/adts"
)

// adts walks the frames of a file of AAC in ADTS. It reports whether they follow
// each other to the end of the file; a frame cut short by it is not decoded and
// does not count.
func (p *prober) adts() (bool, error) {
	s, err := adts.Index(p.ctx, p.file, p.Size)
	if err == nil {
		_, alike := s.Config()
		p.Odd = !alike
	} else {
		p.Odd = true
	}
	switch {
	case errors.Is(err, adts.ErrChanges):
		p.warnText(adts.ErrChanges.Message)
		return false, nil
	case errors.Is(err, adts.ErrOther):
		return false, nil
	case err != nil:
		return false, err
	case int64(p.Rate)%s.Rate != 0:
		return false, nil
	}
	if s.Mixed {
		p.warn("The number of channels changes in the middle.")
	}
	if s.Short {
		p.warn("The file is cut short: its last packet is not whole.")
	}
	// Band replication decodes to twice the rate that the header names.
	p.exactly(s.Samples * (int64(p.Rate) / s.Rate))
	return true, nil
}
