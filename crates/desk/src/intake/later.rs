use domain::act::{Line, Outcome as Ending};
use domain::applicant::Party;
use domain::case::Case;
use domain::catalogue::Item;
use domain::decide::{Command, decide};
use store::StoredAct;

use super::file::Files;
use super::line::{Done, malformed};
use super::material::listed;
use super::run::Setting;
use crate::cases::decide::item_gone;
use crate::cases::{find, fold, heads, settle};
use crate::desk::save::Keeping;
use crate::draft::Draft;
use crate::fault::Outcome;

impl Setting<'_> {
    /// Something done to a case that is here.
    pub(super) async fn later(&self, known: &str, files: &mut Files<'_>) -> Outcome<Done> {
        let (mut case, acts) = fold(self.station, find(self.station, known)?)?;
        let reference = self.station.reference();
        let item = reference.item(&case.item, case.item_version);
        let item = item.ok_or_else(item_gone)?;
        let mut draft = as_draft(&case, self.now);
        let command = match self.line.action.as_str() {
            "settle" => self.word(&case, &acts)?,
            _ => self.command(&case, item, &mut draft, files)?,
        };
        let ends = settle::ended(self.station, &command)?;
        let credit = match &command {
            Command::Accept
            | Command::AcceptTolerance { .. }
            | Command::AcceptCommitment { .. } => self.credit(&draft.applicant().party, item).await,
            _ => None,
        };
        self.in_context(item, credit, |context| {
            let payloads = decide(&case, &command, context)?;
            for payload in &payloads {
                case.apply(&self.captured, payload);
            }
            let keeping = Keeping {
                base: heads(&acts),
                codes: draft.codes.clone(),
                ends,
                ..Keeping::of(&case, &payloads, self.captured)
            };
            self.keep(context, keeping)
        })
    }

    /// A supervisor's word on the time of an act.
    fn word(&self, case: &Case, acts: &[StoredAct]) -> Outcome<Command> {
        let in_time = match self.line.outcome.as_str() {
            "in_time" => true,
            "late" => false,
            _ => return Err(malformed("outcome 只能是 in_time 或 late。")),
        };
        let said = (&*self.line.act, in_time, &*self.line.reason);
        settle::settling(self.station, case, acts, said)
    }

    fn command(
        &self,
        case: &Case,
        item: &Item,
        draft: &mut Draft,
        files: &mut Files<'_>,
    ) -> Outcome<Command> {
        let line = self.line;
        let at_desk = draft.applicant().at_desk().clone();
        Ok(match line.action.as_str() {
            "supplement" => Command::Supplement {
                materials: self.supplied(item, draft, files)?,
            },
            "withdraw" => Command::Withdraw {
                reason: line.reason.clone(),
            },
            "decide" => Command::Decide {
                outcome: ending(&line.outcome)?,
                reason: line.reason.clone(),
            },
            "accept" => Command::Accept,
            "tolerance" => Command::AcceptTolerance {
                lacking: self.lacking(),
                commitment: Some(self.sign(case.id, &at_desk, files)?),
            },
            "commitment" => Command::AcceptCommitment {
                commitment: Some(self.sign(case.id, &at_desk, files)?),
            },
            "notice" => Command::Notify {
                gaps: self.words(item).gaps,
            },
            "refuse" => Command::Refuse {
                ground: line.ground.clone(),
                say: line.reason.clone(),
                competent: line.competent.clone(),
            },
            "receive" => return Err(malformed("已有的办件不能再收件。请去掉 case。")),
            _ => return Err(malformed("不认识的 do，没有办理。")),
        })
    }

    fn supplied(
        &self,
        item: &Item,
        draft: &mut Draft,
        files: &mut Files<'_>,
    ) -> Outcome<Vec<Line>> {
        let mut lines = Vec::new();
        for given in &self.line.materials {
            let material = listed(item, given)?;
            lines.push(Line {
                code: material.code.clone(),
                name: material.name.clone(),
                source: self.source(draft, material, given, files)?,
            });
        }
        Ok(lines)
    }

    fn lacking(&self) -> Vec<String> {
        self.line
            .materials
            .iter()
            .filter(|given| given.lack.as_deref() == Some("tolerance"))
            .map(|given| given.code.clone())
            .collect()
    }
}

/// Who stands at the desk, for what is signed and shown there.
fn as_draft(case: &Case, now: i64) -> Draft {
    let applicant = case.applicant.as_ref();
    Draft {
        kind: applicant.map(|applicant| applicant.kind),
        party: applicant.map(|applicant| -> Party { applicant.party.clone() }),
        representative: applicant.and_then(|applicant| applicant.representative.clone()),
        situation: case.situation.clone(),
        ..Draft::new(case.id, now)
    }
}

fn ending(word: &str) -> Outcome<Ending> {
    match word {
        "granted" => Ok(Ending::Granted),
        "denied" => Ok(Ending::Denied),
        _ => Err(malformed("outcome 只能是 granted 或 denied。")),
    }
}
