package outbox

// migrations bring a file from the version that is their index to the next.
// The version of a file is SQLite's user_version. None is ever changed.
var migrations = []string{`
CREATE TABLE deliveries (
	seq          INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of the events
	id           TEXT NOT NULL UNIQUE,
	endpoint     TEXT NOT NULL,
	name         TEXT NOT NULL,
	subject      TEXT NOT NULL,
	title        TEXT NOT NULL,
	event        TEXT NOT NULL,
	method       TEXT NOT NULL,
	path         TEXT NOT NULL,
	content_type TEXT NOT NULL,
	body         BLOB NOT NULL,
	state        TEXT NOT NULL,
	created      INTEGER NOT NULL,           -- times are milliseconds since 1970
	due          INTEGER NOT NULL,
	attempts     INTEGER NOT NULL DEFAULT 0,
	reason       TEXT NOT NULL DEFAULT '',
	owner        TEXT NOT NULL DEFAULT '',   -- who tries it now,
	lease        INTEGER NOT NULL DEFAULT 0  -- until then
);
CREATE INDEX waiting ON deliveries (endpoint, seq) WHERE state = 'pending';
CREATE INDEX waiting_subject ON deliveries (endpoint, subject, seq) WHERE state = 'pending';
CREATE INDEX subjects ON deliveries (subject);
CREATE INDEX ages ON deliveries (created);

CREATE TABLE attempts (
	delivery TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
	number   INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	duration INTEGER NOT NULL, -- milliseconds
	status   INTEGER NOT NULL,
	answer   TEXT NOT NULL,
	error    TEXT NOT NULL,
	PRIMARY KEY (delivery, number)
) WITHOUT ROWID;

-- How many deliveries in a row used up all their attempts.
CREATE TABLE exhausted (
	endpoint TEXT PRIMARY KEY,
	count    INTEGER NOT NULL
) WITHOUT ROWID;
`, `
-- The id under which it was sent again, for good.
ALTER TABLE deliveries ADD COLUMN again TEXT NOT NULL DEFAULT '';
`, `
-- What people read, as JSON of formats with their arguments; '' where the
-- column without _text is all there is. That column is the English.
ALTER TABLE deliveries ADD COLUMN title_text TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN reason_text TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN error_text TEXT NOT NULL DEFAULT '';
`}
