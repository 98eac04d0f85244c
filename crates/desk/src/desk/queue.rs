use domain::queue::RowState;
use store::{Counts, QueueFilter, QueueRow};

use super::{Desk, locked};
use crate::alarm;
use crate::cases::{act_text, read, sent_badge, today_or_day};
use crate::fault::{Outcome, reason_text};
use crate::station::Station;
use crate::view::{ConnectionView, QueueRowView, QueueView, Tone};

/// Unsent rows on the screen; the head counts them all.
const MOST_UNSENT: u32 = 500;
/// The last durable ones below them.
const MOST_DONE: usize = 50;
/// Rows that are looked through for the last ones.
const MOST_ROWS: u32 = 100_000;

impl Desk {
    /// 待发送: what is unsent or needs a person first, then the last ones that are durable.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn queue(&self) -> Outcome<QueueView> {
        let station = self.station()?;
        let store = station.store();
        let mut rows = store.queue_rows(QueueFilter::Human, MOST_UNSENT)?;
        rows.extend(store.queue_rows(QueueFilter::Open, MOST_UNSENT)?);
        let done = store.queue_rows(QueueFilter::Closed, MOST_ROWS)?;
        rows.extend(
            done.into_iter()
                .rev()
                .filter(|row| matches!(row.state, RowState::Durable { .. }))
                .take(MOST_DONE),
        );
        let rows = rows
            .iter()
            .map(|row| self.queue_row(&station, row))
            .collect::<Outcome<Vec<_>>>()?;
        Ok(QueueView {
            connection: self.connection(),
            rows,
        })
    }

    /// The strip: online or not, how many unsent, the oldest, and why. Never fails: what cannot be read is left out.
    #[must_use]
    pub fn connection(&self) -> ConnectionView {
        let station = self.any_station().ok();
        let counts = station
            .as_ref()
            .and_then(|station| station.store().queue_counts().ok())
            .unwrap_or_default();
        let state = locked(&self.0.connection).clone();
        let online = self.is_online();
        let today = domain::moment::day(self.now());
        // The switch of the practice city is a reason before any call has failed.
        let cut = domain::queue::Reason::Offline;
        let reason = state.reason.or_else(|| self.is_cut().then_some(cut));
        let alarm = station
            .as_ref()
            .and_then(|station| station.store().alarms().ok()?.pop())
            .map(|found| alarm::text(&found.code).to_owned());
        let (clock, clock_bad) = station
            .map(|station| self.clock_text(&station))
            .unwrap_or_default();
        ConnectionView {
            alarm: alarm.unwrap_or_default(),
            online,
            text: self.connection_text(online),
            unsent: counts.unsent,
            oldest: counts
                .oldest_ms
                .map(|oldest| short(&today_or_day(oldest, today)))
                .unwrap_or_default(),
            reason: reason.map(|why| why.code().to_owned()).unwrap_or_default(),
            why: reason.map(reason_text).unwrap_or_default().to_owned(),
            next: state
                .next_at
                .map(|next| today_or_day(next, today))
                .unwrap_or_default(),
            clock,
            clock_bad,
            attention: attention(&counts),
        }
    }

    fn connection_text(&self, online: bool) -> String {
        if online {
            return "在线".to_owned();
        }
        match *locked(&self.0.offline_since) {
            Some(since) => match (self.now() - since).max(0) / 60_000 {
                0 => "离线".to_owned(),
                minutes @ 1..60 => format!("离线 {minutes} 分钟"),
                minutes @ 60..1440 => format!("离线 {} 小时", minutes / 60),
                minutes => format!("离线 {} 天", minutes / 1440),
            },
            None if self.is_cut() => "离线".to_owned(),
            None => "正在连接".to_owned(),
        }
    }

    fn queue_row(&self, station: &Station, row: &QueueRow) -> Outcome<QueueRowView> {
        let store = station.store();
        let case = match row.case {
            Some(case) => store.case(case)?,
            None => None,
        };
        let act = store.act(row.act_id)?;
        let badge = sent_badge(&row.state);
        let today = domain::moment::day(self.now());
        Ok(QueueRowView {
            id: row.act_id.to_string(),
            case: row.case.map(|case| case.to_string()),
            number: case
                .as_ref()
                .map(|case| case.number.as_ref().unwrap_or(&case.provisional).clone())
                .unwrap_or_default(),
            what: act
                .as_ref()
                .and_then(|act| read(act).1)
                .map_or_else(|| act_text(&row.kind), |payload| what(&payload))
                .to_owned(),
            item: case.map(|case| case.item_name).unwrap_or_default(),
            at: today_or_day(row.captured_ms, today),
            state: row.state.word().to_owned(),
            state_text: badge.text,
            tone: tone_word(badge.tone).to_owned(),
            reason: row_reason(row),
            next: match row.state {
                RowState::RetryWait { next_at, .. } => today_or_day(next_at, today),
                _ => String::new(),
            },
            attempts: row.attempts,
            files: act.map_or(0, |act| {
                u32::try_from(act.attachments.len()).unwrap_or(u32::MAX)
            }),
        })
    }
}

/// `10:21:07` as `10:21`; a day stays as it is.
fn short(clock: &str) -> String {
    match clock.len() {
        8 => clock[..5].to_owned(),
        _ => clock.to_owned(),
    }
}

fn attention(counts: &Counts) -> u64 {
    ["contested", "needs_fix", "quarantined"]
        .iter()
        .filter_map(|word| counts.by_state.get(*word))
        .sum()
}

fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "ok",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Plain => "plain",
    }
}

/// What was done, in words; a station's event by its own name.
fn what(payload: &domain::act::Payload) -> &'static str {
    let domain::act::Payload::Station(event) = payload else {
        return act_text(payload.kind());
    };
    match event.what.as_str() {
        "sign_in" => "登录记录",
        "sign_out" => "退出记录",
        "unmask" => "查看完整信息的记录",
        "print" => "打印记录",
        "export" => "导出记录",
        "discard" => "删除草稿的记录",
        "licence_used" => "调用证照的记录",
        _ => "本机操作记录",
    }
}

/// Why it is where it is, what that means and what to do (law 3).
fn row_reason(row: &QueueRow) -> String {
    let last = || row.last_reason.map(reason_text);
    match &row.state {
        RowState::Ready => last().map_or_else(
            || "已存在本机，轮到就发送".to_owned(),
            |why| format!("上次没发成：{why}"),
        ),
        RowState::Files => "已存在本机，附件先传，传完自动发送".to_owned(),
        RowState::Sending => "已发出，等市平台回执；没有回执会自动再发，不会重复".to_owned(),
        RowState::Received => "市平台收到了，还没有确认存好；本机副本保留，稍后再问".to_owned(),
        RowState::RetryWait { reason, .. } => reason_text(*reason).to_owned(),
        RowState::Durable { .. } => String::new(),
        RowState::Contested { .. } => {
            "市平台已存，与它掌握的情况不一致，要人工核对；办件和文书仍有效".to_owned()
        }
        RowState::NeedsFix { code } => {
            format!("市平台退回（{code}），没有生效，本机保留；请打开办件更正后重新办理")
        }
        RowState::Quarantined { code } => {
            format!("这一条单独搁置（{code}），其余照常发送；本机保留，请联系管理员")
        }
    }
}
