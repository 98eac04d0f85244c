//! 数据核查 before papers are taken (domain reference S59): what other systems answered, and when it counts.

use serde::{Deserialize, Serialize};

use crate::catalogue::{DataCheck, Item};

/// The shortest reason that is one.
const REASON: usize = 4;

/// What was answered (law 6: three values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// As it must be.
    Pass,
    /// Not as it must be.
    Fail,
    /// Not asked, not answered, or answered in two ways.
    Unknown,
}

/// One answer, as the act keeps it. What the other system holds is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// Of the item's check.
    pub code: String,
    /// What was answered.
    pub answer: Answer,
    /// Of `unknown`: `offline`, `slow`, `down`, `conflict`, or a word of [`crate::qualify`]; of `fail`: the platform's
    /// word for the reason, where it gives one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
    /// How long it counts, the last moment included.
    pub until: i64,
    /// Two people took it in all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Override>,
    /// Of `pass`: the choices of the question it answers that are open to the applicant (S20).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

/// Why, and who stood by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// In words.
    pub reason: String,
    /// 工号 of the second person.
    pub witness: String,
}

/// Why an answer cannot be overridden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoOverride {
    /// Nothing failed.
    #[error("nothing failed")]
    NothingFailed,
    /// No reason in words.
    #[error("no reason")]
    NoReason,
    /// One person is not two.
    #[error("the same person")]
    SamePerson,
}

impl CheckRecord {
    /// What it is worth at a moment: beyond its validity nothing is known.
    #[must_use]
    pub fn standing(&self, now: i64) -> Answer {
        match now > self.until {
            true => Answer::Unknown,
            false => self.answer,
        }
    }

    /// Takes it in all the same: `actor` with a reason, `witness` beside them.
    ///
    /// # Errors
    /// [`NoOverride`].
    pub fn take_over(
        &mut self,
        actor: &str,
        witness: &str,
        reason: &str,
    ) -> Result<(), NoOverride> {
        if self.answer != Answer::Fail {
            return Err(NoOverride::NothingFailed);
        }
        if reason.trim().chars().count() < REASON {
            return Err(NoOverride::NoReason);
        }
        if witness.is_empty() || witness == actor {
            return Err(NoOverride::SamePerson);
        }
        self.overridden = Some(Override {
            reason: reason.trim().to_owned(),
            witness: witness.to_owned(),
        });
        Ok(())
    }

    fn is_overridden(&self) -> bool {
        let overridden = self.overridden.as_ref();
        overridden.is_some_and(|over| !over.witness.is_empty() && !over.reason.trim().is_empty())
    }
}

/// The first check that stops the intake, with what was answered: a hard one that failed and that nobody took over.
#[must_use]
pub fn stopped<'a, 'b>(
    item: &'a Item,
    records: &'b [CheckRecord],
    now: i64,
) -> Option<(&'a DataCheck, &'b CheckRecord)> {
    let hard = item.checks.iter().filter(|check| check.hard);
    hard.filter_map(|check| {
        let failed = |record: &&CheckRecord| {
            record.code == check.code
                && record.standing(now) == Answer::Fail
                && !record.is_overridden()
        };
        Some((check, records.iter().find(failed)?))
    })
    .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed() -> CheckRecord {
        CheckRecord {
            code: "insurance_months".to_owned(),
            answer: Answer::Fail,
            why: String::new(),
            at: 1_000,
            until: 2_000,
            overridden: None,
            choices: Vec::new(),
        }
    }

    #[test]
    fn s59_an_answer_counts_to_its_last_moment_and_is_nothing_beyond() {
        assert_eq!(failed().standing(2_000), Answer::Fail);
        assert_eq!(failed().standing(2_001), Answer::Unknown);
    }

    #[test]
    fn s59_an_override_needs_a_fail_a_reason_and_a_second_person() {
        let mut record = failed();
        let reason = "缴费已补，记录未更新";
        assert_eq!(
            record.take_over("0217", "0217", reason),
            Err(NoOverride::SamePerson)
        );
        assert_eq!(
            record.take_over("0217", "", reason),
            Err(NoOverride::SamePerson)
        );
        assert_eq!(
            record.take_over("0217", "0305", "  好 "),
            Err(NoOverride::NoReason)
        );
        let mut passed = CheckRecord {
            answer: Answer::Pass,
            ..failed()
        };
        assert_eq!(
            passed.take_over("0217", "0305", reason),
            Err(NoOverride::NothingFailed)
        );
        assert_eq!(record.take_over("0217", "0305", reason), Ok(()));
        assert!(record.is_overridden());
    }
}
