//! The rules, and nothing else: no I/O, no clock, no randomness (design §2 law 9, §3).

pub mod calendar;
pub mod catalogue;
pub mod due;
pub mod identity;
pub mod queue;
