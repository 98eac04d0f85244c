//! Keys that are the same in every run.
#![allow(dead_code, reason = "each test file uses its part")]

use seal::{Algorithm, PublicKey, SigningKey};

pub fn key(algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_secret_bytes(algorithm, &[seed; 32]).expect("a small scalar is a key")
}

pub fn finder(keys: &[&SigningKey]) -> impl Fn(&[u8]) -> Option<PublicKey> + use<> {
    let keys: Vec<PublicKey> = keys.iter().map(|key| key.public()).collect();
    move |kid| keys.iter().find(|k| k.kid().as_ref() == kid).cloned()
}
