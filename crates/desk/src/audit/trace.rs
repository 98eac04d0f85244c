//! 倒查 (domain reference S09): every step of one case with who, where, when, why and what it changed, each verified and
//! chained to the one before, so that what is handed on can be checked without the station.

use ::seal::sha256;
use domain::act::Header;
use domain::case::{Case, Entry};
use serde::Serialize;
use store::{Life, StoredAct};
use sync::Verifier;

use super::{act, memory};
use crate::cases;
use crate::desk::Desk;
use crate::fault::Outcome;
use crate::station::Station;

/// A case traced back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Traced {
    /// Case id.
    pub case: String,
    /// 办件编号, or 临时编号 as long as there is none.
    pub number: String,
    /// In the order of their places; own unsent ones behind.
    pub steps: Vec<TracedStep>,
    /// Every step holds.
    pub ok: bool,
    /// The first act that does not.
    pub first_bad: Option<String>,
    /// `altered`, `deleted`, `reordered`.
    pub why: Option<&'static str>,
}

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TracedStep {
    /// 1, 2, 3 …
    pub n: usize,
    /// Act id.
    pub act: String,
    /// Its kind.
    pub kind: String,
    /// In words.
    pub what: String,
    /// 工号, or the system that did it.
    pub actor: String,
    /// 岗位.
    pub post: String,
    /// A second person, where one stood by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// Terminal.
    pub terminal: String,
    /// Captured, milliseconds since the Unix epoch.
    pub at: i64,
    /// The same as a clerk reads it.
    pub time: String,
    /// Why, or what, in words.
    pub reason: String,
    /// Machine word of the stage before.
    pub before: &'static str,
    /// And after.
    pub after: &'static str,
    /// What else it changed: what, before, after.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<(String, String, String)>,
    /// Place in the backend's log of the case.
    pub position: Option<u64>,
    /// SHA-256 of the signed act, hex.
    pub hash: String,
    /// `altered`, `deleted` (an act it stands on is gone), `reordered`; none where it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bad: Option<&'static str>,
    /// SHA-256 over the chain before and this step without its chain, hex.
    pub chain: String,
}

impl Desk {
    /// Traces a case back: by its id, its official or its provisional number. Recorded.
    ///
    /// # Errors
    /// `not_found`, the store's. What is wrong with a step is no error but the answer.
    pub fn trace(&self, known: &str) -> Outcome<Traced> {
        let station = self.station()?;
        let id = cases::find(&station, known)?;
        self.record(&station, "trace", &[("case", &id.to_string())])?;
        let acts = station.store().acts_of(id)?;
        let entries = cases::entries(&acts);
        let lives = station.store().lives()?;
        let verifier = Verifier::new(station.reference().trust.clone());
        let mut chain = [0; 32];
        let mut steps = Vec::new();
        for (at, one) in acts.iter().enumerate() {
            let mut step = step(one, &entries, at);
            step.bad = bad(&station, (&verifier, &lives), &acts, one)?;
            let said = serde_json::to_vec(&step).unwrap_or_default();
            chain = sha256(&[&chain[..], &said].concat()).0;
            step.chain = hex(&chain);
            steps.push(step);
        }
        let first = steps.iter().find(|step| step.bad.is_some());
        Ok(Traced {
            case: id.to_string(),
            number: Case::of(id, &entries).shown_number().to_owned(),
            ok: first.is_none(),
            first_bad: first.map(|step| step.act.clone()),
            why: first.and_then(|step| step.bad),
            steps,
        })
    }
}

/// What the act says, and the case before and after it.
fn step(one: &StoredAct, entries: &[Entry], at: usize) -> TracedStep {
    let (header, payload) = cases::read(one);
    let id = one.case.unwrap_or_default();
    let (before, after) = (Case::of(id, &entries[..at]), Case::of(id, &entries[..=at]));
    let header = header.as_ref();
    let of = |field: fn(&Header) -> &str| header.map(field).unwrap_or_default().to_owned();
    TracedStep {
        n: at + 1,
        act: one.act_id.to_string(),
        kind: one.kind.clone(),
        what: cases::act_text(&one.kind).to_owned(),
        actor: of(|header| &header.actor),
        post: of(|header| &header.post),
        witness: header.and_then(|header| header.witness.clone()),
        terminal: of(|header| &header.origin.terminal),
        at: one.captured_ms,
        time: domain::moment::minute_text(one.captured_ms),
        reason: payload.as_ref().map(cases::act_detail).unwrap_or_default(),
        before: before.stage.word(),
        after: after.stage.word(),
        changed: changed(&before, &after),
        position: one.position,
        hash: hex(&one.hash),
        bad: None,
        chain: String::new(),
    }
}

/// What the act changed beside the stage. Nothing of the form: it stands in the acts themselves.
fn changed(before: &Case, after: &Case) -> Vec<(String, String, String)> {
    let said = |text: Option<&str>| text.unwrap_or("—").to_owned();
    let mut all = Vec::new();
    let mut differ = |what: &str, old: String, new: String| {
        if old != new {
            all.push((what.to_owned(), old, new));
        }
    };
    let number = |case: &Case| said(case.number.as_deref());
    differ("办件编号", number(before), number(after));
    let lane = |case: &Case| cases::lane::name(case).to_owned();
    differ("绿色通道", lane(before), lane(after));
    let due = |case: &Case| said(case.due.as_deref());
    differ("预计办结", due(before), due(after));
    let supplement = |case: &Case| said(case.tolerance.as_ref().and_then(|t| t.due.as_deref()));
    differ("补交截止", supplement(before), supplement(after));
    for line in &after.materials {
        let held = before.materials.iter().find(|old| old.code == line.code);
        let old = held.map_or("—", |old| cases::source_text(&old.source));
        differ(
            &line.name,
            old.to_owned(),
            cases::source_text(&line.source).to_owned(),
        );
    }
    all
}

/// What is wrong with the step, if anything is.
fn bad(
    station: &Station,
    (verifier, lives): (&Verifier, &[Life]),
    acts: &[StoredAct],
    one: &StoredAct,
) -> Outcome<Option<&'static str>> {
    let Some(header) = memory::read(one) else {
        return Ok(Some("altered"));
    };
    let there = |hash: &domain::act::Hash| acts.iter().any(|other| other.hash == hash.0);
    if !header.base.iter().all(there) {
        return Ok(Some("deleted"));
    }
    if !one.origin_local {
        return Ok(None);
    }
    let named = |life: &&Life| life.incarnation == Some(header.origin.incarnation);
    let unnamed = |life: &&Life| life.incarnation.is_none();
    match lives.iter().find(named).or(lives.iter().find(unnamed)) {
        Some(life) => act::check(station, verifier, life, one),
        None => Ok(Some("altered")),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
