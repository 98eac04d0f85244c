use super::{Command, Context, Refusal, course, decide, opening, second};
use crate::act::{AcceptanceMode, Header, Payload, Signature};
use crate::case::Case;
use crate::enquiry;

/// What a backend finds about an act that arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Structure or authority: without effect, mend by a new act.
    Rejected(Refusal),
    /// A rule fails, perhaps under facts the desk could not know: in force as far as the citizen holds its
    /// paper, and a task for a person.
    Contested(Refusal),
}

/// Replays an act of a desk against the case before it, with the act's own context in `context`
/// (item version, calendar, rights at capture, credit as the backend knows it).
///
/// # Errors
/// [`Finding`]; acts of the backend itself are not for here.
pub fn admit(
    case: &Case,
    header: &Header,
    payload: &Payload,
    context: &Context<'_>,
) -> Result<(), Finding> {
    if header.kind != payload.kind() || header.kind_version != payload.kind_version() {
        return Err(rejected("kind", "签名头与内容的种类不一致。"));
    }
    if let Payload::Enquired(done) = payload {
        return enquiry::admit(case, header, done);
    }
    if let Payload::OpeningRequested(asked) = payload {
        return opening::admit(asked, context);
    }
    let Some(command) = command(payload) else {
        return match payload {
            Payload::Station(_) => Ok(()),
            _ => Err(rejected("backend_only", "这种动作只能由业务系统写入。")),
        };
    };
    second::named(header, payload)?;
    match decide(case, &command, context) {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.code == "not_granted" => Err(Finding::Rejected(refusal)),
        Err(refusal) => Err(Finding::Contested(refusal)),
    }
}

fn rejected(code: &str, say: &str) -> Finding {
    Finding::Rejected(Refusal::new(code, "数据结构", say))
}

/// The command that would have made the act.
fn command(payload: &Payload) -> Option<Command> {
    match payload {
        Payload::Received(intake) => Some(Command::Receive(Box::new(intake.clone()))),
        Payload::Accepted(accepted) => {
            let lacking = accepted
                .tolerance
                .as_ref()
                .map(|terms| terms.lacking.clone());
            Some(acceptance(
                accepted.mode,
                lacking,
                accepted.commitment.clone(),
            ))
        }
        Payload::AcceptanceRequested(requested) => {
            let lacking = requested
                .tolerance
                .as_ref()
                .map(|terms| terms.lacking.clone());
            Some(acceptance(
                requested.mode,
                lacking,
                requested.commitment.clone(),
            ))
        }
        Payload::Noticed(notice) => Some(Command::Notify {
            gaps: notice.gaps.clone(),
            later: notice.later.clone(),
        }),
        Payload::Refused(refused) => Some(Command::Refuse {
            ground: refused.ground.clone(),
            say: refused.say.clone(),
            competent: refused.competent.clone(),
        }),
        Payload::Supplemented(supplement) => Some(Command::Supplement {
            materials: supplement.materials.clone(),
        }),
        Payload::Withdrawn(withdrawn) => Some(Command::Withdraw {
            reason: withdrawn.reason.clone(),
        }),
        Payload::Decided(decided) => Some(Command::Decide {
            outcome: decided.outcome,
            reason: decided.reason.clone(),
        }),
        Payload::Settled(settled) => Some(Command::Settle {
            act: settled.act.clone(),
            in_time: settled.in_time,
            reason: settled.reason.clone(),
        }),
        Payload::Delivered(delivered) => Some(Command::Deliver { how: delivered.how }),
        Payload::Inspected(inspected) => Some(Command::Inspect {
            result: inspected.result.clone(),
            reason: inspected.reason.clone(),
            witness: inspected.witness.clone(),
        }),
        Payload::Explained(explained) => Some(Command::Explain {
            alarm: explained.alarm.clone(),
            reason: explained.reason.clone(),
        }),
        Payload::Suspended(_)
        | Payload::Resumed(_)
        | Payload::Extended(_)
        | Payload::Corrected(_)
        | Payload::Deferred(_)
        | Payload::Triggered(_)
        | Payload::Prioritised(_)
        | Payload::Cohandled(_)
        | Payload::Reviewed(_) => course::of(payload).map(Command::Course),
        Payload::Linked(linked) => Some(Command::Link {
            number: linked.number.clone(),
            state: linked.state,
        }),
        Payload::Registered(_)
        | Payload::AcceptanceConfirmed(_)
        | Payload::Lapsed(_)
        | Payload::Contested(_)
        | Payload::Told(_)
        | Payload::Enquired(_)
        | Payload::OpeningRequested(_)
        | Payload::Station(_) => None,
    }
}

fn acceptance(
    mode: AcceptanceMode,
    lacking: Option<Vec<String>>,
    commitment: Option<Signature>,
) -> Command {
    match mode {
        AcceptanceMode::Full => Command::Accept,
        AcceptanceMode::Tolerance => Command::AcceptTolerance {
            lacking: lacking.unwrap_or_default(),
            commitment,
        },
        AcceptanceMode::Commitment => Command::AcceptCommitment { commitment },
    }
}
