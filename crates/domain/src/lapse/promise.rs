//! 超时默认许可: the clock of the promise (domain reference S61, docs/adr/0031).

use super::{Clocks, Lapse, Running};
use crate::case::Case;
use crate::catalogue::{Item, Limit};
use crate::decide::{finished_at, unfinished};
use crate::due::{At, due};
use crate::moment;

/// What the deciding body has where others finished their parts, or looked, only after the promise: it could not grant
/// before.
const AFTER_OTHERS: Limit = Limit::Workdays { n: 1 };

/// The promise as the applicant was told, pauses and extension in it; of an acceptance by silence, which tells none, as
/// published. While something is owed by an event, a person must look at an act of the case or at what no register could
/// tell, or a body, place or group of a joint handling has not done its part, nothing is decided by default.
pub(super) fn promise(case: &Case, clocks: &Clocks<'_>) -> Option<Running> {
    let item = clocks.item?;
    item.decided_by_default()?;
    if !case.owed.is_empty() || !case.contested.is_empty() || case.tolerance_open() {
        return None;
    }
    if case.waits_for_review() || !unfinished(case, item).is_empty() {
        return None;
    }
    let promised = promised(case, item, clocks)?;
    let ready = finished_at(case, item).max(case.reviewed_at());
    match ready.filter(|&done| done > promised.by) {
        Some(done) => counted(done, AFTER_OTHERS, clocks),
        None => Some(promised),
    }
}

fn promised(case: &Case, item: &Item, clocks: &Clocks<'_>) -> Option<Running> {
    let Some(told) = case.due.as_deref() else {
        return counted(case.accepted_at?, *item.promised(&case.answers()), clocks);
    };
    let at = At::told(told)?;
    Some(Running {
        what: Lapse::DefaultGranted,
        by: moment::instant(at.moment(clocks.office)),
        certain: clocks.calendar.year(at.date().year()).is_some(),
    })
}

fn counted(from: i64, limit: Limit, clocks: &Clocks<'_>) -> Option<Running> {
    let from = moment::civil(from);
    let due = due(from, limit, clocks.calendar, clocks.office, &[]).ok()?;
    Some(Running {
        what: Lapse::DefaultGranted,
        by: moment::instant(due.at.moment(clocks.office)),
        certain: due.provisional.is_none(),
    })
}
