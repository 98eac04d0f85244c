//! Who asks (申请人): self, agent with 委托书, legal person with 经办人, guardian (design §4, domain §2.9).

use serde::{Deserialize, Serialize};

use crate::presence::Presence;

/// The shape every case has from its first day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Which of the four.
    pub kind: ApplicantKind,
    /// Whose matter it is.
    pub party: Party,
    /// Who stands at the desk for them; a must unless `kind` is self.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Representative>,
    /// How the one at the desk ([`Self::at_desk`]) was seen, each kind at most once, oldest first (docs/adr/0017).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presence: Vec<Presence>,
}

/// The four shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicantKind {
    /// 本人.
    #[serde(rename = "self")]
    Own,
    /// 代理人.
    Agent,
    /// 法人或其他组织，由经办人办理.
    LegalPerson,
    /// 监护人.
    Guardian,
}

impl ApplicantKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Own, Self::Agent, Self::LegalPerson, Self::Guardian];

    /// The kind of this answer.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The answer to the implied question `applicant`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Agent => "agent",
            Self::LegalPerson => "legal_person",
            Self::Guardian => "guardian",
        }
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Own => "本人",
            Self::Agent => "代理人",
            Self::LegalPerson => "单位经办人",
            Self::Guardian => "监护人",
        }
    }
}

/// A person or an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name.
    pub name: String,
    /// `resident_id`, `uscc`, `passport`, `permit`, `foreign_permanent`.
    pub id_kind: String,
    /// Number.
    pub id: String,
    /// 联系电话.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// How the identity was established: `reader`, `signed_code`, `opaque_code`, `eye`, `typed`, or
    /// `draft:` and the channel of another end where they told it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen_by: String,
}

/// Who acts for the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representative {
    /// The person at the desk.
    pub party: Party,
    /// 与申请人关系: 代理人, 经办人, 父亲, …
    pub relation: String,
}

/// Why an applicant cannot stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicantFault {
    /// Machine code.
    pub code: &'static str,
    /// Chinese sentence with the remedy, no personal data.
    pub say: String,
}

impl Applicant {
    /// The person standing at the desk, who signs.
    #[must_use]
    pub fn at_desk(&self) -> &Party {
        self.representative
            .as_ref()
            .map_or(&self.party, |representative| &representative.party)
    }

    /// Judges names, numbers (by their check digits, `today` as `YYYY-MM-DD` civil date) and the shape.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self, today: jiff::civil::Date) -> Result<(), ApplicantFault> {
        check_party(&self.party, "申请人", today)?;
        match (self.kind, &self.representative) {
            (ApplicantKind::Own, None) => Ok(()),
            (ApplicantKind::Own, Some(_)) => Err(fault(
                "applicant_shape",
                "本人办理时不应有代理人。请改选“代理人”或删去代理人。".to_owned(),
            )),
            (_, None) => {
                let say = format!("由{}办理时要登记其姓名和证件号码。", self.kind.text());
                Err(fault("representative_missing", say))
            }
            (_, Some(representative)) => {
                if representative.party.id == self.party.id {
                    return Err(fault(
                        "same_person",
                        format!(
                            "{}不能与申请人是同一人。请核对两人的证件号码，本人办理的改选“本人”。",
                            self.kind.text()
                        ),
                    ));
                }
                check_party(&representative.party, self.kind.text(), today)
            }
        }
    }
}

fn check_party(party: &Party, role: &str, today: jiff::civil::Date) -> Result<(), ApplicantFault> {
    if party.name.trim().is_empty() {
        return Err(fault("name_missing", format!("请填写{role}姓名或名称。")));
    }
    if party.name.chars().any(unseen) {
        let say = format!("{role}姓名或名称里有不可见字符或乱码。请按证件原件重新输入。");
        return Err(fault("name_odd", say));
    }
    if party.name.chars().count() > 100 {
        return Err(fault(
            "name_long",
            format!("{role}姓名或名称最多 100 个字。请按证件原件核对。"),
        ));
    }
    if party.id.trim().is_empty() {
        return Err(fault("id_missing", format!("请填写{role}证件号码。")));
    }
    let bad = match crate::identity::check(&party.id_kind, &party.id, today) {
        Some(checked) => checked.result == crate::identity::Fit::Bad,
        None => party.id.chars().count() > 40,
    };
    if bad {
        return Err(fault(
            "id_bad",
            format!("{role}证件号码校验不通过。请核对原件后重新输入。"),
        ));
    }
    Ok(())
}

/// What no paper of a person shows: controls, marks that turn the direction of a text, and what stands for a character
/// that could not be read.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{FEFF}' | '\u{FFFD}')
}

fn fault(code: &'static str, say: String) -> ApplicantFault {
    ApplicantFault { code, say }
}
