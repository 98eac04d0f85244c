#![no_main]

#[path = "../bodies/cose.rs"]
mod body;
#[path = "../bodies/known.rs"]
mod known;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
