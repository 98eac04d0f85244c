//! What another publisher's code says.

use crate::claims::{CTI, EXP, IAT, ISS, NBF, hex};
use crate::profile::Profile;
use crate::verdict::Terms;
use ciborium::Value;
use seal::cbor::{Limits, decode_well_formed};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};
use std::fmt;

/// The claims of a CWT (RFC 8392) whose meaning is its publisher's: a registered claim left out has
/// no say. In JSON the registered ones by name, all others by their label; byte strings are
/// hexadecimal, tags are dropped, what JSON has no number for is null.
#[derive(Clone, PartialEq)]
pub struct PublisherClaims {
    pub iss: Option<String>,
    pub iat: Option<i64>,
    pub nbf: Option<i64>,
    pub exp: Option<i64>,
    pub cti: Option<Vec<u8>>,
    /// The other claims by their label.
    pub others: Map<String, Json>,
}

/// Without what the code says of somebody.
impl fmt::Debug for PublisherClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublisherClaims")
            .field("iss", &self.iss)
            .finish_non_exhaustive()
    }
}

impl Serialize for PublisherClaims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = self.others.clone();
        let mut put = |name: &str, value: Option<Json>| {
            value.and_then(|value| all.insert(name.to_owned(), value));
        };
        put("iss", self.iss.clone().map(Json::from));
        put("iat", self.iat.map(Json::from));
        put("nbf", self.nbf.map(Json::from));
        put("exp", self.exp.map(Json::from));
        put("cti", self.cti.as_deref().map(|cti| hex(cti).into()));
        all.serialize(serializer)
    }
}

impl Terms for PublisherClaims {
    fn read(payload: &[u8], profile: &Profile) -> Option<PublisherClaims> {
        let limits = Limits::of_bytes(profile.limits.envelope_bytes);
        let Value::Map(entries) = decode_well_formed(payload, limits).ok()? else {
            return None;
        };
        let claim = |label: i64| entries.iter().find(|(key, _)| *key == Value::from(label));
        if let Some(label) = profile.claim {
            claim(label)?;
        }
        let value = |label| claim(label).map(|(_, value)| value);
        let time = |label| value(label).map(seconds).transpose();
        let claims = PublisherClaims {
            iss: value(ISS)
                .map(|v| v.as_text().ok_or(()))
                .transpose()
                .ok()?
                .map(str::to_owned),
            iat: time(IAT).ok()?,
            nbf: time(NBF).ok()?,
            exp: time(EXP).ok()?,
            cti: value(CTI)
                .map(|v| v.as_bytes().ok_or(()))
                .transpose()
                .ok()?
                .cloned(),
            others: others(&entries),
        };
        claims.is_within(profile).then_some(claims)
    }

    fn iss(&self) -> &str {
        self.iss.as_deref().unwrap_or_default()
    }

    fn cti(&self) -> &[u8] {
        self.cti.as_deref().unwrap_or_default()
    }

    fn realm(&self) -> Option<&str> {
        None
    }

    fn iat(&self) -> Option<i64> {
        self.iat
    }

    fn nbf(&self) -> Option<i64> {
        self.nbf
    }

    fn exp(&self) -> Option<i64> {
        self.exp
    }
}

impl PublisherClaims {
    fn is_within(&self, profile: &Profile) -> bool {
        let (Some(iat), Some(exp)) = (self.iat, self.exp) else {
            return true;
        };
        exp.saturating_sub(iat) <= profile.limits.lifetime_s
    }
}

/// A NumericDate (RFC 8392 §2): an integer or a floating point number, whose fraction is dropped.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the range is checked; dropping the fraction is meant"
)]
fn seconds(value: &Value) -> Result<i64, ()> {
    /// Below this every whole number has a floating point one.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Integer(number) => i64::try_from(*number).map_err(|_| ()),
        Value::Float(number) if number.abs() < EXACT => Ok(number.floor() as i64),
        _ => Err(()),
    }
}

fn others(entries: &[(Value, Value)]) -> Map<String, Json> {
    let registered = [ISS, IAT, NBF, EXP, CTI].map(Value::from);
    entries
        .iter()
        .filter(|(key, _)| !registered.contains(key))
        .map(|(key, value)| (label(key), json(value)))
        .collect()
}

fn label(key: &Value) -> String {
    match json(key) {
        Json::String(text) => text,
        other => other.to_string(),
    }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Integer(number) => whole(i128::from(*number)),
        Value::Bytes(bytes) => hex(bytes).into(),
        Value::Float(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Bool(truth) => (*truth).into(),
        Value::Tag(_, inner) => json(inner),
        Value::Array(elements) => elements.iter().map(json).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|(key, value)| (label(key), json(value)))
            .collect(),
        _ => Json::Null,
    }
}

/// JSON numbers go from −2^63 to 2^64 − 1; below, the digits are a text.
fn whole(number: i128) -> Json {
    i64::try_from(number)
        .map(Json::from)
        .or_else(|_| u64::try_from(number).map(Json::from))
        .unwrap_or_else(|_| number.to_string().into())
}
