-- Version 5: who asked for what at which window, so that one thing taken in at two of them is found.

CREATE TABLE asked (
    item     TEXT NOT NULL,
    holder   TEXT NOT NULL,      -- the applicant's number
    case_id  BLOB NOT NULL,
    terminal TEXT NOT NULL,      -- whose receipt it was
    at       INTEGER NOT NULL,   -- received, milliseconds since the Unix epoch
    PRIMARY KEY (item, holder, case_id)
) STRICT, WITHOUT ROWID;

-- Messages to applicants about the progress of their cases: nobody is named. Once a case and state, whatever comes again.
CREATE TABLE outbox (
    case_id BLOB NOT NULL,
    state   TEXT NOT NULL,       -- machine word of the stage
    number  TEXT NOT NULL,       -- the case's
    at      INTEGER NOT NULL,    -- when the case came to the state, milliseconds since the Unix epoch
    sent_at INTEGER,             -- handed over to the message service
    PRIMARY KEY (case_id, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (at) WHERE sent_at IS NULL;

PRAGMA user_version = 5;
