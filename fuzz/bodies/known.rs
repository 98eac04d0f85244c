//! Who signs and who is trusted, the same for every input: an input that is good stays good.

use std::sync::LazyLock;

use seal::{Algorithm, SigningKey, TrustedKey, Use};

/// 2026-09-21; the codes of the corpus live then.
pub const NOW: i64 = 1_790_000_000;
const ISSUER: &str = "practice-issuer";

/// Whoever signs what is made here, with Ed25519: one signature a message.
pub static SIGNER: LazyLock<SigningKey> = LazyLock::new(|| key(Algorithm::EdDsa));

/// A key of each algorithm, for codes and for long.
pub static TRUSTED: LazyLock<Vec<TrustedKey>> = LazyLock::new(|| {
    let listed = |algorithm| {
        let public = key(algorithm).public();
        TrustedKey::new(
            public,
            &[Use::Code],
            ISSUER,
            NOW - 1_000_000,
            NOW + 1_000_000,
        )
    };
    Algorithm::ALL.map(listed).to_vec()
});

fn key(algorithm: Algorithm) -> SigningKey {
    SigningKey::from_secret_bytes(algorithm, &[1; 32]).expect("a small scalar is a key")
}
