//! The fuzz corpus of codes and lists of keys, replayed (`fuzz/`).

#[path = "../../../fuzz/bodies/base45.rs"]
mod base45_text;
#[path = "../../../fuzz/bodies/classify.rs"]
mod classify;
#[path = "../../../fuzz/bodies/code.rs"]
mod code;
#[path = "../../../fuzz/bodies/known.rs"]
mod known;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;
#[path = "../../../fuzz/bodies/trust.rs"]
mod trust;

#[test]
fn every_text_of_the_corpus_has_a_kind() {
    replay::over("classify", classify::run);
}

#[test]
fn every_text_of_a_code_is_read_as_base45_or_refused() {
    replay::over("base45", base45_text::run);
}

#[test]
fn every_envelope_and_every_claim_of_the_corpus_is_judged() {
    replay::over("code", code::run);
}

#[test]
fn every_list_of_keys_of_the_corpus_is_read_or_refused() {
    replay::over("trust", trust::run);
}
