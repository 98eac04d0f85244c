//! JSON Web Keys (RFC 7517).

use super::named;
use crate::trust_file::base64;
use der::asn1::{AnyRef, UintRef};
use der::{Encode, Tag};
use seal::{Algorithm, PublicKey};
use serde::Deserialize;

/// A public key; members that do not make it are ignored.
#[derive(Deserialize)]
pub(super) struct Jwk {
    kty: String,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
}

impl Jwk {
    /// The key; of a kind that is not known here one that verifies nothing. An RSA key without `alg` is for PS256, which
    /// is all the profile allows of RSA.
    pub(super) fn key(&self) -> Option<PublicKey> {
        let (alg, bytes) = match (self.kty.as_str(), self.crv.as_str()) {
            ("EC", "P-256") => (Algorithm::Es256.cose(), self.point()?),
            ("EC", "SM2" | "sm2p256v1") => (Algorithm::Sm2Sm3.cose(), self.point()?),
            ("EC", "P-384") => (named::ES384, self.point()?),
            ("EC", "P-521") => (named::ES512, self.point()?),
            ("EC", "secp256k1") => (named::ES256K, self.point()?),
            ("OKP", "Ed25519") => (Algorithm::EdDsa.cose(), base64(&self.x)?),
            ("RSA", _) => return self.rsa_key(),
            ("EC", _) if !self.crv.is_empty() => (named::UNKNOWN, self.point()?),
            ("OKP", _) if !self.crv.is_empty() => (named::UNKNOWN, base64(&self.x)?),
            _ => return None,
        };
        PublicKey::new(alg, bytes).ok()
    }

    fn rsa_key(&self) -> Option<PublicKey> {
        let bytes = self.rsa()?;
        PublicKey::new(self.rsa_algorithm(), bytes.clone())
            .or_else(|_| PublicKey::new(named::UNKNOWN, bytes))
            .ok()
    }

    /// SEC 1, uncompressed.
    fn point(&self) -> Option<Vec<u8>> {
        Some([vec![4], base64(&self.x)?, base64(&self.y)?].concat())
    }

    fn rsa_algorithm(&self) -> i64 {
        match self.alg.as_deref() {
            Some("PS384") => named::PS384,
            Some("PS512") => named::PS512,
            Some("RS256") => named::RS256,
            Some("RS384") => named::RS384,
            Some("RS512") => named::RS512,
            _ => Algorithm::Ps256.cose(),
        }
    }

    /// RSAPublicKey (RFC 8017 §A.1.1).
    fn rsa(&self) -> Option<Vec<u8>> {
        let number = |text: &str| UintRef::new(&base64(text)?).ok()?.to_der().ok();
        let body = [number(&self.n)?, number(&self.e)?].concat();
        AnyRef::new(Tag::Sequence, &body).ok()?.to_der().ok()
    }
}
