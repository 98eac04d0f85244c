-- Version 4: a contested act that people ended no longer keeps its case from being erased. A trigger only: no row says
-- anything else.

-- An act is erased only where the backend has it in a backup of the present life of its log, and, where it was set
-- aside, the act that ended it too.
DROP TRIGGER act_erased_only_when_backed_up;
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
