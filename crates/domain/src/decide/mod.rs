//! What may be done to a case, and on what ground not (design §3, §4): `decide` for a desk that asks,
//! `admit` for a backend that is told. Both run the same gates.

mod accept;
mod across;
mod admit;
mod after;
mod context;
mod course;
mod eligible;
mod explain;
mod intake;
mod joint;
mod lane;
mod later;
mod notice;
mod opening;
mod owed;
mod points;
mod refusal;
mod review;
mod second;
mod term;

use crate::act::{
    DeliveredHow, Gap, Inspection, Intake, Line, LinkState, Outcome, Payload, Second, Signature,
};
use crate::case::Case;

pub use accept::{accept_now, confirm};
pub use admit::{Finding, admit};
pub use context::Context;
pub use course::{Course, Procedure};
pub use intake::checked;
pub(crate) use joint::finished_at;
pub use joint::{joint_tasks, unfinished};
pub use opening::request_opening;
pub use owed::awaited;
pub use refusal::Refusal;
pub use review::{Review, reviewed_by_two};
pub use second::may_second;
pub use term::term;

/// Version of these rules, as acts name it.
pub const RULES: u32 = 1;

/// What a clerk asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// 收件.
    Receive(Box<Intake>),
    /// 受理.
    Accept,
    /// 容缺受理: the named lines follow later.
    AcceptTolerance {
        /// Material codes.
        lacking: Vec<String>,
        /// 承诺书 signed by whoever stands at the desk; a blank is refused.
        commitment: Option<Signature>,
    },
    /// 告知承诺受理: a commitment stands for the lines taken in as such.
    AcceptCommitment {
        /// 承诺书, signed.
        commitment: Option<Signature>,
    },
    /// 一次性告知.
    Notify {
        /// All gaps at once.
        gaps: Vec<Gap>,
        /// Why something is told only now, and the supervisor who agreed.
        later: Option<Second>,
    },
    /// 不予受理.
    Refuse {
        /// `not_needed` or `not_competent`.
        ground: String,
        /// In words.
        say: String,
        /// The competent body (32-2).
        competent: Option<String>,
    },
    /// 补交.
    Supplement {
        /// What came.
        materials: Vec<Line>,
    },
    /// 撤回.
    Withdraw {
        /// The applicant's reason.
        reason: String,
    },
    /// 主管认定: whether an act was in time whose own time cannot be believed.
    Settle {
        /// Hex id of the act.
        act: String,
        /// Before the clock ran out.
        in_time: bool,
        /// What that stands on.
        reason: String,
    },
    /// 回填 number and state of a case that is accepted elsewhere.
    Link {
        /// The other side's number.
        number: String,
        /// How it stands there.
        state: LinkState,
    },
    /// 说明 an alarm of the case.
    Explain {
        /// The alarm's key.
        alarm: String,
        /// Why it arose, in words.
        reason: String,
    },
    /// 决定.
    Decide {
        /// Which.
        outcome: Outcome,
        /// Reason, a must when denied.
        reason: String,
    },
    /// 送达: hands the result over; the check of a commitment begins to run.
    Deliver {
        /// How.
        how: DeliveredHow,
    },
    /// 核查结果 of what was promised.
    Inspect {
        /// What was found; the last barred day of a revocation is counted here and need not be right.
        result: Inspection,
        /// What it stands on.
        reason: String,
        /// 工号 of the second person, of a revocation.
        witness: Option<String>,
    },
    /// What may happen on the way to it.
    Course(Course),
}

/// Answers the acts that the command makes, in order, or why not.
///
/// # Errors
/// The first gate that refuses, with its legal ground.
pub fn decide(
    case: &Case,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Payload>, Refusal> {
    match command {
        Command::Receive(intake) => intake::receive(case, intake, context),
        Command::Accept => accept::full(case, context),
        Command::AcceptTolerance {
            lacking,
            commitment,
        } => accept::tolerance(case, lacking, commitment.as_ref(), context),
        Command::AcceptCommitment { commitment } => {
            accept::commitment(case, commitment.as_ref(), context)
        }
        Command::Notify { gaps, later } => notice::notify(case, gaps, later.as_ref(), context),
        Command::Refuse {
            ground,
            say,
            competent,
        } => later::refuse(case, ground, say, competent.as_deref(), context),
        Command::Supplement { materials } => later::supplement(case, materials, context),
        Command::Withdraw { reason } => later::withdraw(case, reason, context),
        Command::Settle {
            act,
            in_time,
            reason,
        } => later::settle(case, act, *in_time, reason, context),
        Command::Link { number, state } => across::link(case, number, *state, context),
        Command::Explain { alarm, reason } => explain::explain(case, alarm, reason, context),
        Command::Decide { outcome, reason } => later::decide(case, *outcome, reason, context),
        Command::Deliver { how } => after::deliver(case, *how, context),
        Command::Inspect {
            result,
            reason,
            witness,
        } => after::inspect(case, result, reason, witness.as_deref(), context),
        Command::Course(course) => course::decide(case, course, context),
    }
    .map(|payload| vec![payload])
}

#[cfg(test)]
mod tests;
