use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::B64;

/// `POST /v1/proof-codes/resolve`: an opaque 凭证码, for one item and purpose; consumes the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resolve {
    /// Of the request.
    pub request_id: String,
    /// The code as scanned.
    pub code: String,
    /// 实施编码.
    pub item: String,
    /// The case (or draft) it is for.
    pub case: Uuid,
    /// 事由.
    pub purpose: String,
    /// Whose licences are wanted, where it is not whoever shows the code: a child's by its parent, say (S23). The city
    /// must know of a relation between the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
}

/// Somebody by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    /// `resident_id`, …
    pub id_kind: String,
    /// Number.
    pub id: String,
}

/// Who, and only what the item needs (design §6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resolved {
    /// The citizen.
    pub holder: Holder,
    /// Licence types behind the code that the item needs.
    pub needed: Vec<String>,
    /// How many others there are; they are not named.
    pub others: u32,
    /// Consent of this scan: name it when authorising.
    pub consent: String,
    /// Licence types that the item needs and that are not among `needed`, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<Lacking>,
    /// Where a subject was named and the city knows of a relation: what the holder is to the subject (父亲, 配偶).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// What the item needs of whoever shows the code, beside what it needs of the subject (a guardian's house).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<GuardianShare>,
}

/// Licences of who shows the code, where they come for another and the item wants theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GuardianShare {
    /// Licence types that the item needs of them.
    pub needed: Vec<String>,
    /// Consent for these: name it when authorising.
    pub consent: String,
}

/// A licence type that is needed and cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lacking {
    /// 证照类型.
    pub licence: String,
    /// `not_held`, `not_shared` (held and not ticked by the citizen), `relation_needed`.
    pub why: String,
}

/// A licence holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holder {
    /// Name.
    pub name: String,
    /// `resident_id`, `uscc`, …
    pub id_kind: String,
    /// Number.
    pub id: String,
    /// 联系电话, empty when not shared.
    #[serde(default)]
    pub phone: String,
}

/// `POST /v1/licences/authorise`: who, which item, which case, why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Authorise {
    /// Of the request.
    pub request_id: String,
    /// From [`Resolved`], or `signed:` and the text of a verified signed code, or `again:` and the id of an earlier case
    /// for which this person's licences were authorised (S89): a new authorisation on the ground of that consent.
    pub consent: String,
    /// Of `again:` alone: who is at the desk. It must be the holder of the earlier consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// 实施编码.
    pub item: String,
    /// Item name.
    pub item_name: String,
    /// The case (or draft).
    pub case: Uuid,
    /// 事由.
    pub purpose: String,
    /// Licence types wanted.
    pub licences: Vec<String>,
    /// Who uses them.
    pub operator: Operator,
}

/// The operator of a use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Operator {
    /// 工号.
    pub user: String,
    /// 岗位.
    pub post: String,
    /// 网点.
    pub outlet: String,
}

/// One code a licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Authorised {
    /// By licence type; a type that is not needed or not shared is left out.
    pub authorisations: Vec<Authorisation>,
    /// Types that the licence platform does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<Lacking>,
}

/// For `GET /v1/licences/{auth_code}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Authorisation {
    /// 证照类型.
    pub licence: String,
    /// 用证码.
    pub auth_code: String,
}

/// An e-licence (GB/T 36903 short names in `fields`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Licence {
    /// 证照类型 as the catalogue names it.
    pub licence: String,
    /// 证照编号 (ZZBH).
    pub number: String,
    /// 证照标识 (GB/T 36904).
    pub identifier: String,
    /// 颁发机构.
    pub issuer: String,
    /// 持证主体.
    pub holder: Holder,
    /// `YYYY-MM-DD`.
    pub valid_from: String,
    /// `YYYY-MM-DD`, empty: no end.
    pub valid_to: String,
    /// `valid`, `expired`, `revoked`, `not_yet`, as the backend judges it today; `wrong_type` and `unreadable` where
    /// the licence platform's answer is not what was asked for, or says nothing that can be judged: then the other
    /// fields may be empty.
    pub state: String,
    /// GB/T 36903 short names.
    pub fields: BTreeMap<String, String>,
    /// The licence as its issuer made it (GB/T 36905), where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<LicenceFile>,
}

/// A licence's file. What it is said to be is not believed: the bytes say what they are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LicenceFile {
    /// `ofd`, `pdf`, `png`, `jpg`, as its keeper says.
    pub format: String,
    /// The file.
    pub bytes: B64,
}

/// Shows how long it is and nothing of what is in it.
impl fmt::Debug for LicenceFile {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            to,
            "LicenceFile({}, {} bytes)",
            self.format,
            self.bytes.0.len()
        )
    }
}

/// `POST /v1/checks` (数据核查): what other systems say about a person, for one item and case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Checks {
    /// Of the request.
    pub request_id: String,
    /// 实施编码.
    pub item: String,
    /// The case (or draft) it is for.
    pub case: Uuid,
    /// 事由.
    pub purpose: String,
    /// Kind of number.
    pub id_kind: String,
    /// Number.
    pub id: String,
    /// Whose number it is said to be; a query of a person's qualification is answered of both together.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Checks of the item, by their codes.
    pub checks: Vec<String>,
}

/// An answer a check; one that the item does not name has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChecksAnswered {
    /// In the order asked.
    pub answers: Vec<CheckAnswer>,
}

/// What one check came to. Nothing of what the other systems hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckAnswer {
    /// Its code.
    pub code: String,
    /// `pass`, `fail`, `unknown`.
    pub answer: String,
    /// Of `unknown`: `slow`, `down`, `conflict` (two sources differ), `unknown_person`, `name_differs`, `no_person`; of
    /// `fail`: the reason, as the item's check names it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Of `pass`, where the item's question is answered from it: the choices that are open to the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// How long it may be relied on, milliseconds since the Unix epoch.
    pub until: i64,
}

/// `POST /v1/credit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Credit {
    /// Of the request.
    pub request_id: String,
    /// Kind of number.
    pub id_kind: String,
    /// Number.
    pub id: String,
    /// 实施编码.
    pub item: String,
}

/// What the credit platform says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CreditAnswer {
    /// `ok`, `bad`, `repaired`, `barred`.
    pub state: String,
    /// Of `repaired` and `barred`: since, or through, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
}
