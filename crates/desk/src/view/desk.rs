use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ChoiceView, GroupView, ItemView, PageView};

/// How a badge looks; the words carry the meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// 好: ✓.
    Ok,
    /// 注意: !.
    Warn,
    /// 坏: ✕.
    Bad,
    /// Neutral.
    Plain,
}

/// A word with a sign and a colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Badge {
    /// Colour and sign.
    pub tone: Tone,
    /// Word.
    pub text: String,
}

/// The one screen (受理台).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeskView {
    /// 数据核查 of the item.
    pub checks: Vec<CheckView>,
    /// Draft id; the case's id once saved.
    pub draft: String,
    /// 办事人.
    pub person: PersonView,
    /// The item, once chosen.
    pub item: Option<ItemView>,
    /// 申请表.
    pub form: FormView,
    /// 申请材料.
    pub materials: MaterialsView,
    /// What the rules allow now, and what not, with the reason.
    pub decisions: Vec<DecisionView>,
    /// One sentence beside the buttons.
    pub note: String,
    /// The applicant's signature under the form or letter.
    pub signature: SignatureView,
    /// Just saved: what happened and what is printed.
    pub saved: Option<SavedView>,
    /// It would double an open case of the same applicant and item.
    pub doubles: Option<DoubleView>,
    /// The draft mends an act that was set aside.
    pub mending: Option<MendingView>,
    /// `已自动保存 10:44:07`.
    pub autosaved: String,
}

/// A case that the draft would double.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoubleView {
    /// Its id.
    pub case: String,
    /// Its number.
    pub number: String,
    /// Its stage in words.
    pub stage: String,
    /// `YYYY-MM-DD` of its 收件.
    pub day: String,
    /// Why this one is taken in all the same; empty: nobody said.
    pub reason: String,
}

/// What is mended, and what is wrong with it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MendingView {
    /// The act in words.
    pub what: String,
    /// Where it can be mended: `person`, `item`, `form`, `materials`, `decision`.
    pub place: String,
    /// Machine code.
    pub code: String,
    /// What is wrong and what to do.
    pub say: String,
}

/// 办事人.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// Somebody is registered.
    pub present: bool,
    /// `self`, `agent`, `legal_person`, `guardian`.
    pub kind: String,
    /// Kinds that the item takes.
    pub kinds: Vec<ChoiceView>,
    /// Masked.
    pub name: String,
    /// Masked.
    pub id: String,
    /// `居民身份证`, `统一社会信用代码`…
    pub id_kind: String,
    /// 凭证码有效, 未核验…
    pub verdict: Option<Badge>,
    /// `签名码离线核验 10:42:07`.
    pub detail: String,
    /// 信用.
    pub credit: Option<Badge>,
    /// Licences that the item needs.
    pub licences: Vec<HeldLicenceView>,
    /// How many others are behind the code.
    pub others: u32,
    /// Who acts for them.
    pub representative: Option<RepresentativeView>,
    /// 本人核验; none while nobody who could be seen is registered.
    pub presence: Option<PresenceView>,
}

/// How the one at the desk was seen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PresenceView {
    /// `本人核验`, `代理人核验`…
    pub label: String,
    /// `读卡器 10:42`, `人脸比对 10:43 一致 0.93`, `人工核对 10:42`; `未核验` alone where there is none.
    pub seen: Vec<Badge>,
    /// The clerk compared them with the document.
    pub eye: bool,
    /// They do not want their face compared.
    pub no_face: bool,
}

/// A licence in the person's panel.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HeldLicenceView {
    /// 证照类型.
    pub name: String,
    /// 已用, 已过期 2025-08-31…
    pub badge: Badge,
}

/// Who acts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RepresentativeView {
    /// Masked.
    pub name: String,
    /// Masked.
    pub id: String,
    /// Relation.
    pub relation: String,
}

/// Typed by the clerk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RepresentativeInput {
    /// Name.
    pub name: String,
    /// Resident id.
    pub id: String,
    /// Relation.
    pub relation: String,
    /// Phone.
    pub phone: String,
}

/// 申请表.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FormView {
    /// In order.
    pub fields: Vec<FieldView>,
    /// 自动填写 n 项.
    pub filled: u32,
    /// 需填 n 项.
    pub needed: u32,
}

/// A field.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldView {
    /// Key.
    pub key: String,
    /// Label.
    pub label: String,
    /// `text`, `area`, `number`, `date`, `workday`, `phone`, `id`, `choice`.
    pub kind: String,
    /// Must be filled.
    pub required: bool,
    /// Takes a row.
    pub wide: bool,
    /// Hint.
    pub hint: String,
    /// Of a choice.
    pub options: Vec<FieldOption>,
    /// As shown; masked where personal.
    pub value: String,
    /// `value` is masked: typing replaces it whole.
    pub masked: bool,
    /// `licence`, `last`, `typed`, `edited`, `empty`.
    pub tone: String,
    /// `身份证`, `人工修改　原：138＊＊＊＊0000`, `需填写`.
    pub source: String,
    /// What is wrong and the remedy.
    pub error: Option<String>,
    /// What the sources say where they differ, best first; empty where they agree.
    pub offers: Vec<OfferView>,
    /// A person typed over what a source had given: it can be taken back.
    pub restorable: bool,
}

/// What one source says of a field.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfferView {
    /// Machine word of the source, to choose it by.
    pub source: String,
    /// The source in words.
    pub from: String,
    /// The value, masked where personal.
    pub text: String,
    /// It stands in the form.
    pub held: bool,
}

/// An option of a choice field.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldOption {
    /// Value.
    pub value: String,
    /// Text.
    pub text: String,
}

/// 申请材料.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MaterialsView {
    /// In order.
    pub lines: Vec<MaterialView>,
    /// 免交 n 份.
    pub waived: u32,
    /// 还差 n 份.
    pub missing: u32,
}

/// A line.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MaterialView {
    /// The digit that ticks it.
    pub n: u32,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// `open`, `waived`, `in`, `signed`, `tolerated`, `committed`, `not_needed`.
    pub state: String,
    /// ✓ 免于提交, ! 缺，可容缺…
    pub badge: Badge,
    /// Why, and what to do.
    pub note: String,
    /// What can be done: `hold`, `again`, `tolerate`, `untolerate`, `camera`, `file`, `paper`, `commit`, `remove`.
    pub actions: Vec<String>,
    /// 审查要点.
    pub points: Vec<PointView>,
    /// What a good one looks like.
    pub sample: String,
    /// Photographed here, in their order.
    pub pages: Vec<PageView>,
}

/// A review point (审查要点) of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PointView {
    /// Word for word.
    pub text: String,
    /// `holds`, `fails`, `open`: nobody has answered it yet; empty: nobody is asked.
    pub answer: String,
    /// How it stands in a notice where it fails.
    pub problem: String,
}

/// One data check (数据核查).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckView {
    /// Code.
    pub code: String,
    /// What is checked.
    pub name: String,
    /// 核查通过, 核查不通过, 未核查…
    pub badge: Badge,
    /// Why, how long, what to do.
    pub detail: String,
    /// Two people may take it in all the same.
    pub can_override: bool,
}

/// A decision below.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DecisionView {
    /// `receive`, `accept`, `tolerance`, `commitment`, `notice`, `refuse`.
    pub action: String,
    /// `F10`.
    pub key: String,
    /// 容缺受理, offline 登记待确认受理.
    pub label: String,
    /// Whether the rules allow it now.
    pub allowed: bool,
    /// Why not, with the ground.
    pub why: String,
    /// The one to take.
    pub primary: bool,
    /// Wants the applicant's signature first.
    pub needs_signature: bool,
}

/// The applicant's signature.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignatureView {
    /// Taken.
    pub present: bool,
    /// `签批屏 10:44`.
    pub text: String,
}

/// Saved on this machine.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavedView {
    /// Case id.
    pub case: String,
    /// 办件编号 or 临时编号.
    pub number: String,
    /// The number is provisional.
    pub provisional: bool,
    /// Another accepts it: no number of ours follows.
    pub elsewhere: bool,
    /// Stage in words.
    pub stage: String,
    /// What happened, what it means: saved is not sent.
    pub say: String,
    /// 补交截止.
    pub supplement_due: Option<String>,
    /// Papers that can be printed now: (kind, name).
    pub papers: Vec<(String, String)>,
    /// The group that it is a member of, and how far that has got.
    pub group: Option<GroupView>,
}
