use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::given::GivenMaterial;
use crate::desk::Colleague;
use crate::fault::{DeskFault, Outcome};
use crate::view::CaseStep;

use super::once;
use super::wrong::what_is_wrong;

/// One line in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeLine {
    /// Unique per station: a second time answers what the first did.
    #[serde(rename = "ref")]
    pub reference: String,
    /// 实施编码, short number or name; not with `case`.
    #[serde(default)]
    pub item: Option<String>,
    /// Answers; left out whole: the usual ones. A single one left out is never filled in.
    #[serde(default, deserialize_with = "once::some")]
    pub situation: Option<BTreeMap<String, String>>,
    /// 申请人.
    #[serde(default)]
    pub applicant: Option<Person>,
    /// Who stands at the desk for them.
    #[serde(default)]
    pub agent: Option<Person>,
    /// The form.
    #[serde(default, deserialize_with = "once::each")]
    pub form: BTreeMap<String, Value>,
    /// The lines.
    #[serde(default)]
    pub materials: Vec<GivenMaterial>,
    /// 签名; left out: signed on paper that is kept, for which the operator answers.
    #[serde(default)]
    pub signature: Option<GivenSignature>,
    /// `receive`, `accept`, `tolerance`, `commitment`, `notice`, `refuse`, `supplement`, `withdraw`, `decide`, `settle`,
    /// `spot`, `deliver`, `inspect`, `explain`, `link`;
    /// of a case that is here `suspend`, `resume`, `extend`, `correct`, `defer`, `trigger`, `green`, `green_end`,
    /// `cohandle`, `cohandle_again`, `review`.
    #[serde(rename = "do")]
    pub action: String,
    /// A case that is here already: its id or number.
    #[serde(default)]
    pub case: Option<String>,
    /// When it was done, as [`crate::ask::moment`] reads it; the practice realm alone takes it.
    #[serde(default)]
    pub at: Option<Value>,
    /// More gaps of a notice; the open lines are always among them.
    #[serde(default)]
    pub gaps: Vec<GivenGap>,
    /// Why it is taken in although it doubles an open case of the same applicant and item.
    #[serde(default)]
    pub again: String,
    /// Of a refusal: `not_needed`, `not_competent`.
    #[serde(default)]
    pub ground: String,
    /// Of a refusal, withdrawal or decision, in words.
    #[serde(default)]
    pub reason: String,
    /// The competent body, of a refusal.
    #[serde(default)]
    pub competent: Option<String>,
    /// Of a supervisor's word: the act, where more than one waits.
    #[serde(default)]
    pub act: String,
    /// Of an explanation: the alarm's key.
    #[serde(default)]
    pub alarm: String,
    /// Of a decision: `granted`, `denied`; of a supervisor's word: `in_time`, `late`; of a check: `conforms`,
    /// `rectify`, `revoke`; of 人工核对: `so`, `not_so`.
    #[serde(default)]
    pub outcome: String,
    /// Of a hand-over: `counter`, `post`, `electronic`; of 人工核对: `original`, `phone`, `letter`, `system`, `site`.
    #[serde(default)]
    pub how: String,
    /// Of 人工核对: `applicant`, `representative`, `licence:CODE`, `check:CODE`.
    #[serde(default)]
    pub matter: String,
    /// Of a rectification: its last day, `YYYY-MM-DD`.
    #[serde(default)]
    pub by: String,
    /// Of a rectification: what is to be mended.
    #[serde(default)]
    pub what: String,
    /// Of a filling back: the other side's number.
    #[serde(default)]
    pub number: String,
    /// Of a filling back: `submitted`, `accepted`, `correcting`, `done`, `refused`.
    #[serde(default)]
    pub state: String,
    /// Of a revocation: the supervisor who stands by.
    #[serde(default)]
    pub witness: Option<GivenWitness>,
    /// Of a special procedure: its code.
    #[serde(default)]
    pub procedure: String,
    /// Of a special procedure or an extension: working days.
    #[serde(default)]
    pub days: u32,
    /// Of supplements that are put off: `YYYY-MM-DD`.
    #[serde(default)]
    pub due: String,
    /// Of 联办任务: its code.
    #[serde(default)]
    pub task: String,
    /// Of 绿色通道: the code of its ground.
    #[serde(default)]
    pub lane: String,
    /// Of 绿色通道: what proves it, or why it is taken back; of 联办任务: what came of it, or why it is to be done again.
    #[serde(default)]
    pub remark: String,
    /// What a promised material waited for.
    #[serde(default)]
    pub event: String,
    /// The second person, where a step wants one; given beside the lines, never in one.
    #[serde(skip)]
    pub second: Option<Colleague>,
}

/// A person or body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// `self`, `agent`, `legal_person`, `guardian`; of the applicant alone.
    #[serde(default)]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default = "resident_id")]
    pub(super) id_kind: String,
    #[serde(default)]
    pub(super) id: String,
    #[serde(default)]
    pub(super) phone: String,
    /// 与申请人关系.
    #[serde(default)]
    pub(super) relation: Option<String>,
}

fn resident_id() -> String {
    "resident_id".to_owned()
}

/// A picture of the signature.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenSignature {
    pub(super) file: String,
}

/// A second person, who proves themselves by a password that stands in a file, never in the line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenWitness {
    pub(super) user: String,
    pub(super) password_file: String,
}

/// A gap.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenGap {
    pub(super) code: String,
    #[serde(default)]
    pub(super) name: String,
    pub(super) problem: String,
}

impl IntakeLine {
    /// The step on the way that it asks for; `gaps` with their names. None: something else.
    pub(super) fn step(&self, gaps: Vec<(String, String, String)>) -> Outcome<Option<CaseStep>> {
        let reason = self.reason.clone();
        Ok(Some(match self.action.as_str() {
            "notice" => CaseStep::Notice { gaps, reason },
            "suspend" => CaseStep::Suspend {
                procedure: self.procedure.clone(),
                ground: self.ground.clone(),
                days: self.days,
                reason,
            },
            "resume" => CaseStep::Resume { reason },
            "extend" => CaseStep::Extend {
                days: self.days,
                reason,
            },
            "correct" => CaseStep::Correct {
                form: self.typed()?,
            },
            "defer" => CaseStep::Defer {
                due: self.due.clone(),
                reason,
            },
            "review" => CaseStep::Review {
                matter: self.matter.clone(),
                way: self.how.clone(),
                so: self.held()?,
                reason,
            },
            "trigger" => CaseStep::Trigger {
                event: self.event.clone(),
            },
            "green" => CaseStep::Green {
                lane: self.lane.clone(),
                remark: self.remark.clone(),
            },
            "green_end" => CaseStep::GreenEnd {
                remark: self.remark.clone(),
            },
            "cohandle" | "cohandle_again" => CaseStep::Cohandle {
                task: self.task.clone(),
                done: self.action == "cohandle",
                note: self.remark.clone(),
            },
            _ => return Ok(None),
        }))
    }

    /// 属实 or 不实.
    fn held(&self) -> Outcome<bool> {
        match self.outcome.as_str() {
            "so" => Ok(true),
            "not_so" => Ok(false),
            _ => Err(malformed("outcome 只能是 so（属实）或 not_so（不实）。")),
        }
    }

    /// The form as texts.
    pub(super) fn typed(&self) -> Outcome<BTreeMap<String, String>> {
        let mut typed = BTreeMap::new();
        for (key, value) in &self.form {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                Value::Null => continue,
                Value::Array(_) | Value::Object(_) => {
                    return Err(malformed("form 的值只能是文字或数字。"));
                }
            };
            typed.insert(key.clone(), text);
        }
        Ok(typed)
    }

    /// Reads one.
    ///
    /// # Errors
    /// Code `malformed`, with the column; never with what stands there.
    pub fn parse(text: &str) -> Outcome<Self> {
        let line: Self = serde_json::from_str(text).map_err(|error| {
            let say = format!(
                "这一行没有办理：第 {} 列附近{}。",
                error.column(),
                what_is_wrong(&error)
            );
            DeskFault::new("malformed", say)
        })?;
        if line.reference.trim().is_empty() {
            return Err(DeskFault::new("malformed", "这一行没有办理：ref 是空的。"));
        }
        Ok(line)
    }
}

/// A refusal that a desk's own gate makes, with its ground.
pub(super) fn refused(code: &str, ground: &str, say: impl Into<String>) -> DeskFault {
    DeskFault {
        ground: Some(ground.to_owned()),
        ..DeskFault::new(code, say)
    }
}

/// A line that says nothing.
pub(super) fn malformed(say: impl Into<String>) -> DeskFault {
    DeskFault::new("malformed", say)
}
