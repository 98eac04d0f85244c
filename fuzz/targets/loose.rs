#![no_main]

#[path = "../bodies/loose.rs"]
mod body;
#[path = "../../crates/backend/src/platform/loose.rs"]
mod loose;

mod subject {
    pub(crate) use crate::loose::{Loose, read};
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
