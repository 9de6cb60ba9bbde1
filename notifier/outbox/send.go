package outbox

import (
	"cmp"
	"database/sql"
	"errors"
	"slices"
	"time"

	"audiospliter/engine/message"
	"audiospliter/engine/sqlfile"
)

// Add keeps the deliveries, all or none of them, and returns when they are on
// the disk. One whose id is there already is left out: an event that is recorded
// twice is delivered once. It returns how many were added.
func (o *Outbox) Add(deliveries ...Delivery) (added int, err error) {
	err = o.durably(func(tx *sql.Tx) error {
		for _, d := range deliveries {
			result, err := tx.Exec(`INSERT OR IGNORE INTO deliveries
				(id, endpoint, name, subject, title, title_text, event, method, path, content_type, body, state, created, due, reason, reason_text)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				d.ID, d.Endpoint, d.Name, d.Subject, d.Title.String(), message.Encode(d.Title), d.Event, d.Method, d.Path, d.ContentType, append([]byte{}, d.Body...),
				d.State, sqlfile.Stamp(d.Created), sqlfile.Stamp(d.Due), d.Reason.String(), message.Encode(d.Reason))
			if err != nil {
				return err
			}
			n, _ := result.RowsAffected() // never fails in SQLite
			added += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

// ready are the pending deliveries of an endpoint that no earlier one of their
// subject holds back.
const ready = `d.state = 'pending' AND d.endpoint = ?1 AND NOT EXISTS (
	SELECT 1 FROM deliveries e WHERE e.state = 'pending' AND e.endpoint = d.endpoint AND e.subject = d.subject AND e.seq < d.seq)`

// A due time or a lease further ahead than these was written while the clock was
// wrong, and counts as past.
const (
	maxDue   = 8 * 24 * time.Hour // receivers can put an attempt off by a week
	maxLease = time.Hour
)

// horizon returns the bounds of due times and leases as the file has them.
func horizon(now time.Time) (due, lease int64) {
	return sqlfile.Stamp(now.Add(maxDue)), sqlfile.Stamp(now.Add(maxLease))
}

// Claim takes out deliveries of an endpoint that are due at now, in the order
// of their events and at most limit of them, those that others have taken out
// included. They are owner's until then: after that, anybody else's.
func (o *Outbox) Claim(endpoint, owner string, limit int, now, until time.Time) (taken []Delivery, err error) {
	latest, longest := horizon(now)
	longest = max(longest, sqlfile.Stamp(until))
	err = o.within(func(tx *sql.Tx) error {
		var busy int
		err := tx.QueryRow(`SELECT count(*) FROM deliveries WHERE state = 'pending' AND endpoint = ?1 AND lease > ?2 AND lease <= ?3`,
			endpoint, sqlfile.Stamp(now), longest).Scan(&busy)
		if err != nil || busy >= limit {
			return err
		}
		type numbered struct {
			Delivery
			seq int64
		}
		all, err := sqlfile.All(tx, func(row sqlfile.Row) (n numbered, err error) {
			err = scan(row, &n.Delivery, []any{&n.seq}, &n.Body)
			return n, err
		}, `UPDATE deliveries SET owner = ?2, lease = ?3 WHERE seq IN (
				SELECT d.seq FROM deliveries d WHERE `+ready+` AND (d.due <= ?4 OR d.due > ?6)
					AND d.owner <> ?2 AND (d.lease <= ?4 OR d.lease > ?7) ORDER BY d.seq LIMIT ?5)
			RETURNING seq, `+columns+`, body`, endpoint, owner, sqlfile.Stamp(until), sqlfile.Stamp(now), limit-busy, latest, longest)
		slices.SortFunc(all, func(a, b numbered) int { return cmp.Compare(a.seq, b.seq) })
		for _, n := range all {
			taken = append(taken, n.Delivery)
		}
		return err
	})
	return taken, err
}

// Next returns when the next delivery of an endpoint can be claimed, and
// whether one is pending.
func (o *Outbox) Next(endpoint string, now time.Time) (time.Time, bool, error) {
	var at sql.NullInt64
	latest, longest := horizon(now)
	err := o.db.QueryRow(`SELECT min(max(iif(d.due > ?2, 0, d.due), iif(d.lease > ?3, 0, d.lease))) FROM deliveries d WHERE `+ready,
		endpoint, latest, longest).Scan(&at)
	return sqlfile.Unstamp(at.Int64), at.Valid, sqlfile.Explain(err)
}

// Renew keeps a delivery that owner has taken out with it until then.
func (o *Outbox) Renew(id, owner string, until time.Time) error {
	_, err := o.db.Exec(`UPDATE deliveries SET lease = ? WHERE id = ? AND owner = ?`, sqlfile.Stamp(until), id, owner)
	return sqlfile.Explain(err)
}

// Release gives back what owner has taken out and does not try.
func (o *Outbox) Release(id, owner string) error {
	_, err := o.db.Exec(`UPDATE deliveries SET owner = '', lease = 0 WHERE id = ? AND owner = ?`, id, owner)
	return sqlfile.Explain(err)
}

// RecordAttempt records an attempt that owner has made, and what becomes of the
// delivery: it is Delivered, Failed, or Pending until due. If its lease had run
// out and somebody else has taken it over, only a success counts. It returns
// the delivery with the attempt in it, and how many deliveries of the endpoint
// have now failed in a row.
func (o *Outbox) RecordAttempt(d Delivery, owner string, a Attempt, to State, due time.Time) (_ Delivery, exhausted int, err error) {
	err = o.within(func(tx *sql.Tx) error {
		var before State
		var holder string
		err := tx.QueryRow(`SELECT state, owner, attempts FROM deliveries WHERE id = ?`, d.ID).Scan(&before, &holder, &a.Number)
		if err != nil {
			return err
		}
		a.Number++
		_, err = tx.Exec(`INSERT INTO attempts (delivery, number, at, duration, status, answer, error, error_text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			d.ID, a.Number, sqlfile.Stamp(a.At), a.Duration.Milliseconds(), a.Status, a.Answer, a.Error.String(), message.Encode(a.Error))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE deliveries SET attempts = ? WHERE id = ?`, a.Number, d.ID); err != nil {
			return err
		}
		d.Attempts, d.Last = a.Number, a
		if holder != owner && to != Delivered || before == Delivered {
			d.State = before
			return nil
		}
		d.State, d.Due = to, due
		if _, err := tx.Exec(`UPDATE deliveries SET state = ?, due = ?, owner = '', lease = 0 WHERE id = ?`, to, sqlfile.Stamp(due), d.ID); err != nil {
			return err
		}
		exhausted, err = count(tx, d.Endpoint, to)
		return err
	})
	return d, exhausted, err
}

// count keeps how many deliveries of an endpoint failed in a row.
func count(tx *sql.Tx, endpoint string, to State) (n int, err error) {
	switch to {
	case Delivered:
		_, err = tx.Exec(`DELETE FROM exhausted WHERE endpoint = ?`, endpoint)
	case Failed:
		err = tx.QueryRow(`INSERT INTO exhausted (endpoint, count) VALUES (?, 1)
			ON CONFLICT (endpoint) DO UPDATE SET count = count + 1 RETURNING count`, endpoint).Scan(&n)
	}
	return n, err
}

// FailPending fails all pending deliveries of an endpoint and forgets how often it
// failed. It returns how many there were.
func (o *Outbox) FailPending(endpoint string, reason message.Text) (n int, err error) {
	err = o.within(func(tx *sql.Tx) error {
		result, err := tx.Exec(`UPDATE deliveries SET state = 'failed', reason = ?, reason_text = ?, owner = '', lease = 0
			WHERE state = 'pending' AND endpoint = ?`, reason.String(), message.Encode(reason), endpoint)
		if err != nil {
			return err
		}
		rows, _ := result.RowsAffected()
		n = int(rows)
		_, err = tx.Exec(`DELETE FROM exhausted WHERE endpoint = ?`, endpoint)
		return err
	})
	return n, err
}

// RetryNow makes all pending deliveries due now.
func (o *Outbox) RetryNow(now time.Time) error {
	_, err := o.db.Exec(`UPDATE deliveries SET due = ?1 WHERE state = 'pending' AND due > ?1`, sqlfile.Stamp(now))
	return sqlfile.Explain(err)
}

// Waiting returns how many deliveries are pending, by endpoint.
func (o *Outbox) Waiting() (map[string]int, error) {
	waiting := map[string]int{}
	err := sqlfile.Each(o.db, func(row sqlfile.Row) error {
		var endpoint string
		var n int
		err := row.Scan(&endpoint, &n)
		waiting[endpoint] = n
		return err
	}, `SELECT endpoint, count(*) FROM deliveries WHERE state = 'pending' GROUP BY endpoint`)
	return waiting, err
}

// Purge forgets deliveries created before then, with their attempts. Those that
// are pending stay.
func (o *Outbox) Purge(before time.Time) error {
	_, err := o.db.Exec(`DELETE FROM deliveries WHERE created < ? AND state <> 'pending'`, sqlfile.Stamp(before))
	_, shrunk := o.db.Exec(`PRAGMA incremental_vacuum`)
	return sqlfile.Explain(cmp.Or(err, shrunk))
}

// Resend adds a copy of a delivery, under the new id and as though its event
// had happened at now, and notes that id. Where the delivery is pending, or its
// copy, that one is due now and nothing is added. Resend returns the id of what
// is pending, or the error FILE_NOT_FOUND.
func (o *Outbox) Resend(id, newID string, now time.Time) (pending string, err error) {
	err = o.durably(func(tx *sql.Tx) error {
		err := tx.QueryRow(`UPDATE deliveries SET due = min(due, ?2)
			WHERE state = 'pending' AND id IN (?1, (SELECT again FROM deliveries WHERE id = ?1)) RETURNING id`, id, sqlfile.Stamp(now)).Scan(&pending)
		if !isNotFound(err) {
			return err
		}
		pending = newID
		added, err := tx.Exec(`INSERT INTO deliveries (id, endpoint, name, subject, title, title_text, event, method, path, content_type, body, state, created, due)
			SELECT ?2, endpoint, name, subject, title, title_text, event, method, path, content_type, body, 'pending', ?3, ?3
			FROM deliveries WHERE id = ?1`, id, newID, sqlfile.Stamp(now))
		if err != nil {
			return err
		}
		if n, _ := added.RowsAffected(); n == 0 {
			return noDelivery(id)
		}
		_, err = tx.Exec(`UPDATE deliveries SET again = ? WHERE id = ?`, newID, id)
		return err
	})
	return pending, err
}

func isNotFound(err error) bool { return errors.Is(err, sql.ErrNoRows) }
