package mp4

import "encoding/binary"

// An Edit is a stretch of a track that a player shows (a box elst, 14496-12,
// 8.6.6).
type Edit struct {
	Start  int64 // in units of the track's Scale
	Length int64 // in units of the movie's scale; 0 is to the end
	Scale  int64 // of the movie, in units a second
}

const maxEdits = 256

// readHeaders reads what is said of the track besides its tables.
func (t *Track) readHeaders(track box) error {
	header, err := t.find(track, "tkhd")
	if err != nil {
		return err
	}
	var b [24]byte
	if err := t.read(b[:], header); err != nil {
		return err
	}
	t.id = binary.BigEndian.Uint32(b[12:])
	if b[0] == 1 {
		t.id = binary.BigEndian.Uint32(b[20:])
	}
	if t.Scale, err = t.scale(track, "mdia", "mdhd"); err != nil {
		return err
	}
	movie, err := t.find(box{end: t.size}, "moov")
	if err != nil {
		return err
	}
	scale, err := t.scale(movie, "mvhd")
	if err != nil {
		return err
	}
	list, err := t.find(track, "edts", "elst")
	if err != nil {
		return nil // there is none
	}
	return t.readEdits(list, scale)
}

// scale reads the scale of a header of the movie or of a track's media, which
// are alike so far.
func (t *Track) scale(parent box, path ...string) (int64, error) {
	header, err := t.find(parent, path...)
	if err != nil {
		return 0, err
	}
	var b [24]byte
	if err := t.read(b[:], header); err != nil {
		return 0, err
	}
	scale := binary.BigEndian.Uint32(b[12:])
	if b[0] == 1 {
		scale = binary.BigEndian.Uint32(b[20:])
	}
	if scale == 0 {
		return 0, errDamaged("the scale of time is 0")
	}
	return int64(scale), nil
}

func (t *Track) readEdits(list box, scale int64) error {
	var version [1]byte
	if err := t.read(version[:], list); err != nil {
		return err
	}
	be := binary.BigEndian
	width := int64(12)
	if version[0] == 1 {
		width = 20
	}
	entries, err := t.entries(list, width, maxEdits)
	if err != nil {
		return err
	}
	for ; len(entries) > 0; entries = entries[width:] {
		e := Edit{Length: int64(be.Uint32(entries)), Start: int64(int32(be.Uint32(entries[4:]))), Scale: scale}
		if width == 20 {
			e.Length, e.Start = int64(be.Uint64(entries)), int64(be.Uint64(entries[8:]))
		}
		if e.Start >= 0 { // else it is silence before the track
			t.Edits = append(t.Edits, e)
		}
	}
	return nil
}
