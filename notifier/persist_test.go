package notifier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/notifier/outbox"
)

// TestPersistOutlastsAFullDisk writes again and again, until it can or may not.
func TestPersistOutlastsAFullDisk(t *testing.T) {
	t.Parallel()
	full := fault.New(fault.DiskFull, "The disk is full.")
	for name, c := range map[string]struct {
		fails   int
		err     error
		writes  int
		took    time.Duration
		notices int
	}{
		"at once":     {fails: 0, writes: 1},
		"after a bit": {fails: 3, err: full, writes: 4, took: 7 * time.Second, notices: 1},
		"never":       {fails: 1000, err: full, writes: 6, took: time.Minute, notices: 2},
		"for good":    {fails: 1000, err: errors.New("broken"), writes: 1, notices: 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			notices, writes := 0, 0
			n := New(Options{Notice: func(Notice) { notices++ }})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			began := time.Now()
			err := n.persist(ctx, func() error {
				if writes++; writes <= c.fails {
					return c.err
				}
				return nil
			})
			if took := time.Since(began); (err != nil) != (c.fails > writes-1) || writes != c.writes || took != c.took || notices != c.notices {
				t.Errorf("%s: %d writes in %v, %d notices, %v", name, writes, took, notices, err)
			}
		})
	}
}

// TestAnAttemptThatCannotBeRecordedIsMadeAgainLater refuses for some minutes to
// store attempts, or to give deliveries back either: the delivery is neither stuck
// nor sent without a break.
func TestAnAttemptThatCannotBeRecordedIsMadeAgainLater(t *testing.T) {
	t.Parallel()
	for _, refused := range [][]string{{"INSERT ON attempts"}, {"INSERT ON attempts", "UPDATE ON deliveries WHEN NEW.owner = ''"}} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 200 })
			w.Record(event(engine.JobCompleted, "a"))
			w.finish(t)
			next := w.again(t)
			for i, what := range refused {
				change(t, w.path, fmt.Sprintf("CREATE TRIGGER refusal%d BEFORE %s BEGIN SELECT RAISE(ABORT, 'refused'); END", i, what))
			}
			next.Record(event(engine.JobCompleted, "b"))
			next.Start()
			time.Sleep(5*time.Minute + 30*time.Second)
			if posts := len(w.seen()); posts < 5 || posts > 7 {
				t.Errorf("%d posts in five minutes", posts)
			}
			for i := range refused {
				change(t, w.path, fmt.Sprintf("DROP TRIGGER refusal%d", i))
			}
			time.Sleep(5 * time.Minute)
			if in := next.in(t, outbox.Delivered); in != 2 {
				t.Errorf("%d have arrived", in)
			}
			for _, p := range w.seen()[1:] {
				if p.id != w.seen()[1].id {
					t.Errorf("it has the ids %s and %s", p.id, w.seen()[1].id)
				}
			}
		})
	}
}

// change executes a statement on the outbox, as another program would.
func change(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// TestResendOfWhatIsPendingSendsItNow does so once, under its own id.
func TestResendOfWhatIsPendingSendsItNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newFlakyWorld(t)
		w.emit(event(engine.JobCompleted, "a"))
		synctest.Wait()
		w.status.Store(http.StatusOK)
		first := w.seen()[0].id
		if id, err := w.Resend(first); id != first || err != nil {
			t.Errorf("%s is sent as %s, %v", first, id, err)
		}
		w.finish(t)
		w.check(t, "job.completed a", "job.completed a")
		if in := w.again(t).in(t, outbox.Delivered); in != 1 || w.seen()[1].id != first || w.seen()[1].at > time.Second {
			t.Errorf("%d have arrived: %+v", in, w.seen())
		}
	})
}
