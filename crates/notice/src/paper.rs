//! What stands on a paper. All text is final: dates formatted, ids masked.

use serde::Serialize;

/// Which paper (文书).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 收件凭证: proof that material was handed in, nothing more.
    Receipt,
    /// 容缺受理承诺书: what the applicant promises to hand in later.
    ToleranceCommitment,
    /// 容缺受理通知书: the body accepts with material missing.
    ToleranceNotice,
    /// 一次性告知书: all that is to be supplemented, told once (行政许可法 32(4)).
    OneTimeNotice,
    /// 告知承诺书: what is told, and the applicant's word on it (国办发〔2020〕42号).
    Commitment,
    /// 受理通知书 (行政许可法 32(5)).
    Acceptance,
    /// 特殊程序告知书: a procedure whose time does not count, and how long it takes (行政许可法 45).
    SpecialProcedure,
    /// 延期告知书: the limit is extended, and why (行政许可法 42).
    Extension,
    /// 准予许可决定书 of a default (超时默认): the city's system decided and sealed it (domain reference S61).
    DefaultDecision,
    /// 不予受理通知书, with reasons and remedies (行政许可法 32(2)).
    Refusal,
    /// 不予许可决定书, with reasons and remedies (行政许可法 38 II).
    Denial,
    /// 退件通知书: the supplements of a tolerance did not come in time.
    Return,
    /// 撤销许可决定书 of what was granted on a promise (行政许可法 69).
    Revocation,
}

impl Kind {
    /// All kinds, in the order a case may meet them.
    pub const ALL: [Kind; 13] = [
        Kind::Receipt,
        Kind::OneTimeNotice,
        Kind::ToleranceCommitment,
        Kind::ToleranceNotice,
        Kind::Commitment,
        Kind::Acceptance,
        Kind::SpecialProcedure,
        Kind::Extension,
        Kind::DefaultDecision,
        Kind::Refusal,
        Kind::Denial,
        Kind::Return,
        Kind::Revocation,
    ];

    /// The title printed on the paper.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Receipt => "收件凭证",
            Kind::ToleranceCommitment => "容缺受理承诺书",
            Kind::ToleranceNotice => "容缺受理通知书",
            Kind::OneTimeNotice => "一次性告知书",
            Kind::Commitment => "告知承诺书",
            Kind::Acceptance => "受理通知书",
            Kind::SpecialProcedure => "特殊程序告知书",
            Kind::Extension => "延期告知书",
            Kind::DefaultDecision => "准予许可决定书（超时默认）",
            Kind::Refusal => "不予受理通知书",
            Kind::Denial => "不予许可决定书",
            Kind::Return => "退件通知书",
            Kind::Revocation => "撤销许可决定书",
        }
    }
}

/// One paper, ready to print.
///
/// Every string is printed as it is, `#`, `*` and `_` included; an empty one
/// prints as a dash. A line feed breaks the line. No `Debug`: it would print a
/// citizen into a log.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Which paper.
    pub kind: Kind,
    /// A paper of the practice realm: 练习 across every page.
    pub practice: bool,
    /// 办件编号, or the provisional number.
    pub number: String,
    /// `number` is provisional: the paper says 待确认受理 and promises no date.
    pub provisional: bool,
    /// Who accepts the case and whose its five days are, where it is not the one who takes it in: a receipt says it
    /// instead of 待确认受理. One sentence.
    pub accepted_by: Option<String>,
    /// 文号 such as 江政务容缺〔2026〕12号; on a 承诺书 the 承诺编号.
    pub document_no: Option<String>,
    /// The realm, for example 江口县 or 练习市.
    pub realm_name: String,
    /// The outlet, for example 江口镇便民服务中心.
    pub outlet: String,
    /// 实施机关, in whose name the paper is issued.
    pub body: String,
    /// What the body calls itself: 本机关, or 本单位 where it is no authority.
    pub we: String,
    /// 事项名称.
    pub item_name: String,
    /// 实施编码.
    pub item_code: String,
    /// The version of the item's catalogue entry.
    pub item_version: String,
    /// 申请人.
    pub applicant: Party,
    /// 代理人, where there is one (行政许可法 29).
    pub agent: Option<Party>,
    /// 经办人 / 受理人.
    pub clerk: String,
    /// 咨询电话.
    pub clerk_phone: String,
    /// 监督电话.
    pub supervise_phone: String,
    /// The date of the paper, formatted with Arabic figures (2026年11月20日); it
    /// also becomes the date of the PDF file.
    pub issued_at: String,
    /// When the material was received, formatted. The clock runs from here.
    pub received_at: String,
    /// What the QR code says; printed under it too. Empty: no code.
    pub qr_text: String,
    /// 已提交材料.
    pub submitted: Vec<Line>,
    /// 欠缺材料 of a tolerance (容缺).
    pub lacking: Vec<Lack>,
    /// What is to be supplemented, or why it is refused.
    pub gaps: Vec<Gap>,
    /// 补交截止日期 or 补正期限, formatted.
    pub due: Option<String>,
    /// A word on `due`, for example 暂定，2027年节假日安排公布后以通知为准.
    pub due_note: Option<String>,
    /// 承诺办结时限 or date, formatted.
    pub promise: Option<String>,
    /// 收费.
    pub fees: Vec<Fee>,
    /// 依据.
    pub basis: Vec<String>,
    /// 承诺内容; empty takes the template's own words.
    pub commitments: Vec<String>,
    /// 行政机关告知 of a 告知承诺书, part by part: title and lines.
    pub told: Vec<(String, Vec<String>)>,
    /// 后果 or 说明.
    pub consequence: Vec<String>,
    /// 救济途径.
    pub remedies: Vec<String>,
    /// A handwritten signature as PNG; `None` leaves a line to sign on.
    #[serde(skip)]
    pub signature_png: Option<Vec<u8>>,
    /// When it was signed, formatted.
    pub signed_at: Option<String>,
    /// 0 for the first print, n for the n-th reprint (补打).
    pub copy: u32,
    /// Further labelled rows (流程, 地点, 补打事由 …).
    pub extra: Vec<(String, String)>,
}

/// A person or body on the paper.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// 姓名 or 名称.
    pub name: String,
    /// 证件类型.
    pub id_kind: String,
    /// 证件号码, already masked for a counter copy.
    pub id: String,
    /// 联系电话.
    pub phone: String,
}

/// One material handed in.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// 材料名称.
    pub name: String,
    /// 来源: 纸质, 电子证照, 共享 …
    pub source: String,
    /// 形式: 原件, 复印件, 电子件 …
    pub form: String,
    /// 份数; 0 prints a dash (nothing on paper).
    pub copies: u32,
    /// 备注.
    pub note: String,
}

/// How a material falls short in a tolerance (容缺).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Shortfall {
    /// 欠缺: not handed in.
    #[serde(rename = "欠缺")]
    Missing,
    /// 瑕疵: handed in, with a flaw.
    #[serde(rename = "瑕疵")]
    Flawed,
}

/// One tolerable material that is still to come.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Lack {
    /// 材料名称.
    pub name: String,
    /// 欠缺 or 瑕疵.
    pub kind: Shortfall,
    /// 形式.
    pub form: String,
    /// 份数; 0 prints a dash.
    pub copies: u32,
    /// 补交方式: 现场, 邮寄, 线上 …
    pub how: String,
    /// Its own deadline, formatted; `None` means the paper's `due`.
    pub due: Option<String>,
}

/// One thing to mend, or one reason of a refusal.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// 材料名称.
    pub material: String,
    /// 存在问题.
    pub problem: String,
    /// 依据.
    pub basis: String,
    /// 补正要求.
    pub how: String,
}

/// One charge, with the ground it stands on.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Fee {
    /// 收费项目.
    pub name: String,
    /// 标准, formatted.
    pub amount: String,
    /// 收费依据.
    pub basis: String,
}
