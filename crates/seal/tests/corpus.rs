//! The fuzz corpus of CBOR and of envelopes, replayed (`fuzz/`).

#[path = "../../../fuzz/bodies/cbor.rs"]
mod cbor;
#[path = "../../../fuzz/bodies/cose.rs"]
mod cose;
#[path = "../../../fuzz/bodies/known.rs"]
#[allow(dead_code, reason = "the part about codes is used elsewhere")]
mod known;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

#[test]
fn every_item_of_the_corpus_is_read_as_another_implementation_reads_it() {
    replay::over("cbor", cbor::run);
}

#[test]
fn every_envelope_of_the_corpus_opens_only_if_it_was_sealed() {
    replay::over("cose", cose::run);
}
