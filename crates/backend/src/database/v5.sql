-- Version 5: who asked for what at which window, so that one thing taken in at two of them is found.

CREATE TABLE asked (
    item     TEXT NOT NULL,
    holder   TEXT NOT NULL,      -- the applicant's number
    case_id  BLOB NOT NULL,
    terminal TEXT NOT NULL,      -- whose receipt it was
    at       INTEGER NOT NULL,   -- received, milliseconds since the Unix epoch
    PRIMARY KEY (item, holder, case_id)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 5;
