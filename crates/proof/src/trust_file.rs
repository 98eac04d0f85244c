//! A file of trusted keys, given by hand to `zc verify --trust FILE`.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use seal::{Algorithm, Kid, PublicKey, TrustedKey, Use};
use serde::Deserialize;

/// Trusted keys from a file. The file counts as complete and fresh; nobody signed it, whoever gives
/// it answers for it.
///
/// ```json
/// {
///   "realm": "practice",
///   "keys": [{
///     "alg": "SM2-SM3",
///     "public": "BASE64",
///     "issuer": "…",
///     "kid": "BASE64, 8 bytes; left out it is computed",
///     "uses": ["code"],
///     "not_before": 0,
///     "not_after": 0,
///     "revoked_at": 0,
///     "superseded": false
///   }]
/// }
/// ```
///
/// `alg` is a name (`EdDSA`, `ES256`, `SM2-SM3`) or a COSE number. `public` is 32 bytes for EdDSA
/// and 65 (04‖x‖y) for the others. Times are Unix seconds; `uses` left out is `code`, a time left
/// out has no bound. A revoked key loses every signature, unless `superseded` keeps those made
/// before `revoked_at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFile {
    pub realm: String,
    pub keys: Vec<TrustedKey>,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustFileRefused {
    #[error("not JSON of this form (line {line}, column {column})")]
    Form { line: usize, column: usize },
    #[error("key {0}: the algorithm has no such name")]
    Algorithm(usize),
    #[error("key {0}: not Base64, or not a key of its algorithm")]
    Key(usize),
    #[error("key {0}: the kid is not 8 bytes of Base64")]
    Kid(usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    realm: String,
    keys: Vec<KeyForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyForm {
    alg: AlgorithmForm,
    public: String,
    issuer: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default = "for_codes")]
    uses: Vec<Use>,
    #[serde(default = "always")]
    not_before: i64,
    #[serde(default = "forever")]
    not_after: i64,
    #[serde(default)]
    revoked_at: Option<i64>,
    #[serde(default)]
    superseded: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AlgorithmForm {
    Number(i64),
    Name(String),
}

fn for_codes() -> Vec<Use> {
    vec![Use::Code]
}

fn always() -> i64 {
    i64::MIN
}

fn forever() -> i64 {
    i64::MAX
}

impl TrustFile {
    /// Reads the file's bytes. Keys are counted from 1 in the errors.
    pub fn parse(json: &[u8]) -> Result<TrustFile, TrustFileRefused> {
        let form: FileForm =
            serde_json::from_slice(without_mark(json)).map_err(|error| TrustFileRefused::Form {
                line: error.line(),
                column: error.column(),
            })?;
        let keys = form
            .keys
            .into_iter()
            .enumerate()
            .map(|(at, key)| key.read(at + 1))
            .collect::<Result<_, _>>()?;
        Ok(TrustFile {
            realm: form.realm,
            keys,
        })
    }

    /// The keys as a complete and fresh list.
    pub fn trust(&self) -> crate::Trust<'_> {
        crate::Trust {
            keys: &self.keys,
            fresh: true,
        }
    }
}

impl KeyForm {
    fn read(self, at: usize) -> Result<TrustedKey, TrustFileRefused> {
        let alg = self.alg.cose().ok_or(TrustFileRefused::Algorithm(at))?;
        let bytes = base64(&self.public).ok_or(TrustFileRefused::Key(at))?;
        let key = PublicKey::new(alg, bytes).map_err(|_| TrustFileRefused::Key(at))?;
        let kid = match &self.kid {
            Some(text) => given_kid(text).ok_or(TrustFileRefused::Kid(at))?,
            None => key.kid(),
        };
        Ok(TrustedKey {
            kid,
            key,
            uses: self.uses,
            subject: self.issuer,
            not_before: self.not_before,
            not_after: self.not_after,
            revoked_at: self.revoked_at,
            compromised: self.revoked_at.is_some() && !self.superseded,
        })
    }
}

impl AlgorithmForm {
    fn cose(&self) -> Option<i64> {
        match self {
            AlgorithmForm::Number(id) => Some(*id),
            AlgorithmForm::Name(name) => Algorithm::ALL
                .into_iter()
                .find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
                .map(Algorithm::cose),
        }
    }
}

fn given_kid(text: &str) -> Option<Kid> {
    base64(text)?.try_into().ok().map(Kid)
}

/// Some editors put the mark of UTF-8 before a text (RFC 8259 §8.1 lets a reader pass over it).
pub(crate) fn without_mark(json: &[u8]) -> &[u8] {
    json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json)
}

/// Either alphabet, with or without padding: hands write this file.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
        .iter()
        .find_map(|engine| engine.decode(text).ok())
}
