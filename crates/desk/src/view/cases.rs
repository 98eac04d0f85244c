use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Badge, ClockView, CourseView, DecisionView, PageView, PointView};

/// A search of the cases on this machine.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct CasesQuery {
    /// Name, number, tail of an id; empty: all.
    pub text: String,
    /// `all`, `open`, `tolerated`, `today`; `checks`: what is to be checked after a commitment, the first due first; of
    /// those that are open `due_today`, `yellow`, `red`, `waiting`.
    pub filter: String,
    /// `due`: the soonest first; else last changed first.
    #[serde(default)]
    pub sort: String,
    /// At most.
    pub limit: u32,
    /// Only what comes behind the row with this [`CaseRowView::place`]; not with a text.
    pub after: Option<String>,
}

/// A row of 办件.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CaseRowView {
    /// Case id.
    pub id: String,
    /// Where it stands in the list.
    pub place: String,
    /// 办件编号 or 临时编号.
    pub number: String,
    /// No official number yet.
    pub provisional: bool,
    /// Item.
    pub item: String,
    /// Masked name.
    pub person: String,
    /// Stage.
    pub stage: Badge,
    /// 绿色通道: stands before the others.
    pub lane: Option<Badge>,
    /// 绿牌、黄牌、红牌、停表; none where nothing is owed.
    pub card: Option<Badge>,
    /// 预计办结, 补交截止 or 核查期限.
    pub due: String,
    /// The check's day has gone by.
    pub overdue: bool,
    /// Last change.
    pub updated: String,
    /// 团组号; empty: none.
    pub group: String,
    /// Acts not yet durable.
    pub unsent: u32,
}

/// One case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CaseView {
    /// Row.
    pub row: CaseRowView,
    /// 临时编号, kept for ever.
    pub provisional_number: String,
    /// Masked.
    pub id_number: String,
    /// `本人核验`, `代理人核验`…
    pub presence_label: String,
    /// How the one at the desk was seen; `未核验` where the case does not say.
    pub presence: Vec<Badge>,
    /// What came without the city's word, and what the city said since.
    pub verified: Vec<VerifiedView>,
    /// Form: (label, masked value, source).
    pub form: Vec<(String, String, String)>,
    /// Keys of the same, in the same order.
    pub form_keys: Vec<String>,
    /// Lines: name, badge, note.
    pub materials: Vec<SupplementLineView>,
    /// 补交截止.
    pub supplement_due: Option<String>,
    /// Out of the view of this station's posts: what is shown is as it was then.
    pub left: bool,
    /// 应…，待系统确认: what only this machine's clock says.
    pub expected: Option<String>,
    /// 时效: card, pauses, alarms.
    pub clock: ClockView,
    /// `settle` (where a time is in question), `supplement`, `decide`, `withdraw`, `link` (where another accepts) with
    /// reasons.
    pub decisions: Vec<DecisionView>,
    /// What may happen on the way to the decision, and how the clock stands.
    pub course: CourseView,
    /// 办理方式; empty where the item names none.
    pub mode: String,
    /// 联合办理; empty where nothing is handled together.
    pub joint: Vec<JointView>,
    /// 绿色通道, where the item has one.
    pub green: Option<GreenView>,
    /// 跑动次数, against what the item publishes.
    pub trips: Badge,
    /// Acts of which a supervisor must say whether they were in time.
    pub times: Vec<TimeTaskView>,
    /// Who accepts it, where this window only takes it in.
    pub elsewhere: Option<ElsewhereView>,
    /// 事后核查 of a commitment.
    pub follow_up: Option<FollowUpView>,
    /// 照此开下一家 is offered.
    pub next_store: bool,
    /// 承诺书 as it was signed: who, when, how, and the hash of the text.
    pub promise: Option<String>,
    /// Papers that can be printed.
    pub papers: Vec<PaperView>,
    /// Every act, in order.
    pub trail: Vec<TrailView>,
}

/// Something that was taken in unverified.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VerifiedView {
    /// `申请人身份`, `证照 居民身份证`…
    pub what: String,
    /// `未核验`, `已核验 2026-03-09 10:42`, `不符`, `需人工核对`, `窗口已核对`, `人工核对属实 …`, `人工核对不实 …`.
    pub badge: Badge,
    /// What it means and what to do; empty where nothing is.
    pub say: String,
    /// Key of the matter where a person is to look at it; else empty.
    pub review: String,
}

/// Tasks of several bodies or places in one case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JointView {
    /// As it is called.
    pub name: String,
    /// `部门联办`, `多地联办`.
    pub over: String,
    /// How far it has got and what waits for it.
    pub say: String,
    /// One a body or place.
    pub tasks: Vec<JointTaskView>,
    /// 工作组.
    pub groups: Vec<JointTaskView>,
}

/// One of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JointTaskView {
    /// Code.
    pub code: String,
    /// Whose.
    pub by: String,
    /// What for.
    pub what: String,
    /// Done.
    pub done: bool,
    /// The same as shown.
    pub badge: Badge,
    /// When it was done, who says so and what came of it; empty before.
    pub say: String,
}

/// 绿色通道 of a case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GreenView {
    /// On what ground it goes first, what it gets and what proves it; empty: it does not.
    pub say: String,
    /// Grounds: code, as shown.
    pub reasons: Vec<(String, String)>,
}

/// A case that another place or system accepts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ElsewhereView {
    /// `网上帮办`, `异地分办`, `外部系统办理`.
    pub way: String,
    /// The body or system.
    pub by: String,
    /// Whose acceptance and whose five days they are.
    pub say: String,
    /// Address of its site; empty: none.
    pub site: String,
    /// Its number there; empty as long as none is known.
    pub number: String,
    /// How it stands there.
    pub state: Option<Badge>,
    /// Every state: machine word, as shown.
    pub states: Vec<(String, String)>,
}

/// The check that follows a commitment.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FollowUpView {
    /// Where it stands.
    pub stage: Badge,
    /// Kind of the check: 实地核查…
    pub kind: String,
    /// Promised lines: name, and how each is checked.
    pub lines: Vec<(String, String)>,
    /// By when; empty before the hand-over.
    pub due: String,
    /// Its day has gone by.
    pub overdue: bool,
    /// Why the day is provisional, if it is.
    pub provisional: Option<String>,
    /// What is to be mended.
    pub what: String,
    /// Until when no commitment may be made, after a revocation.
    pub barred: String,
    /// Last barred day if it were revoked today, as the clerk tells the applicant.
    pub would_bar: String,
}

/// What a clerk says a check came to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct InspectInput {
    /// `conforms`, `rectify`, `revoke`.
    pub result: String,
    /// What it stands on.
    pub reason: String,
    /// Last day of a rectification, `YYYY-MM-DD`.
    pub by: String,
    /// What is to be mended.
    pub what: String,
    /// 工号 of the supervisor who stands by, of a revocation.
    pub user: String,
    /// Their password.
    pub password: String,
}

/// An act whose time a supervisor settles.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TimeTaskView {
    /// Hex id of the act.
    pub act: String,
    /// In words.
    pub what: String,
    /// When it says to have been done.
    pub at: String,
    /// What is the matter.
    pub say: String,
}

/// A material of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SupplementLineView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// State.
    pub badge: Badge,
    /// Can be handed in now.
    pub open: bool,
    /// Something stands for it already that is not handed in yet.
    pub chosen: bool,
    /// What was photographed for it and not handed in yet.
    pub pages: Vec<PageView>,
    /// The original was seen (原件核验): that is what is chosen.
    pub seen: bool,
    /// 审查要点 of what is chosen, else of what is in.
    pub points: Vec<PointView>,
}

/// A paper.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PaperView {
    /// `receipt`, `tolerance_commitment`, `tolerance_notice`, `one_time_notice`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Why not yet, if not.
    pub why_not: Option<String>,
}

/// One act of the trail.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrailView {
    /// In words.
    pub what: String,
    /// More.
    pub detail: String,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// `已存入市平台`, `待发送`…
    pub sent: Badge,
}
