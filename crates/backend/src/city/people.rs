use std::collections::BTreeMap;

use domain::credit::Credit;
use jiff::civil::Date;
use serde::Deserialize;
use wire::{CreditAnswer, Holder, Licence};

/// A citizen or a company.
pub(crate) struct Person {
    pub(crate) key: String,
    pub(crate) note: String,
    pub(crate) name: String,
    pub(crate) id_kind: String,
    pub(crate) id: String,
    pub(crate) phone: String,
    pub(crate) credit: Credits,
    /// What data checks say of them: `fail`, `slow`, `down`, `conflict`; else they pass.
    pub(crate) checks: BTreeMap<String, String>,
    /// By the GB/T 36903 short names.
    pub(crate) licences: Vec<BTreeMap<String, String>>,
}

/// What the credit platform holds of somebody.
#[derive(Debug, Clone, Deserialize)]
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
    checks: BTreeMap<String, String>,
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
    checks: BTreeMap<String, String>,
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

    /// The licence of a type, judged today.
    pub(crate) fn licence(&self, kind: &str, today: Date) -> Option<Licence> {
        let raw = self.raw(kind)?;
        Some(Licence {
            licence: kind.to_owned(),
            number: text(raw, "ZZBH").to_owned(),
            identifier: text(raw, "ZZBS").to_owned(),
            issuer: text(raw, "ZZBFJG").to_owned(),
            holder: self.holder(),
            valid_from: text(raw, "ZZYXQQSRQ").to_owned(),
            valid_to: text(raw, "ZZYXQJZRQ").to_owned(),
            state: state(raw, today).to_owned(),
            fields: raw.clone(),
            file: None,
        })
    }
}

/// A field, empty where it is not there.
pub(crate) fn text<'a>(licence: &'a BTreeMap<String, String>, name: &str) -> &'a str {
    licence.get(name).map_or("", String::as_str)
}

fn state(licence: &BTreeMap<String, String>, today: Date) -> &'static str {
    let day = |name| text(licence, name).parse::<Date>().ok();
    if text(licence, "ZZZT") == "revoked" {
        "revoked"
    } else if day("ZZYXQQSRQ").is_some_and(|from| today < from) {
        "not_yet"
    } else if day("ZZYXQJZRQ").is_some_and(|to| today > to) {
        "expired"
    } else {
        "valid"
    }
}

impl Credits {
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

    fn licence(from: &str, to: &str) -> BTreeMap<String, String> {
        [("ZZYXQQSRQ", from), ("ZZYXQJZRQ", to)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    #[test]
    fn both_ends_of_a_licence_are_days_of_it() {
        let paper = licence("2020-02-29", "2025-08-31");
        assert_eq!(state(&paper, date(2020, 2, 28)), "not_yet");
        assert_eq!(state(&paper, date(2020, 2, 29)), "valid");
        assert_eq!(state(&paper, date(2025, 8, 31)), "valid");
        assert_eq!(state(&paper, date(2025, 9, 1)), "expired");
        assert_eq!(state(&licence("2020-02-29", ""), date(2999, 1, 1)), "valid");
    }

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
