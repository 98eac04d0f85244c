//! Cases on this machine (办件): folding, listing, showing, and what can be done to one that is received.

pub(crate) mod across;
pub(crate) mod after;
mod card;
mod clock;
mod course;
pub(crate) mod decide;
mod expected;
mod fetch;
mod find;
mod fold;
pub(crate) mod joint;
pub(crate) mod lane;
mod list;
mod material;
pub(crate) mod overdue;
mod pages;
mod pending;
pub(crate) mod settle;
mod show;
pub(crate) mod step;
mod supplement;
mod trace;
mod trail;
mod trips;
mod verified;

pub(crate) use after::REVOKED;
pub(crate) use card::{Marks, Raised, clock as clock_of, group_of, holder, marks, raised};
pub(crate) use clock::ensure_raised;
pub(crate) use expected::expected;
pub(crate) use find::find;
pub(crate) use fold::{entries, heads, read};
pub use fold::{fold, row, summary};
pub(crate) use list::{is_accepted, members, row_view, stage, today_or_day};
pub(crate) use trail::{act_text, detail as act_detail, named, sent_badge, source_text};
