-- Version 2: what survives a restored backend, a copied folder and an erased case.

CREATE TABLE epoch (
    -- Lives of the backend's log, in the order in which its replies named them; the last one is the present.
    turn         INTEGER NOT NULL PRIMARY KEY CHECK (turn >= 1),
    epoch        TEXT    NOT NULL CHECK (epoch <> ''),
    backed_up_to INTEGER NOT NULL CHECK (backed_up_to >= 0)    -- the highest position told to be in a backup
) STRICT;

INSERT INTO epoch (turn, epoch, backed_up_to)
    SELECT 1, CAST(value AS TEXT), 0 FROM meta WHERE key = 'backend.epoch' AND length(value) > 0;

-- The life of the backend's log in which the position was given or vouched for again.
ALTER TABLE act ADD COLUMN epoch TEXT;
UPDATE act SET epoch = (SELECT epoch FROM epoch) WHERE position IS NOT NULL;

-- Own acts: the act that this one mends; that one's row is settled with it, and a fold leaves it out.
ALTER TABLE act ADD COLUMN replaces BLOB CHECK (length(replaces) = 16);

CREATE TABLE incarnation (
    -- Lives of this folder, by the turn of `origin`. A folder of version 1 names its own when it is next opened.
    turn        INTEGER NOT NULL PRIMARY KEY CHECK (turn >= 1),
    incarnation BLOB    NOT NULL UNIQUE CHECK (length(incarnation) = 16),
    why         TEXT    NOT NULL,                              -- enrolled, rebuilt, fork, behind
    began_ms    INTEGER NOT NULL,
    last_seq    INTEGER CHECK (last_seq >= 0),                 -- where its log ended, once another life began
    last_hash   BLOB    CHECK (length(last_hash) = 32)
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

CREATE TRIGGER alarm_stays BEFORE DELETE ON alarm
BEGIN
    SELECT RAISE(ABORT, 'an alarm stays');
END;

-- When the citizens' data of a case were erased here: its summary is then a masked stub, its files have no content.
ALTER TABLE casefile ADD COLUMN erased_ms INTEGER;
ALTER TABLE attachment ADD COLUMN erased_ms INTEGER;

-- An act is erased only where the backend has it in a backup of the present life of its log.
CREATE TRIGGER act_erased_only_when_backed_up BEFORE UPDATE OF payload ON act
WHEN NEW.payload IS NULL AND OLD.payload IS NOT NULL
     AND (OLD.position IS NULL
          OR OLD.epoch IS NOT (SELECT epoch FROM epoch ORDER BY turn DESC LIMIT 1)
          OR OLD.position > (SELECT backed_up_to FROM epoch ORDER BY turn DESC LIMIT 1)
          OR EXISTS (SELECT 1 FROM queue WHERE queue.act_id = OLD.act_id AND queue.state <> 'durable'))
BEGIN
    SELECT RAISE(ABORT, 'not in a backup');
END;

-- The act by which a person ended a row that was set aside: the act that mends it, or the station's event
-- `discarded`. The row stays as it is. No foreign key: after a rebuild the act may be the backend's alone.
ALTER TABLE queue ADD COLUMN ended_by BLOB CHECK (length(ended_by) = 16);

CREATE TRIGGER queue_ends_only_what_was_set_aside BEFORE UPDATE OF ended_by ON queue
WHEN NEW.ended_by IS NOT OLD.ended_by
     AND (OLD.ended_by IS NOT NULL OR OLD.state NOT IN ('contested', 'needs_fix', 'quarantined'))
BEGIN
    SELECT RAISE(ABORT, 'only a row that was set aside, and once');
END;

CREATE TABLE casefile_part (
    -- What a clerk may type to find a case: one to three characters anywhere in the name; two to four of the tail of
    -- the applicant's number; three to six anywhere in the last six of the case's number (its serial of the day and
    -- check character); the last three to eight of the provisional number. Written with the summary, and gone with it.
    part      TEXT    NOT NULL,                                -- citizens' data
    opened_ms INTEGER NOT NULL,                                -- as in casefile; the order of what is found
    case_id   BLOB    NOT NULL CHECK (length(case_id) = 16),
    PRIMARY KEY (part, opened_ms, case_id)
) STRICT, WITHOUT ROWID;

WITH RECURSIVE place (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM place WHERE at < 64),
    size (n) AS (VALUES (1), (2), (3), (4), (5), (6), (7), (8))
INSERT INTO casefile_part (case_id, opened_ms, part)
SELECT case_id, opened_ms, substr(applicant_name, at, n) FROM casefile, size, place
    WHERE n <= 3 AND at + n <= length(applicant_name) + 1
UNION
SELECT case_id, opened_ms, substr(applicant_id_tail, at, n) FROM casefile, size, place
    WHERE n BETWEEN 2 AND 4 AND at + n <= length(applicant_id_tail) + 1
UNION
SELECT case_id, opened_ms, substr(substr(number, -6), at, n) FROM casefile, size, place
    WHERE n BETWEEN 3 AND 6 AND at + n <= length(substr(number, -6)) + 1
UNION
SELECT case_id, opened_ms, substr(provisional, -n) FROM casefile, size
    WHERE n BETWEEN 3 AND 8 AND n <= length(provisional);

-- A list of the cases in one state, the last changed first.
CREATE INDEX casefile_by_state ON casefile (state, updated_ms, case_id);
