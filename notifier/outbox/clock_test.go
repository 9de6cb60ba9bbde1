package outbox

import (
	"testing"
	"time"
)

const year = 365 * 24 * time.Hour

// TestTimesOfAWrongClockCountAsPast claims what a clock a year ahead left.
func TestTimesOfAWrongClockCountAsPast(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	ahead := delivery("e", "due", "1")
	ahead.Created, ahead.Due = start.Add(year), start.Add(year)
	mustAdd(t, o, ahead, delivery("e", "lease", "1"))
	want(t, claim(t, o, "dead", 4, start.Add(year)), "due/1", "lease/1") // with leases until then
	if err := o.Release(ahead.ID, "dead"); err != nil {
		t.Fatal(err)
	}
	if next, ok, err := o.Next("e", start); err != nil || !ok || next.After(start) {
		t.Errorf("next at %v, %v, %v", next, ok, err)
	}
	want(t, claim(t, o, "me", 4, start), "due/1", "lease/1")
	want(t, claim(t, o, "you", 4, start)) // both are under way
	if err := o.Release("e/due/1", "me"); err != nil {
		t.Fatal(err)
	}
	// What a receiver has put off by a week is waited for.
	if _, _, err := o.RecordAttempt(delivery("e", "lease", "1"), "me", Attempt{At: start}, Pending, start.Add(7*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	want(t, claim(t, o, "you", 4, start), "due/1")
}

// TestPurgeKeepsWhatIsPending looks at the file with a clock a year ahead.
func TestPurgeKeepsWhatIsPending(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	over := delivery("e", "b", "1")
	over.State = Failed
	mustAdd(t, o, delivery("e", "a", "1"), over)
	if err := o.Purge(start.Add(year)); err != nil {
		t.Fatal(err)
	}
	list, err := o.List(Filter{})
	if err != nil || len(list) != 1 || list[0].State != Pending {
		t.Errorf("%+v, %v", list, err)
	}
}
