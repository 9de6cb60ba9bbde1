package mediatest

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"audiospliter/engine/timeline"
)

// Random returns numbers that are the same for the same name.
func Random(name string) *rand.Rand {
	seed := fnv.New64()
	seed.Write([]byte(name))
	return rand.New(rand.NewPCG(seed.Sum64(), 1))
}

// Rounds is how many random cuts a source gets: n, or as many as the environment
// says in AUDIOSPLITER_CUTS, as 50 for a thorough proof.
func Rounds(n int) int {
	if more, err := strconv.Atoi(os.Getenv("AUDIOSPLITER_CUTS")); err == nil {
		return more
	}
	return n
}

// Cuts returns n cut points, fewer where they find no room, between 0 and the end
// and with these, none closer to another than least. A sixth of them is where
// border moves a point, and as many are just behind another, half of these as
// close as can be.
func Cuts(random *rand.Rand, n int, samples, least timeline.Position, border func(timeline.Position) timeline.Position) []timeline.Position {
	points := []timeline.Position{0, samples}
	for tries := 0; len(points) < n+2 && tries < 1000*n; tries++ {
		p := timeline.Position(random.Int64N(int64(samples)))
		switch random.IntN(6) {
		case 0:
			p = border(p)
		case 1:
			p = points[random.IntN(len(points))] + least + timeline.Position(random.IntN(2)*random.IntN(50))
		}
		if p > 0 && p < samples && !slices.ContainsFunc(points, func(q timeline.Position) bool { return max(p-q, q-p) < least }) {
			points = append(points, p)
		}
	}
	slices.Sort(points)
	return points
}

// Even returns the points that cut into n equal parts.
func Even(samples timeline.Position, n int) []timeline.Position {
	var points []timeline.Position
	for i := range n + 1 {
		points = append(points, samples*timeline.Position(i)/timeline.Position(n))
	}
	return points
}

// A Cutter writes parts of a source, as each way of copying has one.
type Cutter[Part any] interface {
	Write(context.Context, *os.File, Part, func(timeline.Position)) (int64, error)
	Size(context.Context, Part) (int64, error)
}

// Write writes a part to a new file. It fails unless Write says how long that
// became, and told of the whole part while it went on. It returns that length and
// what Size says.
func Write[Part interface{ Len() timeline.Position }](t testing.TB, c Cutter[Part], path string, p Part) (written, size int64) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	told := timeline.Position(0)
	if written, err = c.Write(context.Background(), f, p, func(more timeline.Position) { told += more }); err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	if size, err = c.Size(context.Background(), p); err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	if info, err := f.Stat(); err != nil || info.Size() != written || told != p.Len() {
		t.Errorf("%+v: Write said %d bytes and %d samples; %d, %v", p, written, told, info.Size(), err)
	}
	return written, size
}

// Open opens a file until the test ends, and returns its size.
func Open(t testing.TB, path string) (*os.File, int64) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return f, info.Size()
}
