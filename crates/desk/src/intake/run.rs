use std::sync::atomic::Ordering;

use domain::act::{Captured, ClockQuality, Line, Payload};
use domain::case::Case;
use domain::catalogue::Item;
use domain::check::CheckRecord;
use domain::credit::Credit;
use domain::decide::Context;
use serde_json::Value;

use super::answer::{Answer, Done};
use super::file::Files;
use super::line::{IntakeLine, malformed};
use super::wrong::unknown_action;
use crate::ask;
use crate::desk::Desk;
use crate::desk::save::Keeping;
use crate::draft::Draft;
use crate::fault::{DeskFault, Outcome};
use crate::plan::Action;
use crate::station::Station;

/// The realm whose clock may be set.
const PRACTICE: &str = "practice";
/// How far a clock set by hand may be off.
const SET_MS: i64 = 2_000;

/// A line on its way: everything that the rules look at but the case.
pub(super) struct Setting<'a> {
    pub(super) desk: &'a Desk,
    pub(super) station: &'a Station,
    pub(super) line: &'a IntakeLine,
    pub(super) now: i64,
    pub(super) captured: Captured,
    pub(super) online: bool,
    /// What doubles an open case is refused, not only told.
    pub(super) single: bool,
}

impl Desk {
    /// Whether the backend answers, asked before the first line: what is unsent goes first.
    ///
    /// # Errors
    /// The store's.
    pub async fn begin_intake(&self) -> Outcome<bool> {
        let station = self.station()?;
        let drained = self.drain(sync::Event::Online).await?;
        // Where another process drains this folder, ours has asked nobody yet.
        let unasked = !drained.online && drained.reason.is_none() && self.remote().is_some();
        Ok(drained.online || (unasked && self.connect(&station).await.is_ok()))
    }

    /// From now on a line that doubles an open case is refused unless it says why; before, it is taken in and told.
    pub fn refuse_doubles(&self) {
        self.0.single.store(true, Ordering::SeqCst);
    }

    /// Does what a line says. It answers only when the store has it for good; a line with a known reference answers
    /// what it answered the first time. `online`: see [`Desk::begin_intake`].
    pub async fn intake(&self, line: &IntakeLine, online: bool) -> Answer {
        match self.intake_line(line, online).await {
            Ok(done) => Answer::Done(done),
            Err(fault) => Answer::of(Some(line.reference.clone()), fault),
        }
    }

    async fn intake_line(&self, line: &IntakeLine, online: bool) -> Outcome<Done> {
        let station = self.station()?;
        if let Some(done) = answered(&station, &line.reference)? {
            return Ok(done);
        }
        let set = line.at.as_ref().map(|at| set(at, &station)).transpose()?;
        let setting = Setting {
            desk: self,
            station: &station,
            line,
            now: set.unwrap_or_else(|| self.now()),
            captured: set.map_or_else(|| self.captured(&station), at),
            online,
            single: self.0.single.load(Ordering::SeqCst),
        };
        let mut files = Files::new(&station);
        let done = match (Action::of(&line.action), &line.case) {
            (Some(action), None) => setting.begin(action, &mut files).await,
            (_, Some(_)) if line.item.is_some() => Err(malformed(
                "item 和 case 只能写一个：新收件写 item，已有的办件写 case。",
            )),
            (_, Some(case)) => setting.later(case, &mut files).await,
            (None, None) => Err(match line.action.as_str() {
                "supplement" | "withdraw" | "decide" | "settle" | "deliver" | "inspect"
                | "explain" | "suspend" | "resume" | "extend" | "correct" | "defer" | "trigger"
                | "link" | "green" | "green_end" | "cohandle" | "cohandle_again" | "review" => {
                    malformed("要写明 case：办件的编号。")
                }
                _ => unknown_action(),
            }),
        };
        match done {
            Ok(done) => Ok(done),
            Err(fault) => {
                files.forget()?;
                // Another process was faster with the same reference.
                match answered(&station, &line.reference)? {
                    Some(done) if fault.code == "answered" => Ok(done),
                    _ => Err(fault),
                }
            }
        }
    }
}

impl Setting<'_> {
    /// The rules' context, and what is done in it.
    pub(super) fn in_context<T>(
        &self,
        item: &Item,
        credit: Option<Credit>,
        then: impl FnOnce(&Context<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let reference = self.station.reference();
        let office = reference.city.office()?;
        let rights = self.station.rights();
        then(&Context {
            now: self.now,
            calendar: &reference.calendar,
            office: &office,
            item,
            credit: credit.unwrap_or(Credit::Unknown),
            rights: &rights,
            online: self.online && credit.is_some(),
        })
    }

    /// Credit as the backend knows it; nothing where it does not answer: then it does not confirm either.
    pub(super) async fn credit(
        &self,
        party: &domain::applicant::Party,
        item: &Item,
    ) -> Option<Credit> {
        let remote = self.desk.remote().filter(|_| self.online)?;
        self.desk.connect(self.station).await.ok()?;
        self.desk.credit_of(&remote, party, &item.code).await.ok()
    }

    /// Data checks as the backend answers them.
    pub(super) async fn checks(&self, draft: &Draft, item: &Item) -> Vec<CheckRecord> {
        let remote = self.desk.remote().filter(|_| self.online);
        let remote = match remote {
            Some(remote) if self.desk.connect(self.station).await.is_ok() => Some(remote),
            _ => None,
        };
        let party = draft.applicant().party;
        let asked = (draft.id, &party);
        self.desk.checks_of(remote.as_ref(), asked, item).await
    }

    /// Keeps the acts with the answer.
    pub(super) fn keep(&self, context: &Context<'_>, keeping: Keeping<'_>) -> Outcome<Done> {
        self.keep_beside(context, keeping, None)
    }

    /// The same of a case that doubles another one, of this number.
    pub(super) fn keep_beside(
        &self,
        context: &Context<'_>,
        keeping: Keeping<'_>,
        doubles: Option<String>,
    ) -> Outcome<Done> {
        let mut done = done(&self.line.reference, keeping.case, keeping.payloads);
        done.doubles = doubles;
        let answer = serde_json::to_vec(&done)
            .map_err(|_| DeskFault::new("failed", "结果无法编码，没有保存。请重试。"))?;
        let keeping = Keeping {
            answer: Some((self.line.reference.clone(), answer)),
            ..keeping
        };
        self.desk.keep(self.station, context, keeping)?;
        Ok(done)
    }
}

fn done(reference: &str, case: &Case, payloads: &[Payload]) -> Done {
    Done {
        reference: reference.to_owned(),
        case_id: case.id.to_string(),
        number: case.shown_number().to_owned(),
        state: case.stage.word().to_owned(),
        acts: payloads
            .iter()
            .map(|payload| payload.kind().to_owned())
            .collect(),
        doubles: None,
        unanswered: case.materials.iter().flat_map(unanswered).collect(),
    }
}

fn unanswered(line: &Line) -> Vec<String> {
    let points = line.unanswered().into_iter();
    points
        .map(|point| format!("{}：{point}", line.name))
        .collect()
}

/// What this reference answered the first time.
fn answered(station: &Station, reference: &str) -> Outcome<Option<Done>> {
    let kept = station.store().answer(reference)?;
    Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

fn set(at: &Value, station: &Station) -> Outcome<i64> {
    if station.realm() != PRACTICE {
        return Err(malformed("只有练习城市可以用 at 指定时间。"));
    }
    match at {
        Value::String(text) => ask::moment(text).map_err(|fault| malformed(fault.say)),
        Value::Number(number) => ask::moment(&number.to_string()),
        _ => Err(malformed("at 应是时间文字或 Unix 秒数。")),
    }
}

fn at(now: i64) -> Captured {
    Captured {
        wall: now,
        earliest: now,
        latest: now + SET_MS,
        quality: ClockQuality::Carried,
    }
}
