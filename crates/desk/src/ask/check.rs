pub use domain::identity::{Checked, Fit};

/// The numbers that carry a check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// 公民身份号码 (GB 11643).
    ResidentId,
    /// 统一社会信用代码 (GB 32100).
    Uscc,
    /// 电子证照标识 (GB/T 36904).
    LicenceId,
}

/// Judges a number. `now` is milliseconds since the Unix epoch: nobody is born after today.
#[must_use]
pub fn check(number: Number, value: &str, now: i64) -> Checked {
    match number {
        Number::ResidentId => domain::identity::resident_id::check(value, domain::moment::day(now)),
        Number::Uscc => domain::identity::uscc::check(value),
        Number::LicenceId => domain::identity::licence_id::check(value),
    }
}
