//! What follows a decision on a commitment: the hand-over, the check after it, what it came to (domain reference
//! S13, S14).

use domain::act::{Delivered, DeliveredHow, Inspected, Inspection, SignatureHow};
use domain::case::{Case, Stage};
use domain::decide::{Command, Context, decide};
use domain::moment;
use domain::promise::{Follow, barred_through};
use domain::rights::Right;
use jiff::civil::Date;
use store::CaseRow;

use super::Marks;
use super::list::{page, row_view};
use super::show::decision;
use crate::desk::{Colleague, Desk};
use crate::draft::show::day_text;
use crate::fault::{DeskFault, Outcome};
use crate::station::{Station, rights};
use crate::view::{
    Badge, CaseRowView, CaseView, CasesQuery, DecisionView, FollowUpView, InspectInput, Tone,
};

/// Words of a summary's state beyond those of the stages: a check waits, so that nothing of it is erased here.
const WAITING: &str = "check_waiting";
const CHECKING: &str = "checking";
const RECTIFYING: &str = "rectifying";
/// The licence was taken back.
pub(crate) const REVOKED: &str = "revoked";

/// The checks of one list: a window has fewer.
const MOST: u32 = 5_000;

impl Desk {
    /// 登记送达: `counter`, `post`, `electronic`.
    ///
    /// # Errors
    /// The refusal with its ground, or the store's.
    pub fn case_deliver(&self, id: &str, how: &str) -> Outcome<CaseView> {
        let how = delivered_how(how)?;
        self.act_on_case(id, &Command::Deliver { how })?;
        self.case(id)
    }

    /// 登记核查结果; a revocation with a supervisor beside, by their own password.
    ///
    /// # Errors
    /// The refusal with its ground; the supervisor's slot; the store's.
    pub async fn case_inspect(&self, id: &str, said: &InspectInput) -> Outcome<CaseView> {
        let witness = match said.result == "revoke" {
            true => Some(Colleague {
                user: said.user.trim().to_owned(),
                password: said.password.clone(),
            }),
            false => None,
        };
        let command = self.inspection(said, witness).await?;
        self.act_on_case(id, &command)?;
        self.case(id)
    }

    /// The command, after the second person proved who they are.
    pub(crate) async fn inspection(
        &self,
        said: &InspectInput,
        witness: Option<Colleague>,
    ) -> Outcome<Command> {
        let station = self.station()?;
        let result = match said.result.as_str() {
            "conforms" => Inspection::Conforms,
            "rectify" => Inspection::Rectify {
                by: said.by.clone(),
                what: said.what.clone(),
            },
            "revoke" => Inspection::Revoke {
                barred_through: String::new(),
            },
            _ => {
                let say = "核查结果只能是符合承诺、限期整改或撤销。";
                return Err(DeskFault::new("malformed", say));
            }
        };
        let witness = match witness {
            Some(colleague) => Some(self.supervisor(&station, colleague).await?),
            None => None,
        };
        Ok(Command::Inspect {
            result,
            reason: said.reason.clone(),
            witness,
        })
    }

    /// 工号 of a second person who may supervise, by their own password.
    async fn supervisor(&self, station: &Station, colleague: Colleague) -> Outcome<String> {
        if colleague.user.is_empty() || colleague.user == station.user() {
            return Err(DeskFault::new(
                "witness_same",
                "撤销许可要两个人：请窗口主管输入自己的工号和密码。",
            ));
        }
        let today = moment::day(self.now());
        let reference = station.reference();
        let mut staff = reference.staff.staff.iter();
        let posts = staff.find(|one| one.user == colleague.user);
        let supervises = posts.is_some_and(|one| {
            let mut posts = one.posts.iter().map(rights);
            posts.any(|post| post.allow(Right::Supervise, "*", today).is_ok())
        });
        if !supervises {
            let say =
                "撤销许可要由窗口主管复核，这个工号没有主管认定的权限。请主管输入工号和密码。";
            return Err(DeskFault::new("witness_right", say));
        }
        let signed = self.signed_by(station, colleague).await?;
        Ok(signed.user().to_owned())
    }

    /// The checks that are to be made, the first due first (S13).
    pub(super) fn checks_due(&self, query: &CasesQuery) -> Outcome<Vec<CaseRowView>> {
        let station = self.station()?;
        let now = self.now();
        let filter = store::CaseFilter {
            text: Some(query.text.trim().to_owned()).filter(|text| !text.is_empty()),
            states: [CHECKING, RECTIFYING].map(str::to_owned).to_vec(),
            limit: MOST,
            ..store::CaseFilter::default()
        };
        let mut rows = station.store().cases(&filter)?;
        rows.sort_by(|one, other| (&one.due, one.case_id).cmp(&(&other.due, other.case_id)));
        let unsent = station
            .store()
            .queue_unsent_of(rows.iter().map(|row| row.case_id))?;
        let open = |row: &CaseRow| unsent.get(&row.case_id).copied().unwrap_or(0);
        let all = rows
            .iter()
            .map(|row| row_view(row, (open(row), Marks::Nothing), now));
        Ok(page(all.collect(), query))
    }
}

/// How a result was handed over, by its word.
pub(crate) fn delivered_how(word: &str) -> Outcome<DeliveredHow> {
    match word {
        "counter" | "" => Ok(DeliveredHow::Counter),
        "post" => Ok(DeliveredHow::Post),
        "electronic" => Ok(DeliveredHow::Electronic),
        _ => Err(DeskFault::new(
            "malformed",
            "送达方式（how）只能是窗口领取 counter、邮寄 post 或电子证照 electronic。",
        )),
    }
}

/// The word of a case's summary: the stage, or what is left to do after it.
pub(super) fn state(case: &Case) -> &'static str {
    let follow = case
        .follow_up
        .as_ref()
        .filter(|_| case.stage == Stage::Decided);
    match follow.map(|follow| follow.stage) {
        Some(Follow::Waiting) => WAITING,
        Some(Follow::Open) => CHECKING,
        Some(Follow::Rectifying) => RECTIFYING,
        Some(Follow::Revoked) => REVOKED,
        Some(Follow::Conforms) | None => case.stage.word(),
    }
}

/// The day of an open check.
pub(super) fn check_day(case: &Case) -> Option<String> {
    let follow = case.follow_up.as_ref()?;
    let due = follow.due.as_ref().filter(|_| follow.stage.is_open())?;
    Some(due.day.clone())
}

/// The badge of such a word.
pub(super) fn badge(word: &str) -> Option<Badge> {
    let (tone, follow) = match word {
        WAITING => (Tone::Ok, Follow::Waiting),
        CHECKING => (Tone::Warn, Follow::Open),
        RECTIFYING => (Tone::Bad, Follow::Rectifying),
        REVOKED => (Tone::Bad, Follow::Revoked),
        _ => return None,
    };
    let text = match follow {
        Follow::Revoked => follow.text().to_owned(),
        _ => format!("已办结，{}", follow.text()),
    };
    Some(Badge { tone, text })
}

/// Whether the day of a row's check has gone by.
pub(super) fn is_overdue(row: &CaseRow, today: Date) -> bool {
    let waits = matches!(row.state.as_str(), CHECKING | RECTIFYING);
    let day = row.due.as_deref().and_then(|due| due.parse().ok());
    waits && day.is_some_and(|day: Date| today > day)
}

/// The check as the screen shows it.
pub(super) fn view(case: &Case, now: i64) -> Option<FollowUpView> {
    let follow = case.follow_up.as_ref()?;
    let today = moment::day(now);
    let name = |code: &str| {
        let mut lines = case.materials.iter();
        let line = lines.find(|line| line.code == code);
        line.map_or_else(|| code.to_owned(), |line| line.name.clone())
    };
    let tone = match follow.stage {
        Follow::Waiting => Tone::Plain,
        Follow::Open => Tone::Warn,
        Follow::Conforms => Tone::Ok,
        Follow::Rectifying | Follow::Revoked => Tone::Bad,
    };
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), day_text);
    let due = follow.due.as_ref().filter(|_| follow.stage.is_open());
    Some(FollowUpView {
        stage: Badge {
            tone,
            text: follow.stage.text().to_owned(),
        },
        kind: follow.kind().to_owned(),
        lines: follow
            .checks
            .iter()
            .map(|check| (name(&check.code), check.kind.clone()))
            .collect(),
        due: due.map(|due| day(&due.day)).unwrap_or_default(),
        overdue: follow.is_overdue(today),
        provisional: due.and_then(|due| due.provisional.clone()),
        what: follow.what.clone(),
        barred: follow
            .barred_through
            .as_deref()
            .map(day)
            .unwrap_or_default(),
        would_bar: moment::day_text(barred_through(today)),
    })
}

/// The 承诺书 as it was signed.
pub(super) fn promise(case: &Case) -> Option<String> {
    let signed = case.commitment.as_ref()?;
    let how = match signed.how {
        SignatureHow::Pad => "签批屏签名",
        SignatureHow::PaperPhoto => "纸上签名已拍",
        SignatureHow::PaperKept => "纸质签名，窗口留存",
    };
    let at = moment::minute_text(signed.at);
    let who = domain::identity::mask::name(&signed.signer);
    let text = signed.text.map(|hash| hex::encode(&hash.0[..8]));
    Some(match text {
        Some(text) => format!("{who}，{at}，{how}，承诺文本校验 {text}"),
        None => format!("{who}，{at}，{how}"),
    })
}

/// What can be done after the decision, where there is anything: each with its reason where it is refused.
pub(super) fn decisions(case: &Case, context: &Context<'_>) -> Vec<DecisionView> {
    let mut all = Vec::new();
    if case.stage == Stage::Decided
        && case.delivered_at.is_none()
        && case.outcome == Some(domain::act::Outcome::Granted)
    {
        let how = DeliveredHow::Counter;
        let command = Command::Deliver { how };
        all.push(tried(("deliver", "登记送达"), &command, case, context));
    }
    let open = case
        .follow_up
        .as_ref()
        .filter(|follow| follow.stage.is_open());
    if open.is_some() {
        let command = Command::Inspect {
            result: Inspection::Conforms,
            reason: "—".to_owned(),
            witness: None,
        };
        all.push(tried(("inspect", "登记核查结果"), &command, case, context));
    }
    all
}

fn tried(
    (action, label): (&str, &str),
    command: &Command,
    case: &Case,
    context: &Context<'_>,
) -> DecisionView {
    let tried = decide(case, command, context);
    let allowed = tried.is_ok();
    let why = tried.err().map(|refusal| refusal.say).unwrap_or_default();
    decision(action, "", label, allowed, why, allowed)
}

/// A hand-over in words.
pub(super) fn delivered_text(delivered: &Delivered) -> String {
    let how = match delivered.how {
        DeliveredHow::Counter => "窗口领取",
        DeliveredHow::Post => "邮寄送达",
        DeliveredHow::Electronic => "电子证照",
    };
    match &delivered.check {
        Some(due) => format!("{how}，事后核查期限 {}", due.day),
        None => how.to_owned(),
    }
}

/// The outcome of a check in words.
pub(super) fn inspected_text(inspected: &Inspected) -> String {
    let reason = &inspected.reason;
    let witness = inspected.witness.as_deref().unwrap_or("—");
    match &inspected.result {
        Inspection::Conforms => format!("符合承诺：{reason}"),
        Inspection::Rectify { by, what } => format!("限期整改，{by} 前：{what}（{reason}）"),
        Inspection::Revoke { barred_through } => format!(
            "撤销许可：{reason}（复核 {witness}），{barred_through} 以前（含当日）不得再以告知承诺方式申请"
        ),
    }
}
