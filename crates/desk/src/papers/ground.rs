//! What a paper stands on: the case as it was after the act that the paper is about. A reprint says what the first
//! print said, whatever happened since; only the number may have become the official one.

use domain::act::{AcceptanceMode, Captured, Header, Inspection, Outcome, Payload, Signature};
use domain::case::Case;
use domain::lapse::Lapse;
use notice::Kind;

/// One act as a paper sees it.
pub(super) struct Told {
    /// When.
    pub(super) captured: Captured,
    /// 工号 of who did it.
    pub(super) actor: String,
    /// What.
    pub(super) payload: Payload,
    /// Its id, as it is told: 事件编号.
    pub(super) event: String,
}

impl Told {
    pub(super) fn of(header: &Header, payload: Payload) -> Self {
        Self {
            captured: header.captured,
            actor: header.actor.clone(),
            payload,
            event: header.act_id.simple().to_string(),
        }
    }
}

/// The ground of one paper.
pub(super) struct Ground {
    /// The case right after that act, with the number as it is known now.
    pub(super) case: Case,
    /// Who received it.
    pub(super) clerk: String,
    /// The date of the paper, milliseconds since the Unix epoch.
    pub(super) at: i64,
    /// Why its due date is provisional (暂定), if it is.
    pub(super) provisional: Option<String>,
    /// The signed 承诺书.
    pub(super) commitment: Option<Signature>,
    /// What the act itself says, where the paper tells of it.
    pub(super) act: Option<Payload>,
    /// Of a refusal: the competent body.
    pub(super) competent: Option<String>,
    /// Id of that act; empty where nothing was signed yet.
    pub(super) event: String,
}

impl Ground {
    /// Of a case that lies on the desk: nothing was signed yet.
    pub(super) fn unsigned(case: Case, clerk: &str, at: i64) -> Self {
        Self {
            case,
            clerk: clerk.to_owned(),
            at,
            provisional: None,
            commitment: None,
            act: None,
            competent: None,
            event: String::new(),
        }
    }

    /// The ground of this paper in the acts of a case; none where the case has no such paper.
    pub(super) fn of(kind: Kind, case: uuid::Uuid, told: &[Told]) -> Option<Self> {
        let at = told.iter().rposition(|act| bears(kind, &act.payload))?;
        let mut folded = Case::new(case);
        let mut number = None;
        for (index, act) in told.iter().enumerate() {
            if index <= at {
                folded.apply(&act.captured, &act.payload);
            }
            if let Payload::Registered(registered) = &act.payload
                && !registered.number.is_empty()
            {
                number = Some(registered.number.clone());
            }
        }
        folded.number = number;
        let act = told.get(at)?;
        let receipt = told
            .iter()
            .find(|act| matches!(act.payload, Payload::Received(_)))?;
        Some(Self {
            clerk: receipt.actor.clone(),
            at: dated(act, &folded),
            provisional: provisional(&act.payload),
            commitment: folded.commitment.clone().or_else(|| {
                let open = folded.tolerance.as_ref()?;
                open.commitment.clone()
            }),
            competent: match &act.payload {
                Payload::Refused(refused) => refused.competent.clone(),
                _ => None,
            },
            act: Some(act.payload.clone()),
            event: act.event.clone(),
            case: folded,
        })
    }
}

fn promised(mode: AcceptanceMode) -> bool {
    mode == AcceptanceMode::Commitment
}

/// Whether the act gives rise to the paper.
fn bears(kind: Kind, payload: &Payload) -> bool {
    match (kind, payload) {
        (Kind::Receipt, Payload::Received(_))
        | (Kind::OneTimeNotice, Payload::Noticed(_))
        | (Kind::SpecialProcedure, Payload::Suspended(_))
        | (Kind::Extension, Payload::Extended(_))
        | (Kind::Refusal, Payload::Refused(_)) => true,
        (Kind::Denial, Payload::Decided(decided)) => decided.outcome == Outcome::Denied,
        (Kind::Revocation, Payload::Inspected(inspected)) => {
            matches!(inspected.result, Inspection::Revoke { .. })
        }
        (Kind::Return, Payload::Lapsed(lapsed)) => {
            Lapse::of(&lapsed.what) == Some(Lapse::ToleranceExpired)
        }
        (Kind::DefaultDecision, Payload::Lapsed(lapsed)) => {
            Lapse::of(&lapsed.what) == Some(Lapse::DefaultGranted)
        }
        (Kind::Commitment, Payload::Accepted(accepted)) => promised(accepted.mode),
        (Kind::Commitment, Payload::AcceptanceRequested(asked)) => promised(asked.mode),
        (Kind::ToleranceCommitment, Payload::AcceptanceRequested(asked)) => {
            asked.tolerance.is_some()
        }
        (Kind::ToleranceCommitment | Kind::ToleranceNotice, Payload::Accepted(accepted)) => {
            accepted.tolerance.is_some()
        }
        (Kind::ToleranceNotice, Payload::AcceptanceConfirmed(confirmed)) => {
            confirmed.tolerance.is_some()
        }
        (Kind::Acceptance, Payload::Accepted(accepted)) => accepted.tolerance.is_none(),
        (Kind::Acceptance, Payload::AcceptanceConfirmed(confirmed)) => {
            confirmed.tolerance.is_none()
        }
        _ => false,
    }
}

/// An acceptance bears its legal date, which a confirmation counts from receipt; a commitment the day it was signed.
fn dated(act: &Told, case: &Case) -> i64 {
    match &act.payload {
        Payload::Accepted(_) | Payload::AcceptanceConfirmed(_) => case.accepted_at,
        _ => None,
    }
    .unwrap_or(act.captured.wall)
}

fn provisional(payload: &Payload) -> Option<String> {
    match payload {
        Payload::Accepted(accepted) => match &accepted.tolerance {
            Some(terms) => terms.provisional.clone(),
            None => accepted.due_provisional.clone(),
        },
        Payload::AcceptanceConfirmed(confirmed) => confirmed
            .tolerance
            .as_ref()
            .and_then(|terms| terms.provisional.clone()),
        Payload::Suspended(told) => told.due_provisional.clone(),
        Payload::Extended(extended) => extended.due_provisional.clone(),
        _ => None,
    }
}
