use domain::case::Case;
use domain::lapse::{Clocks, Running, running};

use crate::fault::Outcome;
use crate::station::Reference;

/// What this machine's clock says should have happened by itself: only shown, never done (design §4). The backend
/// alone writes it.
pub(crate) fn expected(
    case: &Case,
    reference: &Reference,
    now: i64,
) -> Outcome<Option<&'static str>> {
    let over = counted(case, reference)?.filter(|clock| clock.is_over(now));
    Ok(over.map(|clock| clock.what.expected()))
}

/// The clock that the backend will act by.
pub(super) fn counted(case: &Case, reference: &Reference) -> Outcome<Option<Running>> {
    let Some(answer) = reference.city.answer_within else {
        return Ok(None);
    };
    let clocks = Clocks {
        answer,
        calendar: &reference.calendar,
        office: &reference.city.office()?,
        item: reference.item(&case.item, case.item_version),
    };
    Ok(running(case, &clocks))
}
