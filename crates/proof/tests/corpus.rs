//! The fuzz corpus of codes' texts, replayed (`fuzz/`).

#[path = "../../../fuzz/bodies/classify.rs"]
mod classify;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

#[test]
fn every_text_of_the_corpus_has_a_kind() {
    replay::over("classify", classify::run);
}
