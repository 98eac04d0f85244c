//! What a resident number says about its holder.

use jiff::civil::Date;
use serde::Serialize;

/// Sex as registered (GB/T 2261.1): an odd seventeenth digit is male.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// 男.
    Male,
    /// 女.
    Female,
}

impl Gender {
    /// 男 or 女.
    pub fn text(self) -> &'static str {
        match self {
            Gender::Male => "男",
            Gender::Female => "女",
        }
    }
}

/// The date of birth in an 18-character number in standard form; `None` where there is none.
pub fn birth(number: &str) -> Option<Date> {
    let digits = number.get(6..14).filter(|_| eighteen(number))?;
    let year = digits[..4].parse().ok()?;
    Date::new(year, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()
}

/// The sex in an 18-character number in standard form.
pub fn gender(number: &str) -> Option<Gender> {
    let digit = number.as_bytes().get(16).filter(|_| eighteen(number))?;
    Some(if digit % 2 == 1 {
        Gender::Male
    } else {
        Gender::Female
    })
}

fn eighteen(number: &str) -> bool {
    number.len() == 18 && number.as_bytes()[..17].iter().all(u8::is_ascii_digit)
}
