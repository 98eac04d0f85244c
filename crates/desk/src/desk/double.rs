//! 重复收件: before an applicant's item is taken in a second time while the first case stands open, the clerk is asked
//! once (docs/adr/0024).

use domain::act::Again;
use domain::applicant::Party;
use domain::duplicate::is_double;
use store::CaseRow;
use uuid::Uuid;

use super::Desk;
use super::earlier::rows_of;
use crate::cases;
use crate::draft::{Draft, OpenCase};
use crate::fault::{DeskFault, Outcome};
use crate::plan::Action;
use crate::station::Station;
use crate::view::{DeskView, DoubleView};

/// The shortest reason that says something, characters.
const SHORTEST: usize = 2;
const DAY_MS: i64 = 86_400_000;
/// Summaries with the same end of a number that are looked through; only those of the item are read whole.
const LOOKED: u32 = 200;

impl Desk {
    /// The case that this draft would double, looked up anew: another window's may have come meanwhile. Only what takes
    /// a case in doubles one: a receipt, or its mend.
    pub(crate) fn doubled(
        &self,
        station: &Station,
        draft: &Draft,
        at: i64,
    ) -> Outcome<Option<OpenCase>> {
        let (Some(party), Some((item, _))) = (&draft.party, &draft.item) else {
            return Ok(None);
        };
        if party.id.is_empty() || !draft.takes_in() {
            return Ok(None);
        }
        open(station, (party, item), draft.id, at)
    }

    /// Nothing is taken in twice unawares: without a word why, the other case is named. To refuse it none is needed.
    pub(crate) fn ensure_single(
        &self,
        station: &Station,
        draft: &mut Draft,
        action: Action,
    ) -> Outcome<()> {
        if !draft.takes_in() {
            return Ok(());
        }
        let found = self.doubled(station, draft, self.now())?;
        let said = found.is_some() && found.as_ref().map(of) == draft.doubled().map(of);
        if !said {
            draft.again = None;
        }
        draft.earlier.open.clone_from(&found);
        let Some(open) = found else { return Ok(()) };
        if draft.again.is_some() || action == Action::Refuse {
            return Ok(());
        }
        self.put_on(draft.id, |held| {
            held.again = None;
            held.earlier.of = draft.asked();
            held.earlier.open = Some(open.clone());
        })?;
        Err(doubling(&open))
    }

    /// Takes the case in although another one of the same applicant and item stands open, and why.
    ///
    /// # Errors
    /// `reason_missing`, the store's.
    pub fn take_again(&self, reason: &str) -> Outcome<DeskView> {
        let reason = reason.trim().to_owned();
        if reason.chars().count() < SHORTEST {
            let say = "请写明为什么还要再收一件。理由随收件保存，市平台看得到。";
            return Err(DeskFault::new("reason_missing", say));
        }
        self.put_draft(|draft| draft.again = Some(reason))
    }

    /// A receipt that is mended said why it stands beside another case: the mend says it, too, while that case is open.
    pub(super) fn carry_on(
        &self,
        station: &Station,
        draft: &mut Draft,
        again: &Again,
    ) -> Outcome<()> {
        self.recall(station, draft)?;
        let Some(open) = draft.doubled() else {
            return Ok(());
        };
        let (other, _) = cases::fold(station, open.case)?;
        let numbers = [Some(&other.provisional), other.number.as_ref()];
        if numbers.contains(&Some(&again.other)) {
            draft.again = Some(again.reason.clone());
        }
        Ok(())
    }

    /// As the screen shows it, while that case stands open.
    pub(super) fn double_view(
        &self,
        station: &Station,
        draft: &Draft,
    ) -> Outcome<Option<DoubleView>> {
        let Some(open) = draft.doubled().filter(|_| draft.takes_in()) else {
            return Ok(None);
        };
        let (case, _) = cases::fold(station, open.case)?;
        if case.stage.has_ended() {
            return Ok(None);
        }
        Ok(Some(DoubleView {
            case: open.case.to_string(),
            number: case.shown_number().to_owned(),
            stage: case.stage.text().to_owned(),
            day: open.day.clone(),
            reason: draft.again.clone().unwrap_or_default(),
        }))
    }
}

fn of(open: &OpenCase) -> Uuid {
    open.case
}

/// The open case here, taken in last, that a receipt by this applicant for this item (code) would double.
pub(super) fn open(
    station: &Station,
    (party, item): (&Party, &str),
    except: Uuid,
    now: i64,
) -> Outcome<Option<OpenCase>> {
    let days = station.reference().city.duplicate_days;
    let since = now.saturating_sub(i64::from(days) * DAY_MS);
    let rows = rows_of(station, party, (LOOKED, since))?;
    let same = |row: &CaseRow| row.item_code == item && row.case_id != except;
    for row in rows.into_iter().filter(same) {
        let (case, _) = cases::fold(station, row.case_id)?;
        if is_double(&case, (item, &party.id), now, days) {
            return Ok(Some(OpenCase {
                case: case.id,
                number: case.shown_number().to_owned(),
                day: domain::moment::day(case.received_at).to_string(),
                stage: case.stage.text().to_owned(),
            }));
        }
    }
    Ok(None)
}

/// What is said of a case that would be doubled.
pub(crate) fn doubling(open: &OpenCase) -> DeskFault {
    let say = format!(
        "同一申请人的同一事项 {} 已收件（{}，{}），还没有办结。请打开那个办件办理；确要再收一件的，写明理由。",
        open.day, open.number, open.stage
    );
    DeskFault {
        ground: Some("重复收件".to_owned()),
        ..DeskFault::new("duplicate", say)
    }
}
