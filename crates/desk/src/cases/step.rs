//! What may happen to a case on the way to its decision, asked for at the desk; by two where the rules want two.

use domain::act::{Gap, Second};
use domain::decide::{Command, Course, Procedure, Review, decide, may_second};

use super::{find, fold, heads};
use crate::desk::save::append_to_case;
use crate::desk::{Colleague, Desk};
use crate::fault::Outcome;
use crate::station::{Station, rights};
use crate::view::{CaseStep, CaseView};

impl Desk {
    /// Does the step: whoever is signed in, and a second person with their own password where one is given. Takes as
    /// long as their slot then.
    ///
    /// # Errors
    /// The refusal with its ground; `witness_same`, `second_not_granted`, the second person's slot; the store's.
    pub async fn case_step(
        &self,
        id: &str,
        step: &CaseStep,
        second: Option<Colleague>,
    ) -> Outcome<CaseView> {
        let station = self.station()?;
        let (mut case, acts) = fold(&station, find(&station, id)?)?;
        let reference = station.reference();
        let (item, version) = (case.item.clone(), case.item_version);
        let command = command(step, second.as_ref().map(|second| second.user.as_str()));
        // What the rules refuse anyway asks nobody for a password.
        self.in_context(&reference, (&item, version), |context| {
            Ok(decide(&case, &command, context).map(|_| ())?)
        })?;
        if let Some(second) = second {
            self.seconded(&station, &item, second).await?;
        }
        self.in_context(&reference, (&item, version), |context| {
            let payloads = decide(&case, &command, context)?;
            append_to_case(self, &station, &mut case, heads(&acts), &payloads, context)
        })?;
        self.case(id)
    }

    /// Proves that the second person is one: another one, a supervisor of this item, with their own password.
    pub(crate) async fn seconded(
        &self,
        station: &Station,
        item: &str,
        second: Colleague,
    ) -> Outcome<()> {
        let reference = station.reference();
        let staff = reference.staff.staff.iter();
        let held: Vec<_> = staff
            .filter(|staff| staff.user == second.user)
            .flat_map(|staff| staff.posts.iter().map(rights))
            .collect();
        let today = domain::moment::day(self.now());
        may_second(station.user(), &second.user, &held, (item, today))?;
        self.signed_by(station, second).await.map(|_| ())
    }
}

/// The step as the rules take it; a second person is named here and proved by [`Desk::seconded`].
pub(crate) fn command(step: &CaseStep, witness: Option<&str>) -> Command {
    let approval = |reason: &str| Second {
        reason: reason.to_owned(),
        witness: witness.unwrap_or_default().to_owned(),
    };
    Command::Course(match step {
        CaseStep::Notice { gaps, reason } => {
            let gap = |(code, name, problem): &(String, String, String)| Gap {
                code: code.clone(),
                name: name.clone(),
                problem: problem.clone(),
            };
            return Command::Notify {
                gaps: gaps.iter().map(gap).collect(),
                later: witness.map(|_| approval(reason)),
            };
        }
        CaseStep::Suspend {
            procedure,
            ground,
            days,
            reason,
        } => Course::Suspend(Procedure {
            code: procedure.clone(),
            ground: ground.clone(),
            reason: reason.clone(),
            days: *days,
        }),
        CaseStep::Resume { reason } => Course::Resume {
            reason: reason.clone(),
        },
        CaseStep::Extend { days, reason } => Course::Extend {
            days: *days,
            approval: approval(reason),
        },
        CaseStep::Correct { form } => Course::Correct { form: form.clone() },
        CaseStep::Defer { due, reason } => Course::Defer {
            due: due.clone(),
            approval: approval(reason),
        },
        CaseStep::Cohandle { task, done, note } => Course::Cohandle {
            task: task.clone(),
            done: *done,
            note: note.clone(),
        },
        CaseStep::Green { lane, remark } => Course::Prioritise {
            lane: lane.clone(),
            remark: remark.clone(),
        },
        CaseStep::GreenEnd { remark } => Course::Unprioritise {
            remark: remark.clone(),
        },
        CaseStep::Review {
            matter,
            way,
            so,
            reason,
        } => Course::Review(Review {
            matter: matter.clone(),
            way: way.clone(),
            so: *so,
            reason: reason.clone(),
            witness: witness.map(str::to_owned),
            of: None,
        }),
        CaseStep::Trigger { event } => Course::Trigger {
            event: event.clone(),
        },
    })
}
