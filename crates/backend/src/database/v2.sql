-- Version 2: lives of the log, legal clocks, revocation, the age of uploads.

-- Every start begins a life; what a former one wrote after the next one's beginning was lost in a restore.
CREATE TABLE lives (
    n     INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL UNIQUE,
    after INTEGER NOT NULL       -- the last position when it began
) STRICT;
INSERT INTO lives (epoch, after) SELECT CAST(value AS TEXT), 0 FROM meta WHERE name = 'epoch';
DELETE FROM meta WHERE name IN ('epoch', 'own.seq', 'own.prev', 'incarnation');

ALTER TABLE uploads ADD COLUMN touched_at INTEGER NOT NULL DEFAULT 0;  -- when its last bytes came
ALTER TABLE uploads ADD COLUMN named INTEGER NOT NULL DEFAULT 0;       -- 1: an act in the log names it
-- Nobody counted before this version.
UPDATE uploads SET named = 1 WHERE whole = 1;

ALTER TABLE stations ADD COLUMN revoked_at INTEGER;
ALTER TABLE stations ADD COLUMN compromised INTEGER NOT NULL DEFAULT 0;
CREATE TABLE revoked_members (
    user TEXT PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The next moment a clock of a case runs out.
CREATE TABLE clocks (
    case_id BLOB PRIMARY KEY,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX clocks_at ON clocks (at);

-- What a member's posts saw when a feed was read: a cursor remembers it by name.
CREATE TABLE scopes (
    name  TEXT PRIMARY KEY,
    posts TEXT NOT NULL          -- JSON
) STRICT, WITHOUT ROWID;

-- What citizens are told; the practice city shows it on their phones.
CREATE TABLE messages (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    holder  TEXT NOT NULL,       -- number of who is told
    say     TEXT NOT NULL
) STRICT;
CREATE INDEX messages_holder ON messages (holder, id);

-- Codes on administrators' papers, as the SHA-256 of their secrets.
CREATE TABLE enrol_codes (
    hash     BLOB PRIMARY KEY,
    until    INTEGER NOT NULL,
    terminal TEXT,               -- whom it let in last
    user     TEXT,               -- with which first member
    made     INTEGER NOT NULL DEFAULT 0,  -- 1: that station came with it, 0: it was there before
    used_at  INTEGER             -- when that member was first heard of there
) STRICT, WITHOUT ROWID;

-- Who may go on with an upload beside the origin it is of: the station that brings the file, with the origin's claim.
CREATE TABLE carriers (
    upload   TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE,
    terminal TEXT NOT NULL,
    PRIMARY KEY (upload, terminal)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
