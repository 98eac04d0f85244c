//! A received case at the counter, against a real backend: shown, supplemented, decided, printed, sent.
#![allow(clippy::unwrap_used)]

mod check;
mod city;
mod clock;
mod editions;
mod kinds;
mod later;
mod left;
mod licence;
mod licences;
mod members;
mod mend;
mod pages;
mod papers;
mod people;
mod points;
mod presence;
mod promise;
mod purge;
mod qualify;
mod queue;
mod refdata;
mod retire;
mod scan;
mod supplement;
mod town;
mod verified;
