//! The fuzz corpora of serial bytes and of devices' replies, replayed (`fuzz/`).

#[path = "../../../fuzz/bodies/face.rs"]
mod face;
#[path = "../../../fuzz/bodies/reader.rs"]
mod reader;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;
#[path = "../../../fuzz/bodies/serial.rs"]
mod serial;

#[test]
fn every_stream_of_the_corpus_is_cut_the_same_however_it_comes() {
    replay::over("serial", serial::run);
}

#[test]
fn every_answer_of_the_corpus_is_a_comparison_or_a_fault() {
    replay::over("face", face::run);
}

#[test]
fn every_reply_of_the_corpus_is_a_card_or_a_fault() {
    replay::over("reader", reader::run);
}
