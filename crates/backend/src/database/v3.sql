-- Version 3: drafts that were begun at another end.

-- A draft goes with its taking over: what stays is that its code was used.
CREATE TABLE drafts (
    code   TEXT PRIMARY KEY,
    body   TEXT NOT NULL,     -- JSON of what a station gets; empty once it was taken over
    until  INTEGER NOT NULL,
    used   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_until ON drafts (until);

PRAGMA user_version = 3;
