//! What may happen to a case between its receipt and its decision (domain reference §2.1–§2.6, docs/adr/0020).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod course;
mod invariants;
mod notice;
mod points;
mod supplements;
mod world;
