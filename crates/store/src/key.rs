//! The data key of a folder, and what is derived from it.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Length of an XChaCha20 nonce, bytes.
pub(crate) const NONCE: usize = 24;

/// The 32-byte data key: it opens the database and, derived, the journal. Wiped on drop, never printed.
#[derive(Clone)]
pub struct Dek(Zeroizing<[u8; 32]>);

impl Dek {
    /// A key from bytes the caller holds.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A fresh key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        Self(key)
    }

    /// The raw bytes, for wrapping.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key for one purpose. The key is uniformly random and of fixed length, so hashing it behind a
    /// purpose is a sound one-way derivation.
    pub(crate) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut hasher = Sha256::new();
        hasher.update(b"zongchuang derive 1\0");
        hasher.update(purpose.as_bytes());
        hasher.update([0]);
        hasher.update(self.0.as_slice());
        Zeroizing::new(hasher.finalize().into())
    }
}

impl fmt::Debug for Dek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dek(..)")
    }
}

/// Encrypts and authenticates; `aad` is authenticated only.
pub(crate) fn encrypt(key: &[u8; 32], nonce: &[u8; NONCE], aad: &[u8], msg: &[u8]) -> Vec<u8> {
    cipher(key)
        .encrypt(&XNonce::from(*nonce), Payload { msg, aad })
        .expect("XChaCha20-Poly1305 takes any message that fits in memory")
}

/// The plaintext, or `None` where key, nonce, `aad` or a byte differs.
pub(crate) fn decrypt(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    aad: &[u8],
    msg: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    cipher(key)
        .decrypt(&XNonce::from(*nonce), Payload { msg, aad })
        .ok()
        .map(Zeroizing::new)
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key).into())
}
