//! Every act of a case in words, with who, when, and how far it has got (law 3).

use domain::act::{AcceptanceMode, Again, Header, Line, LineSource, Outcome, Payload, Registered};
use domain::check::Answer;
use domain::queue::RowState;
use store::StoredAct;

use super::across;
use super::after;
use super::list::due_text;
use super::{course, read};
use super::{joint, lane, verified};
use crate::draft::show::channel_text;
use crate::station::Reference;
use crate::view::{Badge, Tone, TrailView};

/// The acts as they are folded.
pub(super) fn trail(acts: &[StoredAct], reference: &Reference) -> Vec<TrailView> {
    acts.iter().map(|act| step(act, reference)).collect()
}

fn step(act: &StoredAct, reference: &Reference) -> TrailView {
    let (header, payload) = read(act);
    let (what, detail) = match &payload {
        Some(payload @ Payload::Lapsed(_)) => {
            let event = act.act_id.simple();
            (
                act_text(payload.kind()),
                format!("{}；事件编号 {event}", detail(payload)),
            )
        }
        Some(payload) => (act_text(payload.kind()), detail(payload)),
        None => (act_text(&act.kind), String::new()),
    };
    TrailView {
        what: what.to_owned(),
        detail,
        at: domain::moment::minute_text(act.captured_ms),
        by: by(header.as_ref(), reference),
        sent: sent_badge(&act.state),
    }
}

fn by(header: Option<&Header>, reference: &Reference) -> String {
    match header {
        None => "—".to_owned(),
        // The backend's own acts have no post.
        Some(header) if header.post.is_empty() => "市平台".to_owned(),
        Some(header) => named(&header.actor, reference),
    }
}

/// A colleague by name and 工号, where the staff list has them.
pub(crate) fn named(actor: &str, reference: &Reference) -> String {
    let staff = reference
        .staff
        .staff
        .iter()
        .find(|staff| staff.user == actor);
    staff.map_or_else(
        || actor.to_owned(),
        |staff| format!("{}（{}）", staff.name, staff.user),
    )
}

/// An act's kind in words.
pub(crate) fn act_text(kind: &str) -> &'static str {
    match kind {
        "received" => "收件",
        "accepted" => "受理",
        "acceptance_requested" => "登记待确认受理",
        "registered" => "市平台编号",
        "acceptance_confirmed" => "市平台确认受理",
        "noticed" => "一次性告知",
        "refused" => "不予受理",
        "supplemented" => "补交材料",
        "withdrawn" => "申请人撤回",
        "decided" => "决定",
        "suspended" => "特别程序",
        "resumed" => "恢复计时",
        "extended" => "延长期限",
        "corrected" => "当场更正",
        "deferred" => "顺延补交期限",
        "triggered" => "登记事件",
        "lapsed" => "时限到",
        "delivered" => "送达",
        "inspected" => "事后核查",
        "contested" => "市平台要求人工处理",
        "settled" => "主管认定时间",
        "reviewed" => "人工核对",
        "explained" => "说明报警",
        "prioritised" => "绿色通道",
        "cohandled" => "联办任务",
        "linked" => "回填外部编号",
        "told" => "进度推送",
        "enquired" => "问询",
        "opening_requested" => "申请开通事项",
        "station" => "本机操作记录",
        _ => "本程序不认识的动作",
    }
}

/// What an act says, in words; nothing of whose matter it is.
pub(crate) fn detail(payload: &Payload) -> String {
    match payload {
        Payload::Received(intake) => {
            let inside = intake
                .materials
                .iter()
                .filter(|line| line.source.is_in())
                .count();
            let lacking = intake
                .materials
                .iter()
                .filter(|line| line.source == LineSource::Open)
                .count();
            let points = answered(&intake.materials);
            let mut papers = format!("已收 {inside} 份，未交 {lacking} 份{points}");
            if let Some(elsewhere) = &intake.elsewhere {
                let (way, by) = (elsewhere.way.text(), &elsewhere.by);
                papers.push_str(&format!("；{way}，由{by}受理"));
            }
            if let Some(group) = &intake.group {
                papers.push_str(&format!("；团组 {group}"));
            }
            if let Some(again) = &intake.again {
                let Again { other, reason } = again;
                papers.push_str(&format!("；与 {other} 同一申请人同一事项，仍收：{reason}"));
            }
            match intake.channel.split_once('+') {
                Some((first, _)) => format!("{} → 窗口接手；{papers}", channel_text(first)),
                None => papers,
            }
        }
        Payload::Accepted(accepted) => {
            format!(
                "{}，预计办结 {}",
                mode(accepted.mode),
                due_text(&accepted.due)
            )
        }
        Payload::AcceptanceRequested(requested) => format!("请求{}", mode(requested.mode)),
        Payload::Registered(registered) => number(registered),
        Payload::AcceptanceConfirmed(confirmed) => format!(
            "{}，从收件 {} 起算，预计办结 {}",
            mode(confirmed.mode),
            domain::moment::minute_text(confirmed.accepted_at),
            due_text(&confirmed.due)
        ),
        Payload::Noticed(notice) => course::noticed(notice),
        Payload::Refused(refused) => refused.say.clone(),
        Payload::Supplemented(came) => {
            let lines = names(came.materials.iter().map(|line| line.name.as_str()));
            lines + &answered(&came.materials)
        }
        Payload::Withdrawn(withdrawn) => withdrawn.reason.clone(),
        Payload::Decided(decided) => match (decided.outcome, decided.reason.is_empty()) {
            (Outcome::Granted, true) => "准予".to_owned(),
            (Outcome::Granted, false) => format!("准予：{}", decided.reason),
            (Outcome::Denied, _) => format!("不予许可：{}", decided.reason),
        },
        Payload::Lapsed(lapsed) => match lapsed.what.as_str() {
            "deemed_accepted" => "逾期未告知，视为受理",
            "tolerance_expired" => "容缺材料逾期未补，退件",
            "default_granted" => "承诺期限内未作决定，系统默认许可",
            "lapse_withdrawn" => "撤销到期处理，恢复原状态",
            _ => "本程序不认识的到期处理",
        }
        .to_owned(),
        Payload::Contested(answered) => answered.say.clone(),
        Payload::Settled(settled) => {
            let word = ["不在期限内", "在期限内"][usize::from(settled.in_time)];
            format!("{word}：{}", settled.reason)
        }
        Payload::Delivered(delivered) => after::delivered_text(delivered),
        Payload::Inspected(inspected) => after::inspected_text(inspected),
        Payload::Reviewed(said) => verified::said(said),
        Payload::Explained(explained) => explained.reason.clone(),
        Payload::Suspended(_)
        | Payload::Resumed(_)
        | Payload::Extended(_)
        | Payload::Corrected(_)
        | Payload::Deferred(_)
        | Payload::Triggered(_) => course::detail(payload),
        Payload::Prioritised(marked) => lane::said(marked),
        Payload::Cohandled(act) => joint::said(act),
        Payload::Linked(linked) => across::linked_text(linked),
        Payload::Told(told) => {
            let word = ["短信已排队", "短信已发出"][usize::from(told.sent)];
            format!("{}：{word}", told.state.text())
        }
        Payload::Enquired(done) => done.step.text().to_owned(),
        Payload::OpeningRequested(asked) => format!("{}：{}", asked.item_name, asked.reason),
        Payload::Station(_) => String::new(),
    }
}

/// The number, and what the city found of what stood unverified.
fn number(registered: &Registered) -> String {
    let found = registered.verified.iter().flat_map(|one| &one.found);
    let mut counts = [
        (Answer::Pass, "相符", 0_usize),
        (Answer::Fail, "不符", 0),
        (Answer::Unknown, "需人工核对", 0),
    ];
    for one in found {
        let mut all = counts.iter_mut();
        if let Some((_, _, count)) = all.find(|(answer, ..)| *answer == one.answer) {
            *count += 1;
        }
    }
    let said = counts.iter().filter(|(_, _, count)| *count > 0);
    let said = said.map(|(_, word, count)| format!("，核验 {count} 项{word}"));
    let text = said.fold(registered.number.clone(), |text, more| text + &more);
    text.trim_start_matches('，').to_owned()
}

/// How the review points of these lines were answered; empty: as wholes.
fn answered(lines: &[Line]) -> String {
    let points = || lines.iter().flat_map(|line| line.points.iter().flatten());
    let counts = [
        (Some(true), "符合"),
        (Some(false), "不符合"),
        (None, "未核对"),
    ]
    .map(|(holds, word)| {
        let count = points().filter(|point| point.holds == holds).count();
        (count, word)
    });
    let said: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} 条{word}"))
        .collect();
    match said.is_empty() {
        true => String::new(),
        false => format!("；审查要点 {}", said.join("，")),
    }
}

/// What stands for a material.
pub(crate) fn source_text(source: &LineSource) -> &'static str {
    match source {
        LineSource::Open => "缺",
        LineSource::Licence { .. } => "电子证照",
        LineSource::File { .. } => "文件",
        LineSource::Paper => "纸质核原件",
        LineSource::Form => "申请表",
        LineSource::Commitment => "承诺代替",
        LineSource::Tolerated => "容缺",
        LineSource::SystemIssued => "系统开具",
    }
}

fn mode(mode: AcceptanceMode) -> &'static str {
    match mode {
        AcceptanceMode::Full => "受理",
        AcceptanceMode::Tolerance => "容缺受理",
        AcceptanceMode::Commitment => "告知承诺受理",
    }
}

pub(super) fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join("、")
}

/// How far an act has got: saved is not sent, sent is not received, received is not durable (law 3).
pub(crate) fn sent_badge(state: &RowState) -> Badge {
    let (tone, text) = match state {
        RowState::Ready => (Tone::Plain, "待发送"),
        RowState::Files => (Tone::Plain, "先传附件"),
        RowState::Sending => (Tone::Plain, "发送中"),
        RowState::Received => (Tone::Plain, "市平台已收到，待入库"),
        RowState::RetryWait { .. } => (Tone::Warn, "等待重发"),
        RowState::Durable { .. } => (Tone::Ok, "已存入市平台"),
        RowState::Contested { .. } => (Tone::Warn, "已存入市平台，需人工处理"),
        RowState::NeedsFix { .. } => (Tone::Bad, "需处理"),
        RowState::Quarantined { .. } => (Tone::Bad, "已搁置，需处理"),
    };
    Badge {
        tone,
        text: text.to_owned(),
    }
}
