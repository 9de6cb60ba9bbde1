package outbox

import (
	"cmp"
	"strings"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/sqlfile"
)

const columns = `id, endpoint, name, subject, title, title_text, event, method, path, content_type, state, created, due, attempts, reason, reason_text, again`

// scan reads the columns, with what comes before and after them.
func scan(row sqlfile.Row, d *Delivery, before []any, after ...any) error {
	var (
		created, due       int64
		title, titleText   string
		reason, reasonText string
	)
	to := append(before, &d.ID, &d.Endpoint, &d.Name, &d.Subject, &title, &titleText, &d.Event, &d.Method, &d.Path, &d.ContentType,
		&d.State, &created, &due, &d.Attempts, &reason, &reasonText, &d.Again)
	err := row.Scan(append(to, after...)...)
	d.Created, d.Due = sqlfile.Unstamp(created), sqlfile.Unstamp(due)
	d.Title, d.Reason = message.Decode(titleText, title), message.Decode(reasonText, reason)
	return err
}

// defaultLimit is how many deliveries List returns where none is said.
const defaultLimit = 1000

// List returns the deliveries the filter chooses, the newest first, without
// their bodies.
func (o *Outbox) List(f Filter) ([]Delivery, error) {
	where := []string{"true"}
	var values []any
	and := func(condition string, value ...any) {
		where = append(where, condition)
		values = append(values, value...)
	}
	if f.ID != "" {
		and("substr(d.id, 1, length(?)) = ?", f.ID, f.ID)
	}
	if f.Endpoint != "" {
		and("(d.endpoint = ? OR d.name = ? COLLATE NOCASE)", f.Endpoint, f.Endpoint)
	}
	if f.Subject != "" {
		and("d.subject = ?", f.Subject)
	}
	if f.Event != "" {
		and("d.event = ?", f.Event)
	}
	if f.State != "" {
		and("d.state = ?", f.State)
	}
	if !f.Since.IsZero() {
		and("d.created >= ?", sqlfile.Stamp(f.Since))
	}
	if !f.Tried.IsZero() {
		and("max(d.created, ifnull(a.at + a.duration, 0)) >= ?", sqlfile.Stamp(f.Tried))
	}
	return sqlfile.All(o.db, func(row sqlfile.Row) (d Delivery, err error) {
		d.Last, err = scanAttempt(func(to ...any) error { return scan(row, &d, nil, to...) })
		return d, err
	}, `SELECT `+columns+`, ifnull(a.number, 0), ifnull(at, 0), ifnull(duration, 0), ifnull(status, 0), ifnull(answer, ''), ifnull(error, ''), ifnull(error_text, '')
		FROM deliveries d LEFT JOIN attempts a ON a.delivery = d.id AND a.number = d.attempts
		WHERE `+strings.Join(where, " AND ")+` ORDER BY d.seq DESC LIMIT ?`, append(values, cmp.Or(f.Limit, defaultLimit))...)
}

// Get returns the delivery with the id, with its body and without Last, or the
// error FILE_NOT_FOUND.
func (o *Outbox) Get(id string) (Delivery, error) {
	var d Delivery
	err := scan(o.db.QueryRow(`SELECT `+columns+`, body FROM deliveries WHERE id = ?`, id), &d, nil, &d.Body)
	if isNotFound(err) {
		return d, noDelivery(id)
	}
	return d, sqlfile.Explain(err)
}

func noDelivery(id string) error {
	return fault.New(fault.FileNotFound, "There is no delivery %q: 'audiospliter notify log' names them.", id)
}

// Attempts returns the attempts of a delivery, the first first.
func (o *Outbox) Attempts(id string) ([]Attempt, error) {
	return sqlfile.All(o.db, func(row sqlfile.Row) (Attempt, error) { return scanAttempt(row.Scan) },
		`SELECT number, at, duration, status, answer, error, error_text FROM attempts WHERE delivery = ? ORDER BY number`, id)
}

func scanAttempt(scan func(to ...any) error) (a Attempt, err error) {
	var at, duration int64
	var failure, failureText string
	err = scan(&a.Number, &at, &duration, &a.Status, &a.Answer, &failure, &failureText)
	a.At, a.Duration, a.Error = sqlfile.Unstamp(at), time.Duration(duration)*time.Millisecond, message.Decode(failureText, failure)
	return a, err
}
