use std::collections::BTreeMap;

use domain::credit::Credit;
use jiff::civil::Date;
use serde::Deserialize;
use wire::{CreditAnswer, Holder};

use super::said::Said;

/// A citizen or a company.
pub(crate) struct Person {
    pub(crate) key: String,
    pub(crate) note: String,
    pub(crate) name: String,
    pub(crate) id_kind: String,
    pub(crate) id: String,
    pub(crate) phone: String,
    pub(crate) credit: Credits,
    /// What data checks say of them; else they pass.
    pub(crate) checks: BTreeMap<String, Said>,
    /// 已注销 or dead: nobody shows their code any more.
    pub(crate) gone: bool,
    /// Who is what to them.
    pub(crate) relatives: Vec<Relative>,
    /// By the GB/T 36903 short names.
    pub(crate) licences: Vec<BTreeMap<String, String>>,
}

/// Somebody's relation to a person.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Relative {
    /// Key.
    pub(crate) citizen: String,
    /// 父亲, 配偶 …
    pub(crate) relation: String,
}

/// What the credit platform holds of somebody.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Credits {
    state: String,
    #[serde(default)]
    repaired_on: Option<String>,
    #[serde(default)]
    barred_until: Option<Date>,
}

#[derive(Deserialize)]
struct File {
    citizens: Vec<Citizen>,
    companies: Vec<Company>,
}

#[derive(Deserialize)]
struct Citizen {
    key: String,
    note: String,
    name: String,
    id_kind: String,
    id: String,
    phone: String,
    credit: Credits,
    #[serde(default)]
    checks: BTreeMap<String, Said>,
    #[serde(default)]
    status: String,
    #[serde(default)]
    relatives: Vec<Relative>,
    licences: Vec<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Company {
    key: String,
    note: String,
    name: String,
    uscc: String,
    phone: String,
    credit: Credits,
    #[serde(default)]
    checks: BTreeMap<String, Said>,
    licences: Vec<BTreeMap<String, String>>,
}

pub(super) fn read(text: &str) -> serde_json::Result<Vec<Person>> {
    let file: File = serde_json::from_str(text)?;
    let citizens = file.citizens.into_iter().map(|one| Person {
        key: one.key,
        note: one.note,
        name: one.name,
        id_kind: one.id_kind,
        id: one.id,
        phone: one.phone,
        credit: one.credit,
        checks: one.checks,
        gone: one.status == "deceased",
        relatives: one.relatives,
        licences: one.licences,
    });
    let companies = file.companies.into_iter().map(|one| Person {
        key: one.key,
        note: one.note,
        name: one.name,
        id_kind: "uscc".to_owned(),
        id: one.uscc,
        phone: one.phone,
        credit: one.credit,
        checks: one.checks,
        gone: false,
        relatives: Vec::new(),
        licences: one.licences,
    });
    Ok(citizens.chain(companies).collect())
}

impl Person {
    pub(crate) fn holder(&self) -> Holder {
        Holder {
            name: self.name.clone(),
            id_kind: self.id_kind.clone(),
            id: self.id.clone(),
            phone: self.phone.clone(),
        }
    }

    /// What somebody is to them, as the city's registers have it (户籍、婚姻、出生).
    pub(crate) fn relation(&self, of: &Self) -> Option<&str> {
        let named = self.relatives.iter().find(|one| one.citizen == of.key);
        Some(&named?.relation)
    }

    /// Licence types held.
    pub(crate) fn types(&self) -> impl Iterator<Item = &str> {
        self.licences.iter().map(|licence| text(licence, "ZZMC"))
    }

    /// The raw licence of a type.
    pub(crate) fn raw(&self, kind: &str) -> Option<&BTreeMap<String, String>> {
        self.licences
            .iter()
            .find(|licence| text(licence, "ZZMC") == kind)
    }
}

/// A field, empty where it is not there.
pub(crate) fn text<'a>(licence: &'a BTreeMap<String, String>, name: &str) -> &'a str {
    licence.get(name).map_or("", String::as_str)
}

impl Credits {
    /// A revocation barred them to the end of this day; the longest bar counts.
    pub(crate) fn bar(&mut self, through: Date) {
        self.barred_until = self.barred_until.max(Some(through));
    }

    /// A bad record is repaired; where there is none, nothing is.
    pub(crate) fn repair(&mut self, day: Date) {
        if self.state == "bad" {
            "repaired".clone_into(&mut self.state);
            self.repaired_on = Some(day.to_string());
        }
    }

    /// As the rules read it. A bar outweighs a repaired record, an open record outweighs the bar.
    pub(crate) fn judge(&self, today: Date) -> Credit {
        let barred = self.barred_until.filter(|through| today <= *through);
        match (self.state.as_str(), barred) {
            ("bad", _) => Credit::Bad,
            (_, Some(through)) => Credit::Barred { through },
            ("repaired", None) => Credit::Repaired,
            _ => Credit::Ok,
        }
    }

    /// As the platform answers.
    pub(crate) fn answer(&self, today: Date) -> CreditAnswer {
        let credit = self.judge(today);
        CreditAnswer {
            state: credit.code().to_owned(),
            day: match credit {
                Credit::Barred { through } => Some(through.to_string()),
                Credit::Repaired => self.repaired_on.clone(),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_bar_ends_after_its_last_day() {
        let credits: Credits =
            serde_json::from_str(r#"{"state":"ok","barred_until":"2028-02-29"}"#).unwrap();
        let barred = credits.answer(date(2028, 2, 29));
        assert_eq!(
            (barred.state.as_str(), barred.day.as_deref()),
            ("barred", Some("2028-02-29"))
        );
        assert_eq!(credits.judge(date(2028, 3, 1)), Credit::Ok);
    }
}
