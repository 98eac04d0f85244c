//! What later acts leave in a case: pauses, an extension, gaps that were told too late, what is owed by an event.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Case, Stage};
use crate::act::point::JOINT;
use crate::act::{
    Captured, Cohandled, Corrected, Deferred, Extended, Gap, LineSource, Notice, Resumed, Second,
    Suspended, Triggered,
};
use crate::moment;

/// A time in which the clock stood still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseMark {
    /// First day.
    pub from: Date,
    /// The last day that the applicant was told of.
    pub until: Date,
    /// The day it ended; none while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Date>,
    /// Code of the special procedure.
    pub procedure: String,
}

impl PauseMark {
    /// The last day that does not count: nobody was told of more.
    #[must_use]
    pub fn to(&self) -> Date {
        let last = self.ended.map_or(self.until, |ended| ended.min(self.until));
        last.max(self.from)
    }
}

/// Longer by so much, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionMark {
    /// Working days.
    pub days: u32,
    /// Why, and by whose word.
    pub approval: Second,
}

/// A gap that was there when all gaps were told (domain reference S71); it stays for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterGap {
    /// What was told too late.
    pub gap: Gap,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
    /// The supervisor's word; none where nobody gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Second>,
}

/// A promised material that an event made due (domain reference S58).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Material.
    pub code: String,
    /// What has happened.
    pub event: String,
    /// 补交截止, `YYYY-MM-DD`.
    pub due: String,
}

/// A task of a joint handling that is done (domain reference S05).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointMark {
    /// Whose it was.
    pub by: String,
    /// What came of it.
    pub note: String,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
}

impl Case {
    /// Of two who check the same off the first counts.
    pub(super) fn cohandle(&mut self, captured: &Captured, act: &Cohandled) {
        if !act.done {
            self.cohandled.remove(&act.task);
            return;
        }
        let mark = JointMark {
            by: act.by.clone(),
            note: act.note.clone(),
            at: captured.earliest,
        };
        self.cohandled.entry(act.task.clone()).or_insert(mark);
    }

    /// The pause that runs.
    #[must_use]
    pub fn paused(&self) -> Option<&PauseMark> {
        self.pauses.last().filter(|pause| pause.ended.is_none())
    }

    /// Gaps of a further notice that were there at the one before and were not told then: what they are about stood
    /// unchanged since. What is told again word for word is no new gap, nor is what is still not there.
    #[must_use]
    pub fn later<'a>(&self, gaps: &'a [Gap]) -> Vec<&'a Gap> {
        if self.gaps.is_empty() {
            return Vec::new();
        }
        let unchanged = |gap: &&Gap| !self.changed.contains(&gap.code);
        let new = |gap: &&Gap| !self.was_told(gap);
        gaps.iter().filter(unchanged).filter(new).collect()
    }

    /// Gaps in what was told before and has been handed in since: a second 补正 of the same material (domain reference
    /// §2.6 c).
    #[must_use]
    pub fn again<'a>(&self, gaps: &'a [Gap]) -> Vec<&'a Gap> {
        let told = |gap: &&Gap| self.gaps.iter().any(|told| told.code == gap.code);
        let changed = |gap: &&Gap| self.changed.contains(&gap.code);
        gaps.iter().filter(told).filter(changed).collect()
    }

    /// Whether something is to be handed in for this line: it is not there, an event made it due, or what is there was
    /// found wanting and nothing came since.
    #[must_use]
    pub fn wants(&self, line: &crate::act::Line) -> bool {
        let owed = self.owed.iter().any(|owed| owed.code == line.code);
        let told = self.stage == Stage::Noticed
            && !self.changed.contains(&line.code)
            && self.gaps.iter().any(|gap| gap.code == line.code);
        let open = matches!(self.stage, Stage::Received | Stage::Noticed)
            && !(line.unanswered().is_empty() && line.failing().is_empty());
        !self.stage.has_ended() && (!line.source.is_in() || owed || told || open)
    }

    /// Whether the applicant still owes something that was told: it is not there, or a point of it failed and nothing came
    /// since.
    pub(super) fn is_wanting(&self) -> bool {
        let failing = |line: &crate::act::Line| {
            !line.failing().is_empty() && !self.changed.contains(&line.code)
        };
        !self.open_lines().is_empty() || self.materials.iter().any(failing)
    }

    fn was_told(&self, gap: &Gap) -> bool {
        let mut before = self.gaps.iter().filter(|told| told.code == gap.code);
        let line = self.materials.iter().find(|line| line.code == gap.code);
        if line.is_some_and(|line| !line.source.is_in()) {
            // What is not there has one gap, whatever words it is told in.
            return before.next().is_some();
        }
        let told: Vec<&str> = before.flat_map(|told| told.problem.split(JOINT)).collect();
        let mut parts = gap.problem.split(JOINT);
        parts.all(|part| told.contains(&part))
    }

    /// Whether all of this is about supplements of the tolerance that have come.
    #[must_use]
    pub fn is_about_supplements(&self, gaps: &[Gap]) -> bool {
        let came = |gap: &Gap| {
            let promised = self.tolerance.as_ref().is_some_and(|open| {
                open.promised.contains(&gap.code) && !open.lacking.contains(&gap.code)
            });
            let line = self.materials.iter().find(|line| line.code == gap.code);
            promised && line.is_some_and(|line| line.source.is_in())
        };
        matches!(self.stage, Stage::Accepted | Stage::Tolerated)
            && !gaps.is_empty()
            && gaps.iter().all(came)
    }

    /// 一次性告知: all that is wanting; of supplements: what is not good enough goes back, within the same limit.
    pub(super) fn notice(&mut self, captured: &Captured, notice: &Notice) {
        if self.is_about_supplements(&notice.gaps) {
            self.hand_back(&notice.gaps);
            self.gaps.extend(notice.gaps.iter().cloned());
            return;
        }
        let mark = |gap: &Gap| LaterGap {
            gap: gap.clone(),
            at: captured.credible(),
            second: notice.later.clone(),
        };
        let late: Vec<LaterGap> = self.later(&notice.gaps).into_iter().map(mark).collect();
        self.later_gaps.extend(late);
        self.changed.clear();
        self.gaps.extend(notice.gaps.iter().cloned());
        for line in &mut self.materials {
            line.told(&notice.gaps);
        }
        if !self.is_deemed() {
            self.stage = Stage::Noticed;
        }
    }

    fn hand_back(&mut self, gaps: &[Gap]) {
        let codes = || gaps.iter().map(|gap| gap.code.clone());
        let Some(open) = &mut self.tolerance else {
            return;
        };
        open.told.extend(codes());
        open.lacking.extend(codes());
        for line in &mut self.materials {
            if gaps.iter().any(|gap| gap.code == line.code) {
                line.source = LineSource::Tolerated;
                line.points = None;
            }
        }
        self.stage = Stage::Tolerated;
    }

    /// Remembers what is another thing than when all gaps were told.
    pub(super) fn change<'a>(&mut self, codes: impl Iterator<Item = &'a String>) {
        if !self.gaps.is_empty() {
            self.changed.extend(codes.cloned());
        }
    }

    pub(super) fn suspend(&mut self, captured: &Captured, suspended: &Suspended) {
        let from = moment::day(captured.credible());
        self.pauses.push(PauseMark {
            from,
            // Kept out by the gate; what was appended is history.
            until: suspended.until.parse().unwrap_or(from),
            ended: None,
            procedure: suspended.procedure.clone(),
        });
        self.due = Some(suspended.due.clone());
    }

    pub(super) fn resume(&mut self, captured: &Captured, resumed: &Resumed) {
        let Some(pause) = self.pauses.last_mut() else {
            return;
        };
        pause.ended.get_or_insert(moment::day(captured.credible()));
        self.due = Some(resumed.due.clone());
    }

    pub(super) fn extend(&mut self, extended: &Extended) {
        self.extension = Some(ExtensionMark {
            days: extended.days,
            approval: extended.approval.clone(),
        });
        self.due = Some(extended.due.clone());
    }

    pub(super) fn correct(&mut self, corrected: &Corrected) {
        self.change(corrected.form.keys());
        self.form.extend(corrected.form.clone());
    }

    pub(super) fn defer(&mut self, deferred: &Deferred) {
        if let Some(open) = &mut self.tolerance {
            open.due = Some(deferred.due.clone());
        }
    }

    pub(super) fn trigger(&mut self, triggered: &Triggered) {
        let owed = triggered.materials.iter().map(|code| Owed {
            code: code.clone(),
            event: triggered.event.clone(),
            due: triggered.due.clone(),
        });
        self.owed.extend(owed);
    }
}
