//! A file of other publishers' keys, given by hand to `zc envelope --keys FILE`.

use super::certificate;
use super::jwk::Jwk;
use crate::trust_file::{base64, without_mark};
use seal::{TrustedKey, Use};
use serde::Deserialize;

/// One key under the kid that its publisher gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublisherKey {
    pub kid: Vec<u8>,
    /// The key and its validity; the publisher's kid stands outside.
    pub trusted: TrustedKey,
}

/// Keys from a file. The file counts as complete and fresh; nobody signed it, whoever gives it
/// answers for it.
///
/// ```json
/// [{ "kid": "BASE64", "x5c": ["BASE64 of a certificate in DER"] },
///  { "kid": "BASE64", "jwk": { "kty": "EC", "crv": "P-256", "x": "…", "y": "…" } }]
/// ```
///
/// `x5c` may also be one text, with or without the lines of RFC 7468 around it; the first certificate
/// is the signer's and gives its validity. A `jwk` has no bounds. Two keys may share a kid. Curves in
/// `jwk` are those of RFC 7518, RFC 8037 and `SM2`; a key of another kind is held and verifies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublisherKeys(pub Vec<PublisherKey>);

/// Why a file is not taken. Keys are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublisherKeysRefused {
    #[error("not JSON of this form (line {line}, column {column})")]
    Form { line: usize, column: usize },
    #[error("key {0}: the kid is not Base64")]
    Kid(usize),
    #[error("key {0}: x5c or jwk, and not both")]
    Source(usize),
    #[error("key {0}: x5c holds no certificate with a key of its algorithm")]
    Certificate(usize),
    #[error("key {0}: jwk is not a key of its type")]
    Jwk(usize),
}

#[derive(Deserialize)]
struct KeyForm {
    kid: String,
    #[serde(default)]
    x5c: Option<Certificates>,
    #[serde(default)]
    jwk: Option<Jwk>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Certificates {
    One(String),
    Chain(Vec<String>),
}

impl PublisherKeys {
    /// Reads the file's bytes.
    pub fn parse(json: &[u8]) -> Result<PublisherKeys, PublisherKeysRefused> {
        let forms: Vec<KeyForm> = serde_json::from_slice(without_mark(json)).map_err(|error| {
            PublisherKeysRefused::Form {
                line: error.line(),
                column: error.column(),
            }
        })?;
        let keys = forms
            .iter()
            .enumerate()
            .map(|(at, form)| form.read(at + 1))
            .collect::<Result<_, _>>()?;
        Ok(PublisherKeys(keys))
    }

    /// The keys as a complete and fresh list.
    pub fn trust(&self) -> crate::Trust<'_, PublisherKey> {
        crate::Trust {
            keys: &self.0,
            fresh: true,
        }
    }
}

impl KeyForm {
    fn read(&self, at: usize) -> Result<PublisherKey, PublisherKeysRefused> {
        use PublisherKeysRefused as Refused;
        let kid = base64(&self.kid).filter(|kid| !kid.is_empty());
        let kid = kid.ok_or(Refused::Kid(at))?;
        let (key, not_before, not_after) = match (&self.x5c, &self.jwk) {
            (Some(x5c), None) => {
                let found = x5c.first().and_then(|der| certificate::read(&der));
                let found = found.ok_or(Refused::Certificate(at))?;
                (found.key, found.not_before, found.not_after)
            }
            (None, Some(jwk)) => (jwk.key().ok_or(Refused::Jwk(at))?, i64::MIN, i64::MAX),
            _ => return Err(Refused::Source(at)),
        };
        Ok(PublisherKey {
            kid,
            trusted: TrustedKey::new(key, &[Use::Code], "", not_before, not_after),
        })
    }
}

impl Certificates {
    /// The signer's certificate, in DER.
    fn first(&self) -> Option<Vec<u8>> {
        let text = match self {
            Certificates::One(text) => text,
            Certificates::Chain(texts) => texts.first()?,
        };
        let text: String = bare(text).split_ascii_whitespace().collect();
        base64(&text)
    }
}

/// The Base64 of a certificate that still wears the lines of RFC 7468 §5.
fn bare(text: &str) -> &str {
    const ARMOUR: (&str, &str) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----");
    let worn = text.trim().strip_prefix(ARMOUR.0);
    let (body, _) = worn
        .and_then(|rest| rest.split_once(ARMOUR.1))
        .unwrap_or((text, ""));
    body
}
