use domain::queue::RowState;
use store::{Counts, QueueFilter, QueueRow};

use super::way_out::DISCARD_REASONS;
use super::{Desk, locked};
use crate::alarm;
use crate::cases::{act_text, read, sent_badge, today_or_day};
use crate::draft::has_content;
use crate::fault::{Outcome, reason_say, reason_text};
use crate::station::Station;
use crate::view::{ConnectionView, QueueRowView, QueueView, Tone};

/// Unsent rows on the screen: it draws only those in sight.
const MOST_UNSENT: u32 = 10_000;
/// The last durable ones below them.
const MOST_DONE: u32 = 50;

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
        let total = rows.len() as u64;
        rows.extend(store.queue_last_over(MOST_DONE)?);
        let rows = rows
            .iter()
            .map(|row| self.queue_row(&station, row))
            .collect::<Outcome<Vec<_>>>()?;
        let own = station.user();
        Ok(QueueView {
            connection: self.connection(),
            rows,
            total,
            colleagues: self
                .users()
                .into_iter()
                .filter(|user| user != own)
                .collect(),
            reasons: DISCARD_REASONS
                .map(|(word, text)| (word.to_owned(), text.to_owned()))
                .to_vec(),
            export_to: self.export_to(),
        })
    }

    /// The clerk's own folder, with the day and the hour in the name.
    fn export_to(&self) -> String {
        let home = std::env::home_dir().unwrap_or_default();
        let now = self.now();
        let day = domain::moment::day(now).strftime("%Y%m%d").to_string();
        let clock = crate::draft::show::clock(now).replace(':', "");
        home.join(format!("离线包-{day}-{clock}.zcb"))
            .display()
            .to_string()
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
        let signed_in = self.station().ok();
        let (enquiries, enquiries_late) = signed_in
            .map(|station| self.enquiries_waiting(&station))
            .unwrap_or_default();
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
            enquiries,
            enquiries_late,
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
        let mut badge = sent_badge(&row.state);
        if row.ended_by.is_some() {
            (badge.text, badge.tone) = ("已由人工结束".to_owned(), Tone::Plain);
        }
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
            ways: ways(row).into_iter().map(str::to_owned).collect(),
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
        "check_overridden" => "数据核查的复核记录",
        "licence_viewed" => "查看证照图样的记录",
        "page_removed" => "删除拍摄页面的记录",
        "print" => "打印记录",
        "export" => "导出记录",
        "discard" => "删除草稿的记录",
        "discarded" => "作废记录",
        "exported" => "导出离线包的记录",
        "imported" => "导入离线包的记录",
        "licence_used" => "调用证照的记录",
        _ => "本机操作记录",
    }
}

/// What a person can do about a row now.
fn ways(row: &QueueRow) -> Vec<&'static str> {
    let mut ways = match &row.state {
        _ if row.ended_by.is_some() => Vec::new(),
        RowState::NeedsFix { .. } | RowState::Contested { .. } => mends(row),
        RowState::Quarantined { code } if code == "fork" => mends(row),
        RowState::Quarantined { .. } => [vec!["retry"], mends(row)].concat(),
        RowState::RetryWait { .. } => vec!["retry"],
        RowState::Ready
        | RowState::Files
        | RowState::Sending
        | RowState::Received
        | RowState::Durable { .. } => Vec::new(),
    };
    if row.case.is_some() {
        ways.push("open");
        if !ways.is_empty()
            && row.ended_by.is_none()
            && !matches!(row.state, RowState::Durable { .. })
        {
            ways.push("export");
        }
    }
    ways
}

/// Opened and changed where there is something to change, or signed again by whoever may.
fn mends(row: &QueueRow) -> Vec<&'static str> {
    match row.case.is_some() && has_content(&row.kind) {
        true => vec!["mend", "sign", "discard"],
        false => vec!["sign", "discard"],
    }
}

/// Why the backend would not take it, in words.
pub(super) fn code_text(code: &str) -> &'static str {
    match code {
        "not_granted" => "签名人的岗位当时没有这项权限，请换有权限的岗位或同事更正",
        "signature" | "actor" => "市平台不认这份签名，请确认工号已在本机登记，再更正",
        "backend_only" => "这种动作只能由市平台写入，请作废",
        "attachments" | "attachment_lost" => "附件不齐，请打开办件核对附件",
        "missing" => "市平台缺少它前面的动作或附件，可再发一次",
        "fork" => "本机的数据文件夹曾被复制或恢复，编号已被占用，请更正后重新提交",
        "realm" => "这一条属于另一个城市，不能发往这里",
        "ended" => "已由人工结束",
        _ => "请打开办件核对；不清楚时请联系管理员",
    }
}

/// What a person has to look at; which other case it is, stands in the case's own trail.
fn contested_text(code: &str) -> &'static str {
    match code {
        "code_used" => {
            "市平台已存；所用的签名凭证码已在另一个窗口用于别的办件，要人工核对，打开办件可看是哪一件"
        }
        "duplicate" => {
            "市平台已存；另一个窗口也收了同一申请人的同一事项，两件可能都对，请对照后决定，打开办件可看是哪一件"
        }
        "beside" => "市平台已存；另一个窗口也处理了这个办件，两处互不知情，要人工认定以哪一个为准",
        _ => "市平台已存，与它掌握的情况不一致，要人工核对；办件和文书仍有效",
    }
}

/// Why it is where it is, what that means and what to do (law 3).
fn row_reason(row: &QueueRow) -> String {
    if row.ended_by.is_some() {
        return "已更正或作废，留在本机备查，不再发送".to_owned();
    }
    let last = || row.last_reason.map(reason_say);
    match &row.state {
        RowState::Ready => last().map_or_else(
            || "已存在本机，轮到就发送".to_owned(),
            |why| format!("上次没发成：{why}"),
        ),
        RowState::Files => "已存在本机，附件先传，传完自动发送".to_owned(),
        RowState::Sending => "已发出，等市平台回执；没有回执会自动再发，不会重复".to_owned(),
        RowState::Received => "市平台收到了，还没有确认存好；本机副本保留，稍后再问".to_owned(),
        RowState::RetryWait { reason, .. } => reason_say(*reason),
        RowState::Durable { .. } => String::new(),
        RowState::Contested { code, .. } => contested_text(code).to_owned(),
        RowState::NeedsFix { code } => {
            format!(
                "市平台退回，没有生效，本机保留；{}（{code}）",
                code_text(code)
            )
        }
        RowState::Quarantined { code } => {
            format!("单独搁置，其余照常发送；{}（{code}）", code_text(code))
        }
    }
}
