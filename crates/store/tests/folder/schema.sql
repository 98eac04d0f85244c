CREATE INDEX act_attachment_by_file ON act_attachment (case_id, hash);

CREATE INDEX act_by_case ON act (case_id, position, act_id);

CREATE INDEX act_by_journal ON act (journal_no) WHERE turn IS NOT NULL;

CREATE INDEX attachment_by_journal ON attachment (journal_no);

CREATE INDEX casefile_by_number ON casefile (number);

CREATE INDEX casefile_by_provisional ON casefile (provisional);

CREATE INDEX casefile_by_state ON casefile (state, updated_ms, case_id);

CREATE INDEX casefile_by_time ON casefile (updated_ms, case_id);

CREATE INDEX draft_by_owner ON draft (owner, updated_ms);

CREATE INDEX draft_gone_by_journal ON draft_gone (journal_no);

CREATE INDEX queue_by_state ON queue (state, ended_by);

CREATE TABLE act (
    -- One signed act, of this installation or of another. Appended; only position, ack and erasure come later.
    act_id      BLOB    NOT NULL PRIMARY KEY CHECK (length(act_id) = 16),
    case_id     BLOB    CHECK (length(case_id) = 16),          -- NULL: an event of the station
    kind        TEXT    NOT NULL,
    captured_ms INTEGER NOT NULL,
    turn        INTEGER CHECK (turn >= 1),                     -- own acts: the incarnation, as in origin
    seq         INTEGER CHECK (seq >= 1),                      -- own acts: place in the origin's log
    prev        BLOB    CHECK (length(prev) = 32),             -- own acts: hash of the act before
    hash        BLOB    NOT NULL CHECK (length(hash) = 32),    -- SHA-256 of bytes
    bytes       BLOB    NOT NULL CHECK (length(bytes) > 0),    -- COSE_Sign, stored and sent as it is
    salt        BLOB    CHECK (length(salt) = 32),
    payload     BLOB,                                          -- citizens' data; NULL with salt: erased
    actor       TEXT,                                          -- own acts: who signed
    position    INTEGER CHECK (position >= 0),                 -- place in the case, given by the backend alone
    ack         BLOB,                                          -- the backend's signed answer, as it came
    journal_no  INTEGER, epoch TEXT, replaces BLOB CHECK (length(replaces) = 16),
    UNIQUE (turn, seq),
    CHECK ((turn IS NULL) = (seq IS NULL)),
    CHECK ((salt IS NULL) = (payload IS NULL))
) STRICT;

CREATE TABLE act_attachment (
    -- Which attachments an own act names, in its order. No foreign key: a rebuilt act keeps its names even
    -- where a file could not be saved; append and forget check both ends.
    act_id  BLOB    NOT NULL REFERENCES act (act_id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    case_id BLOB    NOT NULL CHECK (length(case_id) = 16),
    hash    BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (act_id, ordinal)
) STRICT;

CREATE TABLE alarm (
    -- What somebody must know of. No program deletes one.
    alarm_id   INTEGER NOT NULL PRIMARY KEY,
    code       TEXT    NOT NULL CHECK (code <> ''),
    detail     TEXT    NOT NULL,                               -- machine words and ids, never personal data
    raised_ms  INTEGER NOT NULL,
    journal_no INTEGER,
    UNIQUE (code, detail)
) STRICT;

CREATE TABLE answer (
    -- What was answered to a command with this reference, so that the same command twice is done once.
    ref    TEXT NOT NULL PRIMARY KEY CHECK (ref <> ''),
    act_id BLOB NOT NULL REFERENCES act (act_id),              -- the first act of that command
    answer BLOB NOT NULL                                       -- opaque
) STRICT;

CREATE TABLE attachment (
    -- One scanned or received file of one case. Never shared between cases. hash is NULL while it comes in.
    attachment_id INTEGER NOT NULL PRIMARY KEY,
    case_id       BLOB    NOT NULL CHECK (length(case_id) = 16),
    hash          BLOB    CHECK (length(hash) = 32),           -- SHA-256 of the content
    bytes         INTEGER NOT NULL CHECK (bytes >= 0),         -- length of the content
    media_type    TEXT    NOT NULL,
    name          TEXT,                                        -- as the clerk saw it; citizens' data
    added_ms      INTEGER NOT NULL,
    upload_url    TEXT,                                        -- the resumable upload, once created
    upload_offset INTEGER NOT NULL DEFAULT 0 CHECK (upload_offset BETWEEN 0 AND bytes),
    stored        INTEGER NOT NULL DEFAULT 0 CHECK (stored IN (0, 1)),  -- the backend has all of it
    journal_no    INTEGER, erased_ms INTEGER,
    UNIQUE (case_id, hash)
) STRICT;

CREATE TABLE attachment_chunk (
    -- 256 KiB of an attachment's content; only the last may be shorter.
    attachment_id INTEGER NOT NULL REFERENCES attachment (attachment_id) ON DELETE CASCADE,
    idx           INTEGER NOT NULL CHECK (idx >= 0),
    content       BLOB    NOT NULL CHECK (length(content) BETWEEN 1 AND 262144),
    PRIMARY KEY (attachment_id, idx)
) STRICT;

CREATE TABLE casefile (
    -- The summary of one case (办件), as a list shows it. Derived from its acts; never the truth.
    case_id           BLOB    NOT NULL PRIMARY KEY CHECK (length(case_id) = 16),
    number            TEXT,                                    -- 办件编号, once there is one
    provisional       TEXT    NOT NULL,                        -- provisional number; a search key for ever
    item_code         TEXT    NOT NULL,
    item_name         TEXT    NOT NULL,
    applicant_name    TEXT    NOT NULL,                        -- citizens' data
    applicant_id_tail TEXT    NOT NULL CHECK (length(applicant_id_tail) <= 4),  -- never the whole number
    state             TEXT    NOT NULL,
    due               TEXT,
    opened_ms         INTEGER NOT NULL,
    updated_ms        INTEGER NOT NULL,
    body              BLOB    NOT NULL                         -- opaque
, erased_ms INTEGER) STRICT;

CREATE TABLE casefile_part (
    -- What a clerk may type to find a case: one to three characters anywhere in the name; two to four of the tail of
    -- the applicant's number; three to six anywhere in the last six of the case's number (its serial of the day and
    -- check character); the last three to eight of the provisional number. Written with the summary, and gone with it.
    part      TEXT    NOT NULL,                                -- citizens' data
    opened_ms INTEGER NOT NULL,                                -- as in casefile; the order of what is found
    case_id   BLOB    NOT NULL CHECK (length(case_id) = 16),
    PRIMARY KEY (part, opened_ms, case_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    -- Work that nobody has signed yet. The id becomes the case's id.
    draft_id   BLOB    NOT NULL PRIMARY KEY CHECK (length(draft_id) = 16),
    owner      TEXT    NOT NULL CHECK (owner <> ''),           -- the member who goes on with it
    body       BLOB    NOT NULL,                               -- opaque; holds citizens' data
    updated_ms INTEGER NOT NULL,
    journal_no INTEGER
) STRICT;

CREATE TABLE draft_gone (
    -- A draft that the journal has and that is no more: handed in, or thrown away. A rebuild leaves it out.
    draft_id   BLOB NOT NULL PRIMARY KEY CHECK (length(draft_id) = 16),
    journal_no INTEGER
) STRICT;

CREATE TABLE epoch (
    -- Lives of the backend's log, in the order in which its replies named them; the last one is the present.
    turn         INTEGER NOT NULL PRIMARY KEY CHECK (turn >= 1),
    epoch        TEXT    NOT NULL CHECK (epoch <> ''),
    backed_up_to INTEGER NOT NULL CHECK (backed_up_to >= 0)    -- the highest position told to be in a backup
) STRICT;

CREATE TABLE incarnation (
    -- Lives of this folder, by the turn of `origin`. A folder of version 1 names its own when it is next opened.
    turn        INTEGER NOT NULL PRIMARY KEY CHECK (turn >= 1),
    incarnation BLOB    NOT NULL UNIQUE CHECK (length(incarnation) = 16),
    why         TEXT    NOT NULL,                              -- enrolled, rebuilt, fork, behind
    began_ms    INTEGER NOT NULL,
    last_seq    INTEGER CHECK (last_seq >= 0),                 -- where its log ended, once another life began
    last_hash   BLOB    CHECK (length(last_hash) = 32)
) STRICT;

CREATE TABLE meta (
    -- What the station itself remembers: secret, trust list, catalogue, session, cursor, last seen time.
    key        TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
    value      BLOB NOT NULL,                                  -- opaque
    journal_no INTEGER
) STRICT;

CREATE TABLE origin (
    -- The head of the log of everything this installation did. One row.
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    turn       INTEGER NOT NULL CHECK (turn >= 1),             -- which incarnation, counted on this machine
    next_seq   INTEGER NOT NULL CHECK (next_seq >= 1),         -- what the next act must carry
    prev       BLOB CHECK (length(prev) = 32),                 -- hash of the last act; NULL before the first
    journal_no INTEGER
) STRICT;

CREATE TABLE queue (
    -- One row an own act: where it stands on its way to the backend. Rows are never deleted.
    act_id   BLOB    NOT NULL PRIMARY KEY REFERENCES act (act_id),
    state    TEXT    NOT NULL CHECK (state IN ('ready', 'files', 'sending', 'received', 'retry_wait',
                                               'durable', 'contested', 'needs_fix', 'quarantined')),
    reason   TEXT,                                             -- why the last attempt failed
    next_at  INTEGER,                                          -- retry_wait: when it is ready again
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    code     TEXT, ended_by BLOB CHECK (length(ended_by) = 16),                                             -- the word beside a state for a person
    CHECK (state <> 'retry_wait' OR (reason IS NOT NULL AND next_at IS NOT NULL)),
    CHECK ((state IN ('contested', 'needs_fix', 'quarantined')) = (code IS NOT NULL))
) STRICT;

CREATE TABLE used_code (
    -- One-time codes that an act of this station has used.
    iss    TEXT NOT NULL CHECK (iss <> ''),
    cti    BLOB NOT NULL,
    act_id BLOB NOT NULL REFERENCES act (act_id),
    PRIMARY KEY (iss, cti)
) STRICT;

CREATE TRIGGER act_erased_only_when_backed_up BEFORE UPDATE OF payload ON act
WHEN NEW.payload IS NULL AND OLD.payload IS NOT NULL
     AND (OLD.position IS NULL
          OR OLD.epoch IS NOT (SELECT epoch FROM epoch ORDER BY turn DESC LIMIT 1)
          OR OLD.position > (SELECT backed_up_to FROM epoch ORDER BY turn DESC LIMIT 1)
          OR EXISTS (
              SELECT 1 FROM queue LEFT JOIN act ender ON ender.act_id = queue.ended_by
              WHERE queue.act_id = OLD.act_id AND queue.state <> 'durable'
                AND (ender.position IS NULL
                     OR ender.epoch IS NOT (SELECT epoch FROM epoch ORDER BY turn DESC LIMIT 1)
                     OR ender.position > (SELECT backed_up_to FROM epoch ORDER BY turn DESC LIMIT 1))))
BEGIN
    SELECT RAISE(ABORT, 'not in a backup');
END;

CREATE TRIGGER alarm_stays BEFORE DELETE ON alarm
BEGIN
    SELECT RAISE(ABORT, 'an alarm stays');
END;

CREATE TRIGGER draft_leaves_a_mark AFTER DELETE ON draft
BEGIN
    INSERT OR IGNORE INTO draft_gone (draft_id) VALUES (OLD.draft_id);
END;

CREATE TRIGGER queue_durable_needs_ack BEFORE UPDATE OF state ON queue
WHEN NEW.state IN ('durable', 'contested')
     AND NOT EXISTS (SELECT 1 FROM act WHERE act.act_id = NEW.act_id AND act.ack IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'no acknowledgement');
END;

CREATE TRIGGER queue_ends_only_what_was_set_aside BEFORE UPDATE OF ended_by ON queue
WHEN NEW.ended_by IS NOT OLD.ended_by
     AND (OLD.ended_by IS NOT NULL OR OLD.state NOT IN ('contested', 'needs_fix', 'quarantined'))
BEGIN
    SELECT RAISE(ABORT, 'only a row that was set aside, and once');
END;

