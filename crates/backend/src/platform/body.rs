//! What a platform says of one licence, in our words: names in capitals, days as days, the holder's kind of number.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::licence::{self, Standing};
use jiff::civil::Date;
use wire::{Holder, Licence};

use super::types::Types;
use super::{Loose, PlatformFault, loose};

/// Longest value that is kept: no form wants more, and pictures are none of a form's business.
const LONGEST: usize = 2000;
/// Names under which platforms nest further fields.
const NESTED: [&str; 4] = ["KZ", "KZXX", "EXTEND", "EXTENSION"];

/// A licence as it came, by its short names (GB/T 36903).
pub(crate) struct Body(BTreeMap<String, String>);

impl Body {
    /// Of a platform that writes the data as one text: JSON, single-quoted or not, or the base64 of it, also with line
    /// breaks.
    pub(super) fn of_text(text: &str) -> Result<BTreeMap<String, String>, PlatformFault> {
        let unreadable = |_| PlatformFault::Unreadable;
        let text = text.trim();
        let read = if text.starts_with('{') {
            loose::read(text).map_err(unreadable)?
        } else {
            let bytes = base64(text).ok_or(PlatformFault::Unreadable)?;
            let text = String::from_utf8(bytes).map_err(|_| PlatformFault::Unreadable)?;
            loose::read(text.trim()).map_err(unreadable)?
        };
        let Loose::Map(all) = read else {
            return Err(PlatformFault::Unreadable);
        };
        let mut fields = BTreeMap::new();
        for (name, value) in all {
            put(&mut fields, name, value)?;
        }
        Ok(fields)
    }

    /// Fields as they are kept: names in capitals, every day written as one.
    pub(crate) fn new(fields: BTreeMap<String, String>) -> Self {
        let tidy = |(name, value): (String, String)| {
            let name = name.trim().to_ascii_uppercase();
            let value = value.trim().to_owned();
            let value = match is_day(&name) {
                true => day_of(&value).unwrap_or(value),
                false => value,
            };
            (value.len() <= LONGEST).then_some((name, value))
        };
        Self(fields.into_iter().filter_map(tidy).collect())
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The licence that was asked for, judged today: what cannot be judged is not valid (law 6).
    pub(crate) fn licence(self, wanted: &str, types: &Types, today: Date) -> Licence {
        let standing = self.standing(wanted, types, today);
        let kind = match self.text("CZZTDMLXDM") {
            "" => self.text("CZZTDMLX"),
            code => code,
        };
        Licence {
            licence: wanted.to_owned(),
            number: self.text("ZZBH").to_owned(),
            identifier: self.text("ZZBS").to_owned(),
            issuer: self.text("ZZBFJG").to_owned(),
            holder: Holder {
                name: self.text("CZZT").to_owned(),
                id_kind: holder_kind(kind, self.text("CZZTDM")).to_owned(),
                id: self.text("CZZTDM").to_ascii_uppercase(),
                phone: String::new(),
            },
            valid_from: self.text("ZZYXQQSRQ").to_owned(),
            valid_to: self.text("ZZYXQJZRQ").to_owned(),
            state: standing.code().to_owned(),
            fields: match standing {
                // Another licence's data are nobody's business here.
                Standing::WrongType => BTreeMap::new(),
                _ => self.0,
            },
            file: None,
        }
    }

    fn standing(&self, wanted: &str, types: &Types, today: Date) -> Standing {
        let named = types.named(self.text("ZZMC"), self.text("ZZLXDM"));
        let said = !self.text("ZZMC").is_empty() || !self.text("ZZLXDM").is_empty();
        if said && named != Some(wanted) {
            return Standing::WrongType;
        }
        let day = |name| match self.text(name) {
            "" => Some(None),
            text => text.parse::<Date>().ok().map(Some),
        };
        let whole = !self.text("CZZTDM").is_empty();
        match (day("ZZYXQQSRQ"), day("ZZYXQJZRQ"), state(self.text("ZZZT"))) {
            (_, _, Some(true)) => Standing::Revoked,
            (Some(from), Some(to), Some(false)) if whole => licence::on(from, to, false, today),
            _ => Standing::Unreadable,
        }
    }
}

/// One field; an object in one of the known places brings its own.
fn put(
    fields: &mut BTreeMap<String, String>,
    name: String,
    value: Loose,
) -> Result<(), PlatformFault> {
    let name = name.trim().to_ascii_uppercase();
    let value = match value {
        Loose::Null => return Ok(()),
        Loose::Bool(yes) => if yes { "是" } else { "否" }.to_owned(),
        Loose::Number(text) | Loose::Text(text) => text,
        Loose::Map(inner) if NESTED.contains(&name.as_str()) => {
            for (name, value) in inner {
                let name = match name.to_ascii_uppercase().strip_prefix("KZ_") {
                    Some(rest) => format!("KZ_{rest}"),
                    None => format!("KZ_{name}"),
                };
                put(fields, name, value)?;
            }
            return Ok(());
        }
        // Nothing that a form or a rule asks for is a list.
        Loose::Map(_) | Loose::List(_) => return Ok(()),
    };
    match fields.insert(name, value) {
        None => Ok(()),
        Some(_) => Err(PlatformFault::Unreadable),
    }
}

/// Whether the issuer took it back; `None`: a word that nobody here knows.
fn state(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "" | "valid" | "normal" | "有效" | "正常" | "生效" | "已签发" => Some(false),
        "revoked" | "cancelled" | "注销" | "已注销" | "吊销" | "已吊销" | "撤销" | "已撤销"
        | "作废" | "已作废" | "废止" | "已废止" => Some(true),
        _ => None,
    }
}

/// The kind of the holder's number: by its code (111 公民身份号码, 001 统一社会信用代码), its title, else its shape.
fn holder_kind(kind: &str, number: &str) -> &'static str {
    match kind.trim() {
        "111" | "公民身份号码" | "居民身份证" => "resident_id",
        "001" | "统一社会信用代码" => "uscc",
        "" | "0" if number.starts_with('9') && number.len() == 18 => {
            match domain::identity::uscc::check(number).result {
                domain::identity::Fit::Bad => "foreign_permanent",
                _ => "uscc",
            }
        }
        "" | "0" if number.len() == 18 => "resident_id",
        "553" | "外国人永久居留身份证" => "foreign_permanent",
        "414" | "普通护照" | "护照" => "passport",
        _ => "",
    }
}

fn is_day(name: &str) -> bool {
    matches!(name, "ZZBFRQ" | "ZZYXQQSRQ" | "ZZYXQJZRQ")
        || (name.starts_with("KZ_") && name.ends_with("RQ"))
}

/// A day as `YYYY-MM-DD`; empty where there is no end. `None`: no day at all.
fn day_of(text: &str) -> Option<String> {
    if matches!(
        text,
        "" | "长期" | "长期有效" | "永久" | "永久有效" | "无" | "-" | "--" | "99991231"
    ) {
        return Some(String::new());
    }
    let text: String = text.chars().map(half).collect();
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let date = match parts.as_slice() {
        // 2026-01-01, 2026年1月1日, 2026/1/1 00:00:00
        [year, month, day, ..] if year.len() == 4 => civil(year, month, day)?,
        [whole, ..] if whole.len() == 8 || (whole.len() == 14 && parts.len() == 1) => {
            civil(&whole[..4], &whole[4..6], &whole[6..8])?
        }
        [stamp] if text.trim() == *stamp => stamped(stamp)?,
        _ => return None,
    };
    match date.year() {
        9999 => Some(String::new()),
        _ => Some(date.to_string()),
    }
}

/// Seconds (10 digits) or milliseconds (13) since the Unix epoch, on this city's day.
fn stamped(stamp: &str) -> Option<Date> {
    let number: i64 = stamp.parse().ok()?;
    match stamp.len() {
        10 => Some(domain::moment::day(number * 1000)),
        12 | 13 => Some(domain::moment::day(number)),
        _ => None,
    }
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Full-width digits are digits.
fn half(c: char) -> char {
    match c {
        '０'..='９' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
        }
        other => other,
    }
}

/// Base64 with whatever white space stands in it.
fn base64(text: &str) -> Option<Vec<u8>> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(bare).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
