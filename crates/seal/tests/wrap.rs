//! Wrapped secrets open for one key, one purpose and one place; published vectors hold.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use seal::{Algorithm, PublicKey, SigningKey, WRAP_ALG, WrapSecret, unwrap, wrap};

fn hex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

/// RFC 9180 A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, base mode, sequence number 0.
#[test]
fn the_vector_of_rfc_9180_opens() {
    let secret = WrapSecret::from_bytes(&hex(
        "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
    ))
    .unwrap();
    let wrapped = hex(concat!(
        "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db",
        "21993c62ce81883d2dd1b51a28",
    ));
    let info = hex("4f6465206f6e2061204772656369616e2055726e");
    let plain = unwrap(&secret, &info, b"Count-0", &wrapped).unwrap();
    assert_eq!(&plain[..], b"Beauty is truth, truth beauty");
    assert_eq!(
        secret.public().bytes(),
        hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"),
    );
}

#[test]
fn another_key_purpose_place_or_byte_opens_nothing() {
    let mut rng = StdRng::seed_from_u64(1);
    let (mine, other) = (
        WrapSecret::generate(&mut rng),
        WrapSecret::generate(&mut rng),
    );
    let wrapped = wrap(&mine.public(), b"slot", b"station 7", b"the key", &mut rng).unwrap();
    assert_eq!(
        &unwrap(&mine, b"slot", b"station 7", &wrapped).unwrap()[..],
        b"the key"
    );
    assert!(unwrap(&other, b"slot", b"station 7", &wrapped).is_none());
    assert!(unwrap(&mine, b"bundle", b"station 7", &wrapped).is_none());
    assert!(unwrap(&mine, b"slot", b"station 8", &wrapped).is_none());
    for at in 0..wrapped.len() {
        let mut bent = wrapped.clone();
        bent[at] ^= 1;
        assert!(
            unwrap(&mine, b"slot", b"station 7", &bent).is_none(),
            "byte {at}"
        );
    }
    assert!(unwrap(&mine, b"slot", b"station 7", &wrapped[..31]).is_none());
}

#[test]
fn a_signing_key_or_a_point_that_hides_nothing_wraps_nothing() {
    let mut rng = StdRng::seed_from_u64(2);
    let signing = SigningKey::generate(Algorithm::EdDsa, &mut rng).public();
    assert!(wrap(&signing, b"", b"", b"", &mut rng).is_err());
    let nothing = PublicKey::new(WRAP_ALG, vec![0; 32]).unwrap();
    assert!(wrap(&nothing, b"", b"", b"", &mut rng).is_err());
    let short = PublicKey::new(WRAP_ALG, vec![9; 31]).unwrap();
    assert!(wrap(&short, b"", b"", b"", &mut rng).is_err());
}
