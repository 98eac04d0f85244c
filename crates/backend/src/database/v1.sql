-- Version 1. Everything of the practice backend; the file is encrypted as a whole.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stations (
    terminal    TEXT PRIMARY KEY, -- hex of the key's id
    key         BLOB NOT NULL,    -- deterministic CBOR
    outlet      TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
    terminal TEXT NOT NULL REFERENCES stations,
    kid      BLOB NOT NULL,
    user     TEXT NOT NULL,
    key      BLOB NOT NULL,
    PRIMARY KEY (terminal, kid)
) STRICT, WITHOUT ROWID;

-- Tokens are kept as their SHA-256.
CREATE TABLE sessions (
    id            INTEGER PRIMARY KEY,
    terminal      TEXT NOT NULL REFERENCES stations,
    user          TEXT NOT NULL,
    access        BLOB NOT NULL UNIQUE,
    access_until  INTEGER NOT NULL,
    refresh       BLOB NOT NULL UNIQUE,
    before        BLOB,           -- the refresh token before this one
    refresh_until INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_before ON sessions (before);

-- The log. A row that was never proved to be of its signer has neither id nor origin: it takes no one's place.
CREATE TABLE log (
    position    INTEGER PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE,
    bytes       BLOB NOT NULL,
    salt        BLOB NOT NULL,
    payload     BLOB NOT NULL,
    act_id      BLOB UNIQUE,
    case_id     BLOB,
    kind        TEXT NOT NULL,
    terminal    TEXT,
    incarnation BLOB,
    seq         INTEGER,
    verdict     TEXT NOT NULL,
    ack         BLOB,           -- none for the backend's own acts
    head        BLOB NOT NULL,  -- SHA-256 of the head before and this hash
    stored_at   INTEGER NOT NULL,
    UNIQUE (terminal, incarnation, seq)
) STRICT;
CREATE INDEX log_case ON log (case_id, position);

-- The other act of the same id or place, kept as evidence.
CREATE TABLE forks (
    hash     BLOB PRIMARY KEY,
    bytes    BLOB NOT NULL,
    salt     BLOB NOT NULL,
    payload  BLOB NOT NULL,
    code     TEXT NOT NULL,
    found_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE closed (
    terminal    TEXT NOT NULL,
    incarnation BLOB NOT NULL,
    PRIMARY KEY (terminal, incarnation)
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
    id     BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE uploads (
    id       TEXT PRIMARY KEY,
    terminal TEXT NOT NULL,
    case_id  BLOB NOT NULL,
    hash     BLOB NOT NULL,
    length   INTEGER NOT NULL,
    stored   INTEGER NOT NULL,
    whole    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_case ON uploads (case_id, hash);

CREATE TABLE chunks (
    upload TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (upload, at)
) STRICT;

-- Answers of consuming calls, for repeats.
CREATE TABLE answered (
    terminal   TEXT NOT NULL,
    request_id TEXT NOT NULL,
    asked      BLOB NOT NULL,  -- SHA-256 of the call's name and content
    answer     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (terminal, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE codes (
    code   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,     -- key of the citizen or company
    scene  TEXT NOT NULL,
    ticked TEXT NOT NULL,     -- JSON list of licence types
    until  INTEGER NOT NULL,
    used   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE signed_codes (
    issuer  TEXT NOT NULL,
    cti     BLOB NOT NULL,
    case_id BLOB NOT NULL,    -- good for this case alone
    PRIMARY KEY (issuer, cti)
) STRICT, WITHOUT ROWID;

CREATE TABLE consents (
    id       TEXT PRIMARY KEY,
    terminal TEXT NOT NULL,
    holder   TEXT NOT NULL,
    case_id  BLOB NOT NULL,
    item     TEXT NOT NULL,
    needed   TEXT NOT NULL,   -- JSON list of licence types
    until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE authorisations (
    code     TEXT PRIMARY KEY,
    terminal TEXT NOT NULL,
    holder   TEXT NOT NULL,
    licence  TEXT NOT NULL,
    until    INTEGER NOT NULL,
    used     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who used what for which purpose.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    what     TEXT NOT NULL,   -- authorise, fetch, case
    terminal TEXT NOT NULL,
    user     TEXT NOT NULL,
    case_id  BLOB,
    item     TEXT NOT NULL,
    licence  TEXT NOT NULL,
    purpose  TEXT NOT NULL
) STRICT;

PRAGMA user_version = 1;
