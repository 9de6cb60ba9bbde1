package window

// pageSize is how many rows of a long list are read at a time: more than a
// screen shows.
const pageSize = 200

// maxPages bounds how many are kept.
const maxPages = 20

// A pagedList is a long list that lies on the disk, of which the parts are read
// that are looked at. It belongs to the UI goroutine; what it reads is read
// elsewhere.
type pagedList[T any] struct {
	read    func(limit, offset int) (rows []T, total int, err error) // on a goroutine of its own
	run     func(func())                                             // takes functions to the UI goroutine
	changed func()                                                   // there is more, or something else, to show

	total  int
	err    error // why it could not be read the last time
	loaded bool  // an answer has come

	have    map[int][]T
	asked   map[int]bool
	last    int  // the page that was looked at last
	stale   bool // what is there is to be replaced by the next answer
	busy    bool // the list is being read anew
	again   bool // and is to be once more after that
	version int  // of the answers that are awaited
}

func newPagedList[T any](run func(func()), read func(limit, offset int) ([]T, int, error), changed func()) *pagedList[T] {
	return &pagedList[T]{run: run, read: read, changed: changed, have: map[int][]T{}, asked: map[int]bool{}}
}

// at returns a row, and whether it is there. One that is not is read.
func (p *pagedList[T]) at(n int) (row T, ok bool) {
	p.last = n / pageSize
	rows, ok := p.have[p.last]
	if !ok {
		p.ask(p.last)
	}
	if n%pageSize >= len(rows) {
		return row, false
	}
	return rows[n%pageSize], true
}

// reload reads the list anew; until an answer comes it stays as it is. Asked
// for while it is being read, it is read once more.
func (p *pagedList[T]) reload() {
	if p.busy {
		p.again = true
		return
	}
	p.restart()
}

// restart is reload for another list: answers under way are of no use.
func (p *pagedList[T]) restart() {
	p.version++
	p.asked = map[int]bool{}
	p.stale, p.busy, p.again = true, true, false
	p.ask(p.last)
}

func (p *pagedList[T]) ask(page int) {
	if p.asked[page] {
		return
	}
	p.asked[page] = true
	version, read := p.version, p.read
	go func() {
		rows, total, err := read(pageSize, page*pageSize)
		p.run(func() {
			if version == p.version {
				p.answer(page, rows, total, err)
			}
		})
	}()
}

func (p *pagedList[T]) answer(page int, rows []T, total int, err error) {
	if p.stale || len(p.have) >= maxPages {
		p.have, p.asked = map[int][]T{}, map[int]bool{page: true}
		p.stale = false
	}
	p.have[page], p.total, p.err, p.loaded = rows, total, err, true
	p.busy = false
	if page > 0 && len(rows) == 0 {
		p.last = 0 // the list has become shorter
	}
	if p.again {
		p.restart()
	}
	p.changed()
}
