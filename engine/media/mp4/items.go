package mp4

import (
	"io"
)

// An Item is one of the file's tags as iTunes writes them: a box in ilst, with
// boxes inside it.
type Item struct {
	Name string // of four bytes: "\xA9nam", "covr", "----", ...
	Data []byte // what the box holds
}

// MaxItems is how many bytes of items are read at most.
const MaxItems = 24 << 20

// Items reads the tags of a file of size bytes: none where there are none that
// can be found. It returns also how many items are left out because all together
// have over MaxItems bytes.
func Items(r io.ReaderAt, size int64) (items []Item, dropped int) {
	t := &Track{r: r, size: size}
	meta, err := t.find(box{end: size}, "moov", "udta", "meta")
	if err != nil {
		return nil, 0
	}
	meta.start += 4 // version and flags, which QuickTime does not have
	list, err := t.find(meta, "ilst")
	if err != nil {
		meta.start -= 4
		if list, err = t.find(meta, "ilst"); err != nil {
			return nil, 0
		}
	}
	total := int64(0)
	_ = t.each(list, func(b box) bool { // what is behind a damaged item is lost
		if b.name[0] == 0 { // the number of a key whose name stands elsewhere, as QuickTime has it
			return true
		}
		n := b.end - b.start
		if total+n > MaxItems {
			dropped++
			return true
		}
		data := make([]byte, n)
		if t.read(data, b) != nil {
			return false
		}
		total += n
		items = append(items, Item{b.name, data})
		return true
	})
	return items, dropped
}
