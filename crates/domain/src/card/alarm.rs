use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Phase, Running, Setting, running};
use crate::act::{Captured, Hash, Payload};
use crate::case::{Case, Entry, Stage, in_order};
use crate::moment;

/// An act with what the alarms look at beside it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The act as a fold needs it.
    pub entry: Entry,
    /// Its hash.
    pub hash: Hash,
    /// The acts that its maker knew of.
    pub base: Vec<Hash>,
    /// 工号; of the backend's own acts its name.
    pub actor: String,
    /// 岗位; empty where the backend did it.
    pub post: String,
}

/// 黄灯、红灯.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lamp {
    /// 不按程序.
    Yellow,
    /// 超期.
    Red,
}

impl Lamp {
    /// Machine word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Yellow => "黄灯",
            Self::Red => "红灯",
        }
    }
}

/// Something that was not done as it should be. It stays; it can only be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// The same whenever the acts are read again: `overdue:promise`, `order:ACT`, `skipped:ACT`, `backdated:ACT`.
    pub key: String,
    /// How grave.
    pub lamp: Lamp,
    /// Which rule.
    pub rule: &'static str,
    /// What happened, in Chinese, without personal data.
    pub say: String,
    /// The act, where one did it.
    pub act: Option<Uuid>,
    /// 责任环节: the stage in which it happened.
    pub stage: Stage,
    /// 责任人: whoever did it, or held the case while time ran out.
    pub actor: String,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
}

/// Every alarm of a case, in the order in which they arose. `steps`: its acts in force, positions first, own unsent ones
/// after.
#[must_use]
pub fn alarms(id: Uuid, steps: &[Step], setting: &Setting<'_>, now: i64) -> Vec<Alarm> {
    let entries: Vec<Entry> = steps.iter().map(|step| step.entry.clone()).collect();
    let mut walk = Walk {
        case: Case::new(id),
        setting,
        holder: String::new(),
        overdue: BTreeSet::new(),
        found: Vec::new(),
    };
    let standing: Vec<&Step> = in_order(&entries)
        .into_iter()
        .map(|at| &steps[at])
        .collect();
    for (at, step) in standing.iter().enumerate() {
        walk.take(step, &standing[..at]);
    }
    walk.look(now);
    walk.found
}

struct Walk<'a> {
    case: Case,
    setting: &'a Setting<'a>,
    /// Who acted last at a desk.
    holder: String,
    overdue: BTreeSet<Phase>,
    found: Vec<Alarm>,
}

impl Walk<'_> {
    fn take(&mut self, step: &Step, before: &[&Step]) {
        let Some((captured, payload)) = &step.entry.deed else {
            self.case.apply_unknown(&step.entry.kind);
            return;
        };
        self.look(captured.credible());
        let by_desk = !step.post.is_empty();
        if by_desk {
            self.judge(step, payload);
            self.backdated(step, captured, before);
            self.holder.clone_from(&step.actor);
        }
        self.case.apply(captured, payload);
    }

    /// Whether the office's time has run out by a moment: once for each limit.
    fn look(&mut self, now: i64) {
        let Running::Counting(clock) = running(&self.case, self.setting, now) else {
            return;
        };
        let Some(red) = clock.red.filter(|red| now >= *red) else {
            return;
        };
        if !self.overdue.insert(clock.phase) {
            return;
        }
        let phase = clock.phase;
        let by = moment::minute_text(clock.by);
        self.found.push(Alarm {
            key: format!("overdue:{}", phase.word()),
            lamp: Lamp::Red,
            rule: match phase {
                Phase::Answer => {
                    "收件后五个工作日内一次告知、受理或者不予受理（《行政许可法》第三十二条）"
                }
                Phase::Promise => "在承诺时限内办结（限时办结制）",
            },
            say: format!("{}超过 {by} 的期限。", phase.text()),
            act: None,
            stage: clock.stage,
            actor: self.holder.clone(),
            at: red,
        });
    }

    /// Steps and their order (domain reference §2.6).
    fn judge(&mut self, step: &Step, payload: &Payload) {
        let Some((skipped, say)) = misplaced(&self.case, payload) else {
            return;
        };
        let (word, rule) = match skipped {
            true => ("skipped", "不得跳过法定环节"),
            false => ("order", "按收件、受理、决定的顺序办理"),
        };
        self.raise(step, word, rule, say);
    }

    /// Captured, at its latest, before something that its maker already knew of.
    fn backdated(&mut self, step: &Step, captured: &Captured, before: &[&Step]) {
        let earlier = |other: &&Step| {
            let (theirs, _) = other.entry.deed.as_ref()?;
            (captured.latest < theirs.earliest).then_some(theirs.earliest)
        };
        let known = known(step, before);
        let found = before
            .iter()
            .filter(|other| known.contains(&other.hash) && !other.post.is_empty())
            .find_map(earlier);
        if let Some(theirs) = found {
            let say = format!(
                "记录的时间 {} 早于它之前的动作（{}）。",
                moment::minute_text(captured.credible()),
                moment::minute_text(theirs)
            );
            self.raise(step, "backdated", "办理时间不得倒签", say);
        }
    }

    fn raise(&mut self, step: &Step, word: &str, rule: &'static str, say: String) {
        self.found.push(Alarm {
            key: format!("{word}:{}", step.entry.id.simple()),
            lamp: Lamp::Yellow,
            rule,
            say,
            act: Some(step.entry.id),
            stage: self.case.stage,
            actor: step.actor.clone(),
            at: step
                .entry
                .deed
                .as_ref()
                .map_or(0, |(captured, _)| captured.credible()),
        });
    }
}

/// The acts that a base names, and those that they were made on.
fn known(step: &Step, before: &[&Step]) -> BTreeSet<Hash> {
    let mut known = BTreeSet::new();
    let mut open = step.base.clone();
    while let Some(hash) = open.pop() {
        if known.insert(hash) {
            let of = before.iter().find(|other| other.hash == hash);
            open.extend(of.into_iter().flat_map(|other| other.base.iter().copied()));
        }
    }
    known
}

/// Why a deed does not belong where it stands: whether a step was skipped, and in words.
fn misplaced(case: &Case, payload: &Payload) -> Option<(bool, String)> {
    let stage = case.stage;
    let deed = deed(payload)?;
    let begun = stage != Stage::New;
    let received = matches!(payload, Payload::Received(_));
    if received {
        return begun.then(|| (false, "已经收件，又收一次件。".to_owned()));
    }
    if !begun {
        return Some((true, format!("没有收件就{deed}。")));
    }
    if stage.has_ended() {
        return Some((false, format!("{}之后又{deed}。", stage.text())));
    }
    let accepted = matches!(
        stage,
        Stage::AcceptanceRequested | Stage::Accepted | Stage::Tolerated
    );
    match payload {
        Payload::Decided(_) if !matches!(stage, Stage::Accepted | Stage::Tolerated) => {
            Some((true, "没有受理就作出决定。".to_owned()))
        }
        Payload::Accepted(_) | Payload::AcceptanceRequested(_) | Payload::Refused(_)
            if accepted =>
        {
            Some((false, format!("{}之后又{deed}。", stage.text())))
        }
        Payload::Noticed(_) if accepted && stage != Stage::Tolerated => {
            Some((false, format!("{}之后又{deed}。", stage.text())))
        }
        _ => None,
    }
}

/// A desk's deed that has its place in the order; none: it may stand anywhere.
fn deed(payload: &Payload) -> Option<&'static str> {
    match payload {
        Payload::Received(_) => Some("收件"),
        Payload::Accepted(_) | Payload::AcceptanceRequested(_) => Some("受理"),
        Payload::Noticed(_) => Some("一次性告知"),
        Payload::Refused(_) => Some("不予受理"),
        Payload::Supplemented(_) => Some("补交材料"),
        Payload::Withdrawn(_) => Some("撤回"),
        Payload::Decided(_) => Some("作出决定"),
        _ => None,
    }
}
