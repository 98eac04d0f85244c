#![no_main]

#[path = "../bodies/base45.rs"]
mod body;
#[path = "../bodies/known.rs"]
mod known;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
