use domain::card::Running;
use domain::case::Case;
use domain::catalogue::Elsewhere;
use serde::Serialize;

use crate::Desk;
use crate::ask::joint::ToldJoint;
use crate::cases::overdue::{self, ToldDefault};
use crate::cases::{Raised, clock_of, expected, find, fold, holder, joint, raised, read};
use crate::fault::Outcome;

/// A case with its acts, as a program reads it: nothing is masked, and the asking is recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WholeCase {
    /// As the acts say it stands.
    pub case: Case,
    /// 应…，待系统确认: what only this machine's clock says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<&'static str>,
    /// 默认许可 by the city's system, where it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_default: Option<ToldDefault>,
    /// How the time of the office stands.
    pub clock: ToldClock,
    /// 办理方式, where the item names one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mode: String,
    /// 跑动次数: on how many days the applicant had to come.
    pub trips: usize,
    /// 联合办理: whose tasks, and what came of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<ToldJoint>,
    /// What was not done as it should be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<ToldAlarm>,
    /// In the order in which they count.
    pub acts: Vec<ListedAct>,
}

/// The clock of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ToldClock {
    /// `green`, `yellow`, `red`; none while nothing is owed, the applicant is waited for or a year's notice is lacking.
    pub card: Option<&'static str>,
    /// `answer`, `promise`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<&'static str>,
    /// The last moment, `2026-03-11 17:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// 停表 since, milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<i64>,
    /// Why there is no card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// 超时默认许可: what the city's system will do past the promise, or what it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_default: Option<String>,
    /// Whose acceptance and five days it waits for, where they are not ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<String>,
    /// 责任人, by 工号.
    pub holder: String,
}

/// An alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldAlarm {
    /// The same whenever it is told.
    pub key: String,
    /// `yellow`, `red`.
    pub lamp: &'static str,
    /// Which rule.
    pub rule: &'static str,
    /// What happened.
    pub say: String,
    /// Machine word of the stage.
    pub stage: &'static str,
    /// 责任人, by 工号.
    pub actor: String,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// Reasons that were given, with the 工号.
    pub explained: Vec<(String, String)>,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedAct {
    /// Act id.
    pub id: String,
    /// What was done.
    pub kind: String,
    /// 工号, or the system that did it.
    pub actor: String,
    /// Captured, milliseconds since the Unix epoch.
    pub at: i64,
    /// Machine word of its row in the queue.
    pub state: &'static str,
    /// Place in the backend's log, once it has one.
    pub position: Option<u64>,
}

impl Desk {
    /// A case by its id, its official or its provisional number.
    ///
    /// # Errors
    /// `not_found`, the store's.
    pub fn whole_case(&self, known: &str) -> Outcome<WholeCase> {
        let station = self.station()?;
        let id = find(&station, known)?;
        self.record(&station, "unmask", &[("case", &id.to_string())])?;
        let (case, acts) = fold(&station, id)?;
        let (reference, now) = (station.reference(), self.now());
        let running = clock_of(&reference, &case, now)?;
        let counting = match &running {
            Running::Counting(clock) => Some(&**clock),
            _ => None,
        };
        let clock = ToldClock {
            elsewhere: case.elsewhere.as_ref().map(Elsewhere::say),
            by_default: overdue::say(&case, &acts, &reference, counting),
            ..told_clock(&running, holder(&acts), now)
        };
        let mode = joint::mode(&case, reference.item(&case.item, case.item_version));
        let joint = self.told_joint(&reference, &case);
        let alarms = raised(&reference, &case, &acts, now)?;
        let alarms = alarms.into_iter().map(told_alarm).collect();
        let by_default = overdue::event(&case, &acts);
        let acts = acts
            .iter()
            .map(|act| ListedAct {
                id: act.act_id.to_string(),
                kind: act.kind.clone(),
                actor: read(act).0.map(|header| header.actor).unwrap_or_default(),
                at: act.captured_ms,
                state: act.state.word(),
                position: act.position,
            })
            .collect();
        let trips = case.trips();
        let expected = expected(&case, &station.reference(), self.now())?;
        Ok(WholeCase {
            case,
            expected,
            by_default,
            clock,
            mode,
            trips,
            joint,
            alarms,
            acts,
        })
    }
}

fn told_clock(running: &Running, holder: String, now: i64) -> ToldClock {
    let told = ToldClock {
        holder,
        ..ToldClock::default()
    };
    match running {
        Running::Nothing => told,
        Running::Waiting { since, .. } => ToldClock {
            waiting: Some(*since),
            ..told
        },
        Running::Missing(why) => ToldClock {
            missing: Some(why.clone()),
            ..told
        },
        Running::Counting(clock) => ToldClock {
            card: Some(clock.card(now).word()),
            phase: Some(clock.phase.word()),
            by: Some(domain::moment::minute_text(clock.by)),
            ..told
        },
    }
}

fn told_alarm(raised: Raised) -> ToldAlarm {
    let Raised { alarm, explained } = raised;
    ToldAlarm {
        key: alarm.key,
        lamp: alarm.lamp.word(),
        rule: alarm.rule,
        say: alarm.say,
        stage: alarm.stage.word(),
        actor: alarm.actor,
        at: alarm.at,
        explained: explained
            .into_iter()
            .map(|said| (said.reason, said.actor))
            .collect(),
    }
}
