//! The rules, and nothing else: no I/O, no clock, no randomness (design §2 law 9, §3).

pub mod act;
pub mod applicant;
pub mod calendar;
pub mod card;
pub mod case;
pub mod catalogue;
pub mod check;
pub mod clock;
pub mod commute;
pub mod credit;
pub mod decide;
pub mod due;
pub mod duplicate;
pub mod identity;
pub mod lapse;
pub mod licence;
pub mod moment;
pub mod prefill;
pub mod presence;
pub mod promise;
pub mod qualify;
pub mod quantity;
pub mod queue;
pub mod rights;
pub mod search;
pub mod verify;
