//! `zc intake`: cases from lines of a file, through the same plan, rules and transaction as the window's buttons
//! (design §9).

mod begin;
mod file;
mod later;
mod line;
mod material;
mod mend;
mod once;
mod proof;
mod run;
mod sign;
mod wrong;

pub use line::{Answer, Done, IntakeLine};
