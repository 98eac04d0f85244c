//! Laws 1 and 2 by killing the real programs: at random moments, at moments of a request, and at every named crash
//! point, with a bad network between. Afterwards both ends are read as they lie on the disk.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod interop;
mod licences;
mod moments;
mod points;
mod rescue;
mod rotation;
mod secrets;
mod upload;

/// How many kills: `ZC_KILLS`, else a dose for every run of the tests.
fn dose() -> u64 {
    std::env::var("ZC_KILLS").map_or(24, |text| text.parse().unwrap())
}
