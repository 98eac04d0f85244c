//! Papers of a case (文书): which there are, what stands on them, and their PDF.

mod against;
mod commitment;
mod extra;
mod fill;
mod ground;
pub(crate) mod guide;
mod print;
mod show;

pub use print::unprinted;

use domain::act::Outcome;
use domain::case::{Case, Stage};
use domain::promise::Follow;
use notice::Kind;

/// Machine word of a paper.
#[must_use]
pub fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Receipt => "receipt",
        Kind::ToleranceCommitment => "tolerance_commitment",
        Kind::ToleranceNotice => "tolerance_notice",
        Kind::OneTimeNotice => "one_time_notice",
        Kind::Commitment => "commitment",
        Kind::Acceptance => "acceptance",
        Kind::Refusal => "refusal",
        Kind::SpecialProcedure => "special_procedure",
        Kind::Extension => "extension",
        Kind::DefaultDecision => "default_decision",
        Kind::Denial => "denial",
        Kind::Return => "return",
        Kind::Revocation => "revocation",
    }
}

/// The paper of this word.
#[must_use]
pub fn kind(wanted: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| word(*kind) == wanted)
}

/// The papers that a case has, each with the reason why it cannot be printed yet, if so (law 7: a 通知书 needs an
/// acceptance with effect and the official number).
#[must_use]
pub fn available(case: &Case) -> Vec<(Kind, Option<&'static str>)> {
    let mut all = vec![(Kind::Receipt, None)];
    let waiting = match (&case.number, case.stage) {
        (_, Stage::AcceptanceRequested) => Some("受理待联网确认，确认后才能出通知书"),
        (None, _) => Some("正式编号还没有到，到了就能打印"),
        (Some(_), _) => None,
    };
    if case.tolerance.is_some() {
        all.push((Kind::ToleranceCommitment, None));
        all.push((Kind::ToleranceNotice, waiting));
    } else if case.mode.is_some() {
        if case.commitment.is_some() {
            all.push((Kind::Commitment, None));
        }
        all.push((Kind::Acceptance, waiting));
    }
    if !case.gaps.is_empty() {
        all.push((Kind::OneTimeNotice, None));
    }
    if !case.pauses.is_empty() {
        all.push((Kind::SpecialProcedure, waiting));
    }
    if case.extension.is_some() {
        all.push((Kind::Extension, waiting));
    }
    // Nobody here decided it: it stands on the system's own act.
    if case.is_granted_by_default() {
        all.push((Kind::DefaultDecision, waiting));
    }
    // What another refuses is told by its paper.
    if case.stage == Stage::Refused && case.elsewhere.is_none() {
        all.push((Kind::Refusal, waiting));
    }
    all.extend(against(case).map(|kind| (kind, waiting)));
    all
}

/// The paper of how the case ended against its applicant.
fn against(case: &Case) -> Option<Kind> {
    let follow = case.follow_up.as_ref().map(|follow| follow.stage);
    match (case.stage, case.outcome) {
        // What another decides is told by its paper.
        _ if case.elsewhere.is_some() => None,
        (Stage::Decided, Some(Outcome::Denied)) => Some(Kind::Denial),
        (Stage::Decided, _) if follow == Some(Follow::Revoked) => Some(Kind::Revocation),
        (Stage::Returned, _) => Some(Kind::Return),
        _ => None,
    }
}
