//! The practice city's data: every item passes the linter, every number its check, every reference leads somewhere.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod editions;
mod items;
mod load;
mod pace;
mod people;
