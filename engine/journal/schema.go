package journal

// migrations make the file what this program expects; see sqlfile.Open. None
// is ever changed: a new one is added. Times are milliseconds since 1970, 0 for
// none.
var migrations = []string{`
CREATE TABLE owners (
	id   TEXT PRIMARY KEY,
	pid  INTEGER NOT NULL,
	beat INTEGER NOT NULL -- when it last said that it lives
) WITHOUT ROWID;

CREATE TABLE recipes (
	seq  INTEGER PRIMARY KEY,
	json TEXT NOT NULL UNIQUE
);

CREATE TABLE jobs (
	seq      INTEGER PRIMARY KEY, -- in the order they were added
	id       TEXT NOT NULL UNIQUE,
	batch    TEXT NOT NULL,
	recipe   INTEGER NOT NULL REFERENCES recipes (seq),
	request  TEXT NOT NULL,       -- the rest of what was asked, as JSON
	path     TEXT NOT NULL,
	name     TEXT NOT NULL,       -- of the file, without its folder
	preset   TEXT NOT NULL,
	owner    TEXT NOT NULL,       -- the program that has it; '' for none
	added    INTEGER NOT NULL,
	state    TEXT NOT NULL,
	over     INTEGER NOT NULL,    -- its state is final
	held     INTEGER NOT NULL,
	priority INTEGER NOT NULL,
	place    REAL NOT NULL,       -- in the queue
	attempt  INTEGER NOT NULL,
	try      INTEGER NOT NULL,
	due      INTEGER NOT NULL,    -- of the next try
	started  INTEGER NOT NULL,
	ended    INTEGER NOT NULL,
	format   TEXT NOT NULL,       -- of the source, as are the next
	duration REAL NOT NULL,       -- seconds
	size     INTEGER NOT NULL,
	modified INTEGER NOT NULL,    -- nanoseconds
	folder   TEXT NOT NULL,       -- of the segments
	segments INTEGER NOT NULL,    -- planned
	written  INTEGER NOT NULL,
	code     TEXT NOT NULL,
	message  TEXT NOT NULL,
	details  TEXT NOT NULL
);
CREATE INDEX batches ON jobs (batch);
CREATE INDEX names ON jobs (name);
CREATE INDEX recipes_of ON jobs (recipe);
CREATE INDEX states ON jobs (state, added, seq);
CREATE INDEX presets ON jobs (preset, added, seq);
CREATE INDEX times ON jobs (added, seq, name); -- lists go by it, names are looked for in it
CREATE INDEX unfinished ON jobs (owner, seq) WHERE NOT over;
CREATE INDEX ends ON jobs (ended) WHERE over;

CREATE TABLE attempts (
	job     INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
	attempt INTEGER NOT NULL,
	try     INTEGER NOT NULL,
	state   TEXT NOT NULL,
	started INTEGER NOT NULL,
	ended   INTEGER NOT NULL,
	code    TEXT NOT NULL,
	message TEXT NOT NULL,
	PRIMARY KEY (job, attempt, try)
) WITHOUT ROWID;

CREATE TABLE files (
	job       INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
	number    INTEGER NOT NULL, -- of the segment
	published INTEGER NOT NULL, -- it has its name; 0 before that
	json      TEXT NOT NULL,
	PRIMARY KEY (job, number)
) WITHOUT ROWID;

CREATE TABLE commands (
	seq     INTEGER PRIMARY KEY,
	job     INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
	attempt INTEGER NOT NULL,
	program TEXT NOT NULL,
	args    TEXT NOT NULL,      -- as a JSON array
	started INTEGER NOT NULL,
	took    INTEGER NOT NULL,
	error   TEXT NOT NULL
);
CREATE INDEX commands_of ON commands (job);
`, `
-- What other programs ask the owner of a job to do.
CREATE TABLE wishes (
	job  TEXT PRIMARY KEY,
	what TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE settings (
	name  TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) WITHOUT ROWID;

-- What a watched folder had that was queued or was there before.
CREATE TABLE seen (
	path     TEXT PRIMARY KEY,
	size     INTEGER NOT NULL,
	modified INTEGER NOT NULL, -- nanoseconds
	job      TEXT NOT NULL,    -- '' for none
	done     INTEGER NOT NULL  -- nothing is left to be done with the source
) WITHOUT ROWID;
`, `
-- One after another may be asked of a job.
ALTER TABLE wishes RENAME TO single;
CREATE TABLE wishes (
	seq  INTEGER PRIMARY KEY, -- in the order they were asked
	job  TEXT NOT NULL,
	what TEXT NOT NULL
);
INSERT INTO wishes (job, what) SELECT job, what FROM single;
DROP TABLE single;
`, `
-- The message in a form that can be translated, as JSON; '' for none.
ALTER TABLE jobs ADD COLUMN text TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN text TEXT NOT NULL DEFAULT '';
`}
