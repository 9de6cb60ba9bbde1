package window

import (
	"cmp"
	"slices"
	"strings"

	"github.com/maruel/natural"
)

// A sortKey is what a queue can be sorted by.
type sortKey int

const (
	keyNone sortKey = iota
	keyName
	keyDuration
	keySize
	keyRecipe
	keySegments
	keyStatus
)

// A sorting is how the queue was last sorted. It is off again as soon as files
// are added or moved by hand.
type sorting struct {
	key  sortKey
	down bool
	on   bool
}

// sort puts the items in the order of a key, or, if they are in it already, the
// other way round. It is the order they are split in. Equal items keep theirs.
func (q *queue) sort(key sortKey, recipe func(*item) string) {
	q.sorted = sorting{key: key, down: q.sorted.on && q.sorted.key == key && !q.sorted.down, on: true}
	compare := func(a, b *item) int { return 0 }
	switch key {
	case keyName:
		names := make(map[*item]string, len(q.items))
		for _, i := range q.items {
			names[i] = strings.ToLower(i.name())
		}
		compare = func(a, b *item) int { return byNature(names[a], names[b]) }
	case keyDuration:
		compare = func(a, b *item) int { return cmp.Compare(a.source.Duration(), b.source.Duration()) }
	case keySize:
		compare = func(a, b *item) int { return cmp.Compare(a.source.Size, b.source.Size) }
	case keyRecipe:
		texts := make(map[*item]string, len(q.items))
		for _, i := range q.items {
			texts[i] = recipe(i)
		}
		compare = func(a, b *item) int { return strings.Compare(texts[a], texts[b]) }
	case keySegments:
		compare = func(a, b *item) int { return cmp.Compare(a.segments(), b.segments()) }
	case keyStatus:
		compare = func(a, b *item) int { return cmp.Compare(a.phase, b.phase) }
	}
	slices.SortStableFunc(q.items, func(a, b *item) int {
		if q.sorted.down {
			return compare(b, a)
		}
		return compare(a, b)
	})
	q.rows = nil
}

func byNature(a, b string) int {
	switch {
	case a == b:
		return 0
	case natural.Less(a, b):
		return -1
	}
	return 1
}

// show lets through only items whose path holds the text, whatever its case; those
// that are not shown are not selected either.
func (q *queue) show(text string) {
	q.filterText, q.rows = strings.ToLower(strings.TrimSpace(text)), nil
	out := map[*item]bool{}
	shown := map[*item]bool{}
	for _, i := range q.visible() {
		shown[i] = true
	}
	for i := range q.selected {
		if !shown[i] {
			out[i] = true
		}
	}
	for _, i := range []*item{q.current, q.anchor} {
		if i != nil && !shown[i] {
			out[i] = true
		}
	}
	q.deselect(out)
}

// visible returns the items that the filter lets through, in order.
func (q *queue) visible() []*item {
	if q.filterText == "" {
		return q.items
	}
	if q.rows == nil {
		q.rows = []*item{}
		for _, i := range q.items {
			if strings.Contains(strings.ToLower(i.path), q.filterText) {
				q.rows = append(q.rows, i)
			}
		}
	}
	return q.rows
}
