-- Version 3: a desk with many cases starts and lists as fast as one with few. Indexes only: no row says anything else.

-- What of a case is unsent is asked for every row of a list: without reading the acts themselves.
DROP INDEX act_by_case;
CREATE INDEX act_by_case ON act (case_id, position, act_id);

-- How much waits is counted without reading the rows.
DROP INDEX queue_by_state;
CREATE INDEX queue_by_state ON queue (state, ended_by);

-- Which journal files are named is asked at every start.
CREATE INDEX attachment_by_journal ON attachment (journal_no);
CREATE INDEX draft_gone_by_journal ON draft_gone (journal_no);
