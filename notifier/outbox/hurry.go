package outbox

import (
	"database/sql"
	"time"
)

// Hurry makes all pending deliveries due now. Those that nothing can be sent to
// at present wait on.
func (o *Outbox) Hurry(now time.Time) error {
	return o.within(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE deliveries SET due = ? WHERE state = 'pending' AND due > ?`, stamp(now), stamp(now))
		return err
	})
}
