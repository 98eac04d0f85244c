//! The draft on the desk (草稿): everything a clerk has done to a case that is not received yet. Saved field by
//! field; it survives sign-out, kill and update.

mod begun;
mod double;
mod edit;
mod member;
mod mend;
pub(crate) mod page;
pub(crate) mod points;
mod presence;
pub(crate) mod show;

use std::collections::{BTreeMap, BTreeSet};

use domain::act::{Intake, Line, LineSource, Signature};
use domain::applicant::{Applicant, ApplicantKind, Party, Representative};
use domain::case::FieldValue;
use domain::catalogue::{Item, Situation};
use domain::check::CheckRecord;
use domain::credit::Credit;
use domain::licence::Standing;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use begun::{Begun, DRAFT_CODES};
pub use double::OpenCase;
pub use edit::Edit;
pub use member::Member;
pub use mend::{Mending, Place, has_content};
pub use points::Looked;
pub use presence::Present;

/// As kept in the store, JSON in the encrypted database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Draft {
    /// Becomes the case's id.
    pub id: Uuid,
    /// 实施编码 and the pinned version.
    pub item: Option<(String, u32)>,
    /// Answers.
    #[serde(default)]
    pub situation: Situation,
    /// Shape of the applicant.
    #[serde(default)]
    pub kind: Option<ApplicantKind>,
    /// Whose matter.
    #[serde(default)]
    pub party: Option<Party>,
    /// What the applicant's card said, where it lay on the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<ReadCard>,
    /// Who stands at the desk for them.
    #[serde(default)]
    pub representative: Option<Representative>,
    /// Who was seen at the desk, and how; gone with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<Present>,
    /// How the person came: verdict of the code, in words.
    #[serde(default)]
    pub seen: Option<Seen>,
    /// Consent of an opaque code, for authorising.
    #[serde(default)]
    pub consent: Option<String>,
    /// An opaque code that waits for an item to be chosen.
    #[serde(default)]
    pub pending: Option<String>,
    /// Credit as last asked.
    #[serde(default)]
    pub credit: Option<Credit>,
    /// Data checks as last asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckRecord>,
    /// Licences that the item needs.
    #[serde(default)]
    pub licences: Vec<HeldLicence>,
    /// Licence types that the item needs and that could not be had, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<Lack>,
    /// How many others are behind the code.
    #[serde(default)]
    pub others: u32,
    /// The form.
    #[serde(default)]
    pub form: BTreeMap<String, FieldValue>,
    /// What the citizen wrote at another end, also where a proof stands in the form now.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<String, FieldValue>,
    /// Fields that the clerk decided between sources, each with the one chosen.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub chosen: BTreeMap<String, String>,
    /// What the applicant's earlier cases here have for this item.
    #[serde(default, skip_serializing_if = "Earlier::is_empty")]
    pub earlier: Earlier,
    /// The group that it came in (docs/adr/0030).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Member>,
    /// Why it is taken in although it doubles that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// Lines by hand: file, paper, commitment.
    #[serde(default)]
    pub lines: BTreeMap<String, LineSource>,
    /// What was answered about the lines by hand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub looked: BTreeMap<String, Looked>,
    /// Pages of the lines that were photographed here; each such line stands in `lines` too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pages: BTreeMap<String, Vec<page::Page>>,
    /// Marked 容缺.
    #[serde(default)]
    pub tolerated: BTreeSet<String>,
    /// The applicant's signature.
    #[serde(default)]
    pub signature: Option<Signature>,
    /// One-use codes that this draft has used: (iss, cti).
    #[serde(default)]
    pub codes: Vec<(String, Vec<u8>)>,
    /// 临时编号.
    #[serde(default)]
    pub provisional: String,
    /// Last change, milliseconds since the Unix epoch.
    #[serde(default)]
    pub updated: i64,
    /// Where it was begun, if not here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Begun>,
    /// The act that it mends; its id is then that of the act's case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mends: Option<Mending>,
}

/// What a card on the reader said beyond name and number. Its photo is nowhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadCard {
    /// 证照类型.
    pub licence: String,
    /// GB/T 36903 short names, as the e-licence of this type has them.
    pub fields: BTreeMap<String, String>,
}

/// How the person was established.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seen {
    /// `ok`, `warn`, `bad`.
    pub tone: String,
    /// 凭证码有效…
    pub text: String,
    /// `签名码离线核验 10:42:07`.
    pub detail: String,
}

/// A licence behind the person's code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HeldLicence {
    /// 证照类型.
    pub licence: String,
    /// 证照编号.
    pub number: String,
    /// `YYYY-MM-DD`, empty: no end.
    pub valid_to: String,
    /// A word of [`domain::licence::Standing`].
    pub state: String,
    /// Authorisation code, or the signed code's `cti`.
    pub authority: String,
    /// GB/T 36903 short names.
    pub fields: BTreeMap<String, String>,
    /// `YYYY-MM-DD`, empty: not said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub valid_from: String,
    /// 证照标识 (GB/T 36904).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub identifier: String,
}

impl HeldLicence {
    /// Whether it stands, and if not, why.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing::of(&self.state)
    }

    /// As a line stands on it.
    #[must_use]
    pub fn source(&self) -> LineSource {
        LineSource::Licence {
            licence: self.licence.clone(),
            number: self.number.clone(),
            authority: self.authority.clone(),
            valid_to: self.valid_to.clone(),
        }
    }
}

/// A licence type that could not be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// 证照类型.
    pub licence: String,
    /// A word of [`domain::licence::Standing`].
    pub why: String,
}

/// What this station knows of the applicant from earlier cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Of whom and for which item.
    #[serde(default)]
    pub of: (String, String),
    /// Fields whose source is the last form.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Licences that were used with the citizen's consent.
    #[serde(default)]
    pub used: Vec<UsedLicence>,
    /// Their open case for the same item, where one was taken in lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<OpenCase>,
}

impl Earlier {
    fn is_empty(&self) -> bool {
        self.form.is_empty() && self.used.is_empty() && self.open.is_none()
    }
}

/// A licence of an earlier case: what it was and on whose consent, not its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedLicence {
    /// 证照类型.
    pub licence: String,
    /// The case of the consent.
    pub case: Uuid,
    /// `YYYY-MM-DD` of that case's 收件.
    pub day: String,
}

impl Draft {
    /// An empty draft. `serial` makes the provisional number unique on this station.
    #[must_use]
    pub fn new(id: Uuid, now: i64) -> Self {
        Self {
            id,
            updated: now,
            ..Self::default()
        }
    }

    /// Whether anything was done to it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.item.is_none() && self.party.is_none() && self.form.is_empty() && self.lines.is_empty()
    }

    /// Kind of applicant, self until told otherwise.
    #[must_use]
    pub fn kind(&self) -> ApplicantKind {
        self.kind.unwrap_or(ApplicantKind::Own)
    }

    /// The situation with the implied question.
    #[must_use]
    pub fn answers(&self) -> Situation {
        let mut answers = self.situation.clone();
        answers.insert("applicant".to_owned(), self.kind().code().to_owned());
        answers
    }

    /// The applicant as far as it is known.
    #[must_use]
    pub fn applicant(&self) -> Applicant {
        let nobody = Party {
            name: String::new(),
            id_kind: "resident_id".to_owned(),
            id: String::new(),
            phone: String::new(),
            seen_by: String::new(),
        };
        Applicant {
            kind: self.kind(),
            party: self.party.clone().unwrap_or(nobody),
            representative: self.representative.clone(),
            presence: self.presence().to_vec(),
        }
    }

    /// The licence that satisfies a material of these types, if one stands.
    #[must_use]
    pub fn licence_for(&self, types: &[String]) -> Option<&HeldLicence> {
        types.iter().find_map(|wanted| {
            self.licences
                .iter()
                .find(|held| &held.licence == wanted && held.state == "valid")
        })
    }

    /// What stands for a material now: by hand first, else a licence, else nothing.
    #[must_use]
    pub fn source(&self, item: &Item, code: &str) -> LineSource {
        if let Some(source) = self.lines.get(code) {
            return source.clone();
        }
        let Some(material) = item.material(code) else {
            return LineSource::Open;
        };
        match self.licence_for(&material.licences) {
            Some(held) => held.source(),
            // The document itself lay on the counter and was read: the original was seen.
            None if self.is_on_card(&material.licences) => LineSource::Paper,
            None => self.scan_for(item, code).unwrap_or(LineSource::Open),
        }
    }

    /// Whether one of these documents lay on the reader.
    #[must_use]
    pub fn is_on_card(&self, licences: &[String]) -> bool {
        let card = self.card.as_ref();
        card.is_some_and(|card| licences.contains(&card.licence))
    }

    /// The intake it would make.
    #[must_use]
    pub fn intake(&self, item: &Item) -> Intake {
        let answers = self.answers();
        let shown: Vec<String> = item
            .form
            .fields(&answers)
            .into_iter()
            .map(|field| field.key)
            .collect();
        let materials = item
            .materials
            .iter()
            .filter(|material| {
                matches!(
                    material.required(&answers),
                    domain::catalogue::Requirement::Required(_)
                )
            })
            .map(|material| Line {
                code: material.code.clone(),
                name: material.name.clone(),
                source: self.source(item, &material.code),
                points: self.points(item, &material.code),
            })
            .filter(|line| line.source != LineSource::Open)
            .collect();
        Intake {
            item: item.code.clone(),
            item_version: item.version,
            item_name: item.name.clone(),
            situation: self.situation.clone(),
            applicant: self.applicant(),
            form: self
                .form
                .iter()
                .filter(|(key, field)| shown.contains(key) && !field.value.trim().is_empty())
                .map(|(key, field)| (key.clone(), field.clone()))
                .collect(),
            materials,
            signature: self.signature.clone(),
            provisional: self.provisional.clone(),
            channel: match &self.begun {
                Some(begun) => format!("{}+window", begun.channel),
                None => "window".to_owned(),
            },
            reference: None,
            again: self.beside(),
            group: self.member.as_ref().map(|member| member.group.clone()),
            checks: self.checks.clone(),
            elsewhere: item.elsewhere(&answers),
        }
    }
}
