//! The fuzz corpus of replies, replayed (`fuzz/`).

#[path = "../../../fuzz/bodies/licence.rs"]
mod licence;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

#[test]
fn every_reply_of_the_corpus_is_read_and_written_as_the_same() {
    replay::over("licence", licence::run);
}
