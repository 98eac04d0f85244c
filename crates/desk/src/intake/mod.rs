//! `zc intake`: cases from lines of a file, through the same plan, rules and transaction as the window's buttons
//! (design §9).

mod answer;
mod begin;
mod file;
mod given;
mod later;
mod line;
mod material;
mod mend;
mod once;
mod proof;
mod run;
mod sign;
mod wrong;

pub use answer::{Answer, Done};
pub use line::IntakeLine;
