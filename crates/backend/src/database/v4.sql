-- Version 4: what this city's own cases and offices add to what the credit platform holds.

CREATE TABLE credit_marks (
    holder  TEXT NOT NULL,       -- number of whoever it is about
    what    TEXT NOT NULL,       -- 'barred' or 'repaired'
    day     TEXT NOT NULL,       -- last barred day, or the day of the repair
    at      INTEGER NOT NULL,    -- from when on it counts
    case_id BLOB,                -- whose revocation barred
    PRIMARY KEY (holder, what, day)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 4;
