//! What a signed proof code says.

use crate::profile::Profile;
use crate::verdict::Terms;
use ciborium::Value;
use seal::cbor::{self, Malformed, Unencodable};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

pub(crate) const ISS: i64 = 1;
pub(crate) const EXP: i64 = 4;
pub(crate) const NBF: i64 = 5;
pub(crate) const IAT: i64 = 6;
pub(crate) const CTI: i64 = 7;

/// Longest one-use key that is looked at, in bytes.
const MAX_CTI_BYTES: usize = 64;

/// The claims of a code: a CWT (RFC 8392) with iss(1), exp(4), iat(6), cti(7) and one private
/// claim that holds the rest. Times are Unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// Who issued the code; together with `cti` its one-use key.
    pub iss: String,
    pub iat: i64,
    pub exp: i64,
    /// The code's own number; hexadecimal in JSON.
    #[serde(serialize_with = "as_hex")]
    pub cti: Vec<u8>,
    pub realm: String,
    pub holder: Holder,
    /// Only the licences the citizen ticked.
    pub licences: Vec<Licence>,
    /// The item the code was made for, if for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// Whose code it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub name: String,
    /// The kind of identity paper, as the catalogue names it (e.g. `resident-id`, `uscc`).
    pub id_kind: String,
    pub id: String,
}

/// One electronic licence (电子证照) as the code carries it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// The licence type, as the catalogue names it.
    #[serde(rename = "type")]
    pub kind: String,
    pub name: String,
    pub number: String,
    pub issued_by: String,
    /// A date, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// The last valid date, `YYYY-MM-DD`; none is unlimited (长期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// The licence's data, by the field names of its type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// Without the person.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holder")
            .field("id_kind", &self.id_kind)
            .finish_non_exhaustive()
    }
}

/// Without what the licence says.
impl fmt::Debug for Licence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Licence")
            .field("type", &self.kind)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Private {
    realm: String,
    holder: Holder,
    licences: Vec<Licence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<String>,
}

impl Claims {
    /// The CWT claims set of these claims.
    pub(crate) fn encode(&self, profile: &Profile) -> Result<Vec<u8>, Unencodable> {
        let claim = profile.claim.ok_or(Unencodable::Shape)?;
        let private = Private {
            realm: self.realm.clone(),
            holder: self.holder.clone(),
            licences: self.licences.clone(),
            item: self.item.clone(),
        };
        let private = Value::serialized(&private).map_err(|_| Unencodable::Shape)?;
        cbor::encode(&Value::Map(vec![
            (ISS.into(), self.iss.as_str().into()),
            (EXP.into(), self.exp.into()),
            (IAT.into(), self.iat.into()),
            (CTI.into(), Value::Bytes(self.cti.clone())),
            (claim.into(), private),
        ]))
    }

    /// Reads a CWT claims set and holds it to the profile's limits. Claims it does not know are
    /// ignored (RFC 8392 §3), but one that narrows the validity is not.
    pub(crate) fn decode(bytes: &[u8], profile: &Profile) -> Result<Claims, Malformed> {
        let Value::Map(entries) = cbor::decode_value(bytes)? else {
            return Err(Malformed::Shape);
        };
        let claim = |label: i64| entries.iter().find(|(k, _)| *k == Value::from(label));
        let required = |label| claim(label).map(|(_, v)| v).ok_or(Malformed::Shape);
        if claim(NBF).is_some() {
            return Err(Malformed::Shape);
        }
        let private: Private = required(profile.claim.ok_or(Malformed::Shape)?)?
            .deserialized()
            .map_err(|_| Malformed::Shape)?;
        let claims = Claims {
            iss: required(ISS)?.as_text().ok_or(Malformed::Shape)?.to_owned(),
            iat: seconds(required(IAT)?)?,
            exp: seconds(required(EXP)?)?,
            cti: required(CTI)?.as_bytes().ok_or(Malformed::Shape)?.clone(),
            realm: private.realm,
            holder: private.holder,
            licences: private.licences,
            item: private.item,
        };
        claims
            .within(profile)
            .then_some(claims)
            .ok_or(Malformed::Size)
    }

    /// Whether the claims keep to the profile's limits.
    pub(crate) fn within(&self, profile: &Profile) -> bool {
        let limits = profile.limits;
        let lifetime = self.exp.checked_sub(self.iat);
        !self.iss.is_empty()
            && (1..=MAX_CTI_BYTES).contains(&self.cti.len())
            && self.licences.len() <= limits.licences
            && lifetime.is_some_and(|s| s > 0 && s <= limits.lifetime_s)
    }
}

impl Terms for Claims {
    fn read(payload: &[u8], profile: &Profile) -> Option<Claims> {
        Claims::decode(payload, profile).ok()
    }

    fn iss(&self) -> &str {
        &self.iss
    }

    fn cti(&self) -> &[u8] {
        &self.cti
    }

    fn realm(&self) -> Option<&str> {
        Some(&self.realm)
    }

    fn iat(&self) -> Option<i64> {
        Some(self.iat)
    }

    fn nbf(&self) -> Option<i64> {
        None
    }

    fn exp(&self) -> Option<i64> {
        Some(self.exp)
    }
}

/// A NumericDate without fraction: Unix seconds.
fn seconds(value: &Value) -> Result<i64, Malformed> {
    value
        .as_integer()
        .and_then(|number| i64::try_from(number).ok())
        .ok_or(Malformed::Shape)
}

fn as_hex<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
