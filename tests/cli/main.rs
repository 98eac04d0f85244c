//! `zc` as a person or a script runs it (design §9): the real program, its lines, its exits.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod across;
mod audit;
mod bundle;
mod cards;
mod check;
mod clock;
mod copies;
mod course;
mod doctor;
mod double;
mod due;
mod enquiry;
mod enrol;
mod envelope;
mod find;
mod guide;
mod intake;
#[cfg(target_os = "linux")]
mod keystore;
mod law;
mod legal_time;
mod level;
mod mend;
mod opaque;
mod overdue;
mod oversize;
mod papers;
mod points;
mod practice;
mod promise;
mod qualify;
mod refdata;
mod restored;
mod review;
mod roll;
mod scan;
mod station;
mod strict;
mod trace;
mod usage;
mod vectors;
mod verify;
