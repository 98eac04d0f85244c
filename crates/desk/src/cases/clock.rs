//! 时效 of a case as shown, and 说明 of an alarm.

use domain::card::{Card, Lamp, Running};
use domain::case::Case;
use domain::catalogue::Elsewhere;
use domain::decide::Command;
use domain::moment::minute_text;
use store::StoredAct;

use super::card::{Raised, clock, holder, of_clock, raised};
use super::trail::named;
use super::{find, fold, overdue};
use crate::desk::Desk;
use crate::draft::show;
use crate::fault::{DeskFault, Outcome};
use crate::station::Reference;
use crate::view::{AlarmView, Badge, CaseView, ClockView, Tone, WaitView};

impl Desk {
    /// 说明 why an alarm of the case arose. The alarm stays.
    ///
    /// # Errors
    /// `no_alarm`, the refusal with its ground, the store's.
    pub fn case_explain(&self, id: &str, alarm: &str, reason: &str) -> Outcome<CaseView> {
        self.ensure_raised(id, alarm)?;
        let command = Command::Explain {
            alarm: alarm.to_owned(),
            reason: reason.to_owned(),
        };
        self.act_on_case(id, &command)?;
        self.case(id)
    }

    fn ensure_raised(&self, id: &str, alarm: &str) -> Outcome<()> {
        let station = self.station()?;
        let (case, acts) = fold(&station, find(&station, id)?)?;
        ensure_raised(&station.reference(), &case, &acts, (alarm, self.now()))
    }
}

/// Only what was raised can be explained.
pub(crate) fn ensure_raised(
    reference: &Reference,
    case: &Case,
    acts: &[StoredAct],
    (key, now): (&str, i64),
) -> Outcome<()> {
    let all = raised(reference, case, acts, now)?;
    if all.iter().any(|one| one.alarm.key == key) {
        return Ok(());
    }
    let say = "这个办件没有这条报警。请刷新办件后再看。";
    Err(DeskFault {
        ground: Some("办件状态".to_owned()),
        ..DeskFault::new("no_alarm", say)
    })
}

/// A card as a badge: a word beside the colour.
pub(crate) fn card_badge(card: Card) -> Badge {
    let tone = match card {
        Card::Green => Tone::Ok,
        Card::Yellow => Tone::Warn,
        Card::Red => Tone::Bad,
    };
    badge(tone, card.text())
}

/// 停表.
pub(crate) fn waiting_badge() -> Badge {
    badge(Tone::Plain, "停表")
}

/// No card for want of a year's notice.
pub(crate) fn missing_badge() -> Badge {
    badge(Tone::Warn, "缺放假安排")
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge {
        tone,
        text: text.to_owned(),
    }
}

/// All of it.
pub(super) fn clock_view(
    case: &Case,
    acts: &[StoredAct],
    reference: &Reference,
    now: i64,
) -> Outcome<ClockView> {
    let running = clock(reference, case, now)?;
    let counting = of_clock(&running, now);
    let text = |phase: domain::card::Phase| phase.text().to_owned();
    Ok(ClockView {
        card: match &running {
            Running::Nothing => None,
            Running::Waiting { .. } => Some(waiting_badge()),
            Running::Missing(_) => Some(missing_badge()),
            Running::Counting(_) => counting.map(|(_, card)| card_badge(card)),
        },
        phase: counting.map_or_else(String::new, |(clock, _)| text(clock.phase)),
        stage: case.stage.text().to_owned(),
        person: named(&holder(acts), reference),
        due: counting.map(|(clock, _)| show::explained(&clock.due, clock.by)),
        say: case
            .elsewhere
            .as_ref()
            .filter(|_| !case.stage.has_ended())
            .map_or_else(|| say(&running, now), Elsewhere::say),
        by_default: overdue::say(case, acts, reference, counting.map(|(clock, _)| clock)),
        waits: case.waits.iter().map(wait_view).collect(),
        alarms: raised(reference, case, acts, now)?
            .iter()
            .map(|one| alarm_view(one, reference))
            .collect(),
    })
}

fn say(running: &Running, now: i64) -> String {
    match running {
        Running::Nothing => String::new(),
        Running::Waiting { since, why } => {
            format!("{why}，自 {} 起停止计时，不亮牌。", minute_text(*since))
        }
        Running::Missing(why) => format!("{why}，不亮牌。请联系管理员导入放假安排。"),
        Running::Counting(clock) => match clock.card(now) {
            Card::Green => format!("{} 起黄牌。", minute_text(clock.yellow)),
            Card::Yellow => format!("期限 {}，过后红牌。", minute_text(clock.by)),
            Card::Red => format!(
                "已超过期限 {}。请尽快办理，并说明原因。",
                minute_text(clock.by)
            ),
        },
    }
}

fn wait_view(wait: &domain::case::Wait) -> WaitView {
    WaitView {
        from: minute_text(wait.from),
        to: wait.to.map(minute_text).unwrap_or_default(),
        why: "等待申请人补正".to_owned(),
    }
}

fn alarm_view(one: &Raised, reference: &Reference) -> AlarmView {
    let alarm = &one.alarm;
    let tone = match alarm.lamp {
        Lamp::Yellow => Tone::Warn,
        Lamp::Red => Tone::Bad,
    };
    let explained = |said: &super::card::Explanation| {
        let by = format!("{} {}", named(&said.actor, reference), minute_text(said.at));
        (said.reason.clone(), by)
    };
    AlarmView {
        key: alarm.key.clone(),
        lamp: badge(tone, alarm.lamp.text()),
        rule: alarm.rule.to_owned(),
        say: alarm.say.clone(),
        stage: alarm.stage.text().to_owned(),
        person: named(&alarm.actor, reference),
        at: minute_text(alarm.at),
        explained: one.explained.iter().map(explained).collect(),
    }
}
