use domain::act::{Line, Outcome as Ending};
use domain::applicant::Party;
use domain::case::Case;
use domain::catalogue::Item;
use domain::decide::{Command, Context, decide};
use store::StoredAct;

use super::answer::Done;
use super::file::Files;
use super::line::{GivenWitness, malformed};
use super::material::{answered, listed};
use super::run::Setting;
use super::wrong::unknown_action;
use crate::cases::across::linking;
use crate::cases::after::delivered_how;
use crate::cases::decide::item_gone;
use crate::cases::{ensure_raised, find, fold, heads, settle, step};
use crate::desk::Colleague;
use crate::desk::edit::text_hash;
use crate::desk::save::Keeping;
use crate::draft::Draft;
use crate::fault::{DeskFault, Outcome};
use crate::view::{CaseStep, InspectInput};

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
            "inspect" => self.finding().await?,
            "explain" => self.explanation(&case, &acts)?,
            "link" => linking(&self.line.number, &self.line.state)?,
            _ => match self.step(item)? {
                Some(step) => self.seconded(&case, item, &step).await?,
                None => {
                    self.open_codes(&mut draft).await?;
                    self.command(&case, item, &mut draft, files)?
                }
            },
        };
        let ends = settle::ended(self.station, &command)?;
        let credit = match asks_credit(&command) {
            true => self.credit(&draft.applicant().party, item).await,
            false => None,
        };
        let asks = asks_credit(&command);
        self.in_context(item, credit, |context| {
            // What comes after the acceptance does not hang on credit, only on the network.
            let online = if asks { context.online } else { self.online };
            let context = &Context { online, ..*context };
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

    fn step(&self, item: &Item) -> Outcome<Option<CaseStep>> {
        let gaps = self.words(item).gaps.into_iter();
        let told = gaps.map(|gap| (gap.code, gap.name, gap.problem));
        self.line.step(told.collect())
    }

    /// The step as the rules take it; where one person is not enough, the second one's password is proved first.
    async fn seconded(&self, case: &Case, item: &Item, step: &CaseStep) -> Outcome<Command> {
        let alone = step::command(step, None);
        let enough = self.in_context(item, None, |context| {
            Ok(decide(case, &alone, context).is_ok())
        })?;
        let Some(second) = self.line.second.as_ref().filter(|_| !enough) else {
            return Ok(alone);
        };
        let (desk, station) = (self.desk, self.station);
        desk.seconded(station, &case.item, second.clone()).await?;
        Ok(step::command(step, Some(&second.user)))
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

    /// What a check came to; a supervisor stands by where it takes the licence back.
    async fn finding(&self) -> Outcome<Command> {
        let line = self.line;
        let said = InspectInput {
            result: line.outcome.clone(),
            reason: line.reason.clone(),
            by: line.by.clone(),
            what: line.what.clone(),
            ..InspectInput::default()
        };
        let witness = line.witness.as_ref().map(colleague).transpose()?;
        self.desk.inspection(&said, witness).await
    }

    /// Of an alarm that was raised.
    fn explanation(&self, case: &Case, acts: &[StoredAct]) -> Outcome<Command> {
        let line = self.line;
        let asked = (&*line.alarm, self.now);
        ensure_raised(&self.station.reference(), case, acts, asked)?;
        Ok(Command::Explain {
            alarm: line.alarm.clone(),
            reason: line.reason.clone(),
        })
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
            "commitment" => {
                let mut signature = self.sign(case.id, &at_desk, files)?;
                signature.text = text_hash(item, &case.materials);
                Command::AcceptCommitment {
                    commitment: Some(signature),
                }
            }
            "deliver" => Command::Deliver {
                how: delivered_how(&line.how)?,
            },
            "spot" => return Err(malformed("当场办结只用于新收的办件。请去掉 case。")),
            "refuse" => Command::Refuse {
                ground: line.ground.clone(),
                say: line.reason.clone(),
                competent: line.competent.clone(),
            },
            "receive" => return Err(malformed("已有的办件不能再收件。请去掉 case。")),
            _ => return Err(unknown_action()),
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
            if given.lack.is_some() {
                let say = format!(
                    "“{}”写的是容缺，不是补交。请写明 file、licence、proof 或 paper。",
                    material.name
                );
                return Err(malformed(say));
            }
            let source = self.source(draft, material, given, files)?;
            lines.push(Line {
                code: material.code.clone(),
                name: material.name.clone(),
                points: answered(material, given, &source)?,
                source,
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
        item: Some((case.item.clone(), case.item_version)),
        ..Draft::new(case.id, now)
    }
}

/// Whether the rules look at the applicant's credit.
fn asks_credit(command: &Command) -> bool {
    matches!(
        command,
        Command::Accept | Command::AcceptTolerance { .. } | Command::AcceptCommitment { .. }
    )
}

fn colleague(given: &GivenWitness) -> Outcome<Colleague> {
    let unreadable = |_| {
        let say = "打不开复核人的密码文件。请核对 witness.password_file。";
        DeskFault::new("not_found", say)
    };
    let password = std::fs::read_to_string(&given.password_file).map_err(unreadable)?;
    Ok(Colleague {
        user: given.user.clone(),
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
    })
}

fn ending(word: &str) -> Outcome<Ending> {
    match word {
        "granted" => Ok(Ending::Granted),
        "denied" => Ok(Ending::Denied),
        _ => Err(malformed("outcome 只能是 granted 或 denied。")),
    }
}
