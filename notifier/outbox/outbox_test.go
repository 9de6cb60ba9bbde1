package outbox

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

var (
	start = time.UnixMilli(1_700_000_000_000)
	later = start.Add(10 * time.Second)
)

func openTest(t *testing.T) *Outbox {
	t.Helper()
	// A name with what a URI would read otherwise.
	o, aside, err := Open(filepath.Join(t.TempDir(), "100% ö?#&", "outbox.db"))
	if err != nil || aside != "" {
		t.Fatal(aside, err)
	}
	t.Cleanup(func() { o.Close() })
	return o
}

func delivery(endpoint, subject, event string) Delivery {
	return Delivery{
		ID: strings.Join([]string{endpoint, subject, event}, "/"), Endpoint: endpoint, Name: "name of " + endpoint, Subject: subject, Event: event,
		Title: message.Literal("a.mp3"), Method: "PUT", Path: "/x?y=z", ContentType: "text/plain", Body: []byte("\x00body"), State: Pending, Created: start, Due: start,
	}
}

func mustAdd(t *testing.T, o *Outbox, all ...Delivery) {
	t.Helper()
	if n, err := o.Add(all...); err != nil || n != len(all) {
		t.Fatalf("%d added, %v", n, err)
	}
}

func claim(t *testing.T, o *Outbox, owner string, limit int, now time.Time) []string {
	t.Helper()
	taken, err := o.Claim("e", owner, limit, now, now.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range taken {
		ids = append(ids, strings.TrimPrefix(d.ID, "e/"))
	}
	return ids
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestADeliveryComesBackAsItWas(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	d := delivery("e", "job", "done")
	mustAdd(t, o, d)
	again := d
	again.Body = []byte("another")
	if n, err := o.Add(again); n != 0 || err != nil {
		t.Errorf("added twice: %d, %v", n, err)
	}
	got, err := o.Get(d.ID)
	if err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", d) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, d)
	}
	if _, err := o.Get("nothing"); fault.CodeOf(err) != fault.FileNotFound {
		t.Errorf("got %v", err)
	}
}

func TestDeliveriesOfASubjectWaitForEachOther(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	mustAdd(t, o, delivery("e", "a", "1"), delivery("e", "a", "2"), delivery("e", "b", "1"), delivery("other", "a", "1"))
	want(t, claim(t, o, "me", 4, start), "a/1", "b/1")
	want(t, claim(t, o, "me", 4, start)) // what is out is out
	if _, _, err := o.RecordAttempt(delivery("e", "a", "1"), "me", Attempt{At: start, Status: 500}, Pending, later); err != nil {
		t.Fatal(err)
	}
	want(t, claim(t, o, "me", 4, start)) // the first waits, and so does the second
	if next, ok, err := o.Next("e", start); err != nil || !ok || !next.Equal(start.Add(time.Second)) {
		t.Errorf("next is %v, %v, %v", next, ok, err) // the lease of b/1
	}
	want(t, claim(t, o, "another", 4, later), "a/1", "b/1") // whose leases have run out
	if _, _, err := o.RecordAttempt(delivery("e", "a", "1"), "another", Attempt{At: later, Status: 200}, Delivered, later); err != nil {
		t.Fatal(err)
	}
	want(t, claim(t, o, "another", 4, later), "a/2")
	attempts, err := o.Attempts("e/a/1")
	if err != nil || len(attempts) != 2 || attempts[0].Status != 500 || attempts[1].Number != 2 || !attempts[1].At.Equal(later) {
		t.Errorf("%+v, %v", attempts, err)
	}
}

func TestLeasesAreOfOneOwner(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	mustAdd(t, o, delivery("e", "a", "1"), delivery("e", "b", "1"), delivery("e", "c", "1"))
	want(t, claim(t, o, "me", 2, start), "a/1", "b/1")
	want(t, claim(t, o, "you", 2, start)) // two are under way
	want(t, claim(t, o, "you", 3, start), "c/1")
	if err := o.Release("e/c/1", "me"); err != nil { // which is not mine
		t.Error(err)
	}
	want(t, claim(t, o, "me", 4, start))
	if err := o.Renew("e/a/1", "me", later.Add(time.Second)); err != nil {
		t.Error(err)
	}
	want(t, claim(t, o, "me", 4, later), "c/1") // not b/1, which it still has
	want(t, claim(t, o, "you", 4, later), "b/1")
	// An attempt that lasted longer than its lease: a success counts, a failure does not.
	d, _, err := o.RecordAttempt(delivery("e", "b", "1"), "me", Attempt{Status: 500}, Failed, later)
	if err != nil || d.State != Pending {
		t.Errorf("%+v, %v", d, err)
	}
	if d, _, err = o.RecordAttempt(delivery("e", "b", "1"), "me", Attempt{Status: 200}, Delivered, later); err != nil || d.State != Delivered {
		t.Errorf("%+v, %v", d, err)
	}
	if d, _, err = o.RecordAttempt(delivery("e", "b", "1"), "you", Attempt{Status: 500}, Pending, later); err != nil || d.State != Delivered {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestFailuresInARowAreCounted(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	for i, step := range []struct {
		to   State
		want int
	}{{Failed, 1}, {Failed, 2}, {Pending, 0}, {Failed, 3}, {Delivered, 0}, {Failed, 1}} {
		d := delivery("e", fmt.Sprint(i), "1")
		mustAdd(t, o, d)
		claim(t, o, "me", 4, later.Add(time.Duration(i)*time.Hour))
		if _, got, err := o.RecordAttempt(d, "me", Attempt{}, step.to, later.Add(1000*time.Hour)); err != nil || got != step.want {
			t.Errorf("%d: %d in a row, want %d, %v", i, got, step.want, err)
		}
	}
	if n, err := o.FailPending("e", message.Literal("enough")); n != 1 || err != nil {
		t.Errorf("%d given up, %v", n, err)
	}
	if waiting, err := o.Waiting(); len(waiting) != 0 || err != nil {
		t.Errorf("%v wait, %v", waiting, err)
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	old := delivery("e", "a", "1")
	old.Created = start.Add(-time.Hour)
	failed := delivery("f", "a", "2")
	failed.State, failed.Reason = Failed, message.Literal("why")
	mustAdd(t, o, old, failed, delivery("e", "b", "2"))
	claim(t, o, "me", 1, start)
	if _, _, err := o.RecordAttempt(old, "me", Attempt{At: start, Duration: time.Second, Status: 204, Answer: "thanks"}, Delivered, start); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		f    Filter
		want []string
	}{
		"all":      {Filter{}, []string{"e/b/2", "f/a/2", "e/a/1"}},
		"limit":    {Filter{Limit: 2}, []string{"e/b/2", "f/a/2"}},
		"id":       {Filter{ID: "f/"}, []string{"f/a/2"}},
		"wild":     {Filter{ID: "%"}, nil},
		"endpoint": {Filter{Endpoint: "e"}, []string{"e/b/2", "e/a/1"}},
		"name":     {Filter{Endpoint: "NAME of f"}, []string{"f/a/2"}},
		"subject":  {Filter{Subject: "a"}, []string{"f/a/2", "e/a/1"}},
		"event":    {Filter{Event: "2", Endpoint: "e"}, []string{"e/b/2"}},
		"state":    {Filter{State: Delivered}, []string{"e/a/1"}},
		"since":    {Filter{Since: start}, []string{"e/b/2", "f/a/2"}},
		"tried":    {Filter{Tried: start.Add(time.Second)}, []string{"e/a/1"}},
		"either":   {Filter{Tried: start}, []string{"e/b/2", "f/a/2", "e/a/1"}},
	} {
		list, err := o.List(test.f)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, d := range list {
			ids = append(ids, d.ID)
			if d.ID == "e/a/1" && (!reflect.DeepEqual(d.Last, Attempt{1, start, time.Second, 204, "thanks", nil}) || d.Attempts != 1) {
				t.Errorf("%+v", d)
			}
		}
		if !slices.Equal(ids, test.want) {
			t.Errorf("%s: %q, want %q", name, ids, test.want)
		}
	}
	if err := o.Purge(start); err != nil {
		t.Error(err)
	}
	if list, err := o.List(Filter{}); err != nil || len(list) != 2 {
		t.Errorf("%d left, %v", len(list), err)
	}
	if attempts, err := o.Attempts("e/a/1"); err != nil || len(attempts) != 0 {
		t.Errorf("attempts of what is forgotten: %v, %v", attempts, err)
	}
}

func TestResendIsNew(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	failed := delivery("e", "a", "1")
	failed.State, failed.Reason = Failed, message.Literal("why")
	mustAdd(t, o, failed)
	id, err := o.Resend(failed.ID, "new", later)
	if err != nil || id != "new" {
		t.Errorf("%q, %v", id, err)
	}
	if d, err := o.Get("new"); err != nil || d.State != Pending || len(d.Reason) != 0 || d.Attempts != 0 || !d.Due.Equal(later) || d.Again != "" {
		t.Errorf("%+v, %v", d, err)
	}
	taken, err := o.Claim("e", "me", 4, later, later)
	if err != nil || len(taken) != 1 || taken[0].ID != "new" || string(taken[0].Body) != string(failed.Body) {
		t.Errorf("%+v, %v", taken, err)
	}
	if list, err := o.List(Filter{}); err != nil || len(list) != 2 || list[1].Again != "new" || list[0].Again != "" {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := o.Resend("nothing", "x", later); fault.CodeOf(err) != fault.FileNotFound {
		t.Errorf("got %v", err)
	}
}

// TestResendOfWhatIsPendingAddsNothing makes it due, and its copy.
func TestResendOfWhatIsPendingAddsNothing(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	waiting, failed := delivery("e", "a", "1"), delivery("e", "b", "1")
	waiting.Due, failed.State = later.Add(time.Hour), Failed
	mustAdd(t, o, waiting, failed)
	for i, c := range []struct{ id, want string }{{waiting.ID, waiting.ID}, {failed.ID, "copy1"}, {failed.ID, "copy1"}, {"copy1", "copy1"}} {
		if got, err := o.Resend(c.id, fmt.Sprint("copy", i), later); err != nil || got != c.want {
			t.Errorf("of %s is pending %q, want %q, %v", c.id, got, c.want, err)
		}
	}
	want(t, claim(t, o, "me", 4, later), "a/1", "copy1")
	if _, _, err := o.RecordAttempt(Delivery{ID: "copy1", Endpoint: "e"}, "me", Attempt{At: later}, Failed, later); err != nil {
		t.Fatal(err)
	}
	if got, err := o.Resend(failed.ID, "copy4", later); err != nil || got != "copy4" {
		t.Errorf("after its copy failed: %q, %v", got, err)
	}
}

// TestOneFileIsMadeByMany opens a file that is not there yet from several
// connections at once: each can use it.
func TestOneFileIsMadeByMany(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		path := filepath.Join(t.TempDir(), "outbox.db")
		var all sync.WaitGroup
		for j := range 3 {
			all.Go(func() {
				o, aside, err := Open(path)
				if err != nil || aside != "" {
					t.Errorf("%d: %q, %v", i, aside, err)
					return
				}
				defer o.Close()
				if n, err := o.Add(delivery("e", fmt.Sprint(j), "1")); n != 1 || err != nil {
					t.Errorf("%d: %d added, %v", i, n, err)
				}
			})
		}
		all.Wait()
	}
}

func TestADamagedFileIsPutAside(t *testing.T) {
	t.Parallel()
	whole := filepath.Join(t.TempDir(), "whole.db")
	o, _, err := Open(whole)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		mustAdd(t, o, delivery("e", fmt.Sprint(i), "1"))
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	middle := slices.Clone(good)
	for i := len(middle) / 4; i < len(middle)/2; i++ {
		middle[i] = 0x5a
	}
	for name, content := range map[string][]byte{
		"text": []byte(strings.Repeat("this is no database\n", 100)), "its middle": middle, "its end": good[:len(good)/2],
	} {
		path := filepath.Join(t.TempDir(), "outbox.db")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		o, aside, err := Open(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		mustAdd(t, o, delivery("e", "a", "1"))
		o.Close()
		if kept, err := os.ReadFile(aside); err != nil || len(kept) != len(content) || !bytes.Equal(kept[100:], content[100:]) { // behind SQLite's header
			t.Errorf("%s: put aside as %q, %d bytes of %d, %v", name, aside, len(kept), len(content), err)
		}
	}
}

// writeOld makes a file of an older version, with what the statements add.
func writeOld(t *testing.T, path string, version int, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(fmt.Sprintf("%s; PRAGMA user_version = %d; %s", strings.Join(migrations[:version], ";"), version, statements)); err != nil {
		t.Fatal(err)
	}
}

func TestAFileOfAnOlderProgramIsTakenOver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "outbox.db")
	writeOld(t, path, 1, `INSERT INTO deliveries (id, endpoint, name, subject, title, event, method, path, content_type, body, state, created, due)
		VALUES ('old', 'e', '', '', '', '', '', '', '', '', 'pending', 1, 1)`)
	o, aside, err := Open(path)
	if err != nil || aside != "" {
		t.Fatal(aside, err)
	}
	defer o.Close()
	want(t, claim(t, o, "me", 4, start), "old")
}

func TestAFileOfANewerProgramIsLeftAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "outbox.db")
	o, _, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	o.Close()
	if _, aside, err := Open(path); aside != "" || fault.CodeOf(err) != fault.InvalidParams {
		t.Errorf("%q, %v", aside, err)
	}
}

func TestOnlyItsUserReadsIt(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	o, _, err := Open(filepath.Join(folder, "outbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	mustAdd(t, o, delivery("e", "a", "1"))
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) < 2 {
		t.Fatal(entries, err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", entry.Name(), info.Mode(), err)
		}
	}
}

// Whatever is done to it, an outbox hands out no delivery that is over or that
// another has, none before an earlier one of its subject, and loses none.
func TestClaimsByAModel(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		endpoint := fmt.Sprint("endpoint", round)
		type entry struct {
			id, subject, owner string
			over               bool
		}
		var model []*entry
		now := start
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				var added []Delivery // several at once: each wait for the disk takes long
				for range rapid.IntRange(1, 6).Draw(t, "count") {
					d := delivery(endpoint, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "subject"), fmt.Sprint(len(model)))
					d.Created, d.Due = now, now
					added = append(added, d)
					model = append(model, &entry{id: d.ID, subject: d.Subject})
				}
				if n, err := o.Add(added...); n != len(added) || err != nil {
					t.Fatal(n, err)
				}
			},
			"claim": func(t *rapid.T) {
				now = now.Add(time.Second)
				owner, limit := rapid.SampledFrom([]string{"me", "you"}).Draw(t, "owner"), rapid.IntRange(1, 4).Draw(t, "limit")
				taken, err := o.Claim(endpoint, owner, limit, now, now.Add(1000*time.Hour))
				if err != nil {
					t.Fatal(err)
				}
				var expected []string
				busy := 0
				for _, e := range model {
					if e.owner != "" {
						busy++
					}
				}
				blocked := map[string]bool{}
				for _, e := range model {
					if e.over {
						continue
					}
					if e.owner == "" && !blocked[e.subject] && busy < limit {
						expected = append(expected, e.id)
						e.owner = owner
						busy++
					}
					blocked[e.subject] = true
				}
				var got []string
				for _, d := range taken {
					got = append(got, d.ID)
				}
				if !slices.Equal(got, expected) {
					t.Fatalf("got %q, want %q", got, expected)
				}
			},
			"record": func(t *rapid.T) {
				for _, e := range model {
					if e.owner == "" {
						continue
					}
					to := rapid.SampledFrom([]State{Delivered, Failed, Pending}).Draw(t, "to")
					d := Delivery{ID: e.id, Endpoint: endpoint}
					if _, _, err := o.RecordAttempt(d, e.owner, Attempt{At: now}, to, now); err != nil {
						t.Fatal(err)
					}
					e.owner, e.over = "", to != Pending
					return
				}
			},
			"": func(t *rapid.T) {
				open := 0
				for _, e := range model {
					if !e.over {
						open++
					}
				}
				if waiting, err := o.Waiting(); err != nil || waiting[endpoint] != open {
					t.Fatalf("%d wait, want %d, %v", waiting[endpoint], open, err)
				}
			},
		})
		if _, err := o.FailPending(endpoint, message.Literal("over")); err != nil { // or they would be counted in every round after
			t.Fatal(err)
		}
	})
}
