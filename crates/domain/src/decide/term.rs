//! The office's own time limit of a case: what was promised, without the days on which the clock stood still, and what
//! it was extended by.

use jiff::civil::DateTime;

use super::accept::answers_of;
use super::{Context, Refusal};
use crate::act::procedure_text;
use crate::case::Case;
use crate::catalogue::Limit;
use crate::due::{At, Due, DueError, Pause, due};
use crate::moment;

/// When the case is due, explained day by day: from its acceptance, with every pause left out (行政许可法 45, 82) and
/// the extension behind it (行政许可法 42). A pause that runs counts as long as the applicant was told; none where the
/// case is not accepted.
///
/// # Errors
/// `limit`: the item's data, or the pauses, let it come to no end.
pub fn term(case: &Case, context: &Context<'_>) -> Result<Option<Due>, Refusal> {
    let Some(accepted) = case.accepted_at else {
        return Ok(None);
    };
    let from = moment::civil(accepted);
    let promised = *context.item.promised(&answers_of(case));
    counted(case, from, promised, context)
        .map(Some)
        .map_err(|error| {
            let say = format!("时限无法计算：{error}。请联系管理员核对事项数据。");
            Refusal::new("limit", "事项时限数据", say)
        })
}

fn counted(
    case: &Case,
    from: DateTime,
    promised: Limit,
    context: &Context<'_>,
) -> Result<Due, DueError> {
    let pauses = pauses(case)?;
    let mut whole = due(from, promised, context.calendar, context.office, &pauses)?;
    let stood_still = case.pauses.iter().map(crate::case::PauseMark::to).max();
    if let (Limit::Immediate, Some(last)) = (promised, stood_still) {
        // What is done at once is done on the day on which it can be gone on with.
        whole.at = At::Day(last.max(from.date()));
    }
    if let Some(extension) = &case.extension {
        let more = Limit::Workdays { n: extension.days };
        let last = whole.at.date();
        let more = due(last, more, context.calendar, context.office, &pauses)?;
        whole.at = more.at;
        whole.provisional = whole.provisional.or(more.provisional);
        whole.counted.extend(more.counted);
        whole.skipped.extend(more.skipped);
    }
    Ok(whole)
}

fn pauses(case: &Case) -> Result<Vec<Pause>, DueError> {
    let pause = |mark: &crate::case::PauseMark| {
        let why = format!("特别程序（{}）", procedure_text(&mark.procedure));
        Pause::because(mark.from, mark.to(), why)
    };
    case.pauses.iter().map(pause).collect()
}
