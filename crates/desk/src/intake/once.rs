//! Objects whose keys stand once: JSON readers keep the last of two values and lose the first without a word.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

/// How the fault begins.
pub(super) const TWICE: &str = "a key stands twice";

/// An object.
pub(super) fn each<'de, D, V>(from: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    from.deserialize_map(Once(PhantomData))
}

/// An object, or null.
pub(super) fn some<'de, D>(from: D) -> Result<Option<BTreeMap<String, String>>, D::Error>
where
    D: Deserializer<'de>,
{
    let read: Option<Whole> = Option::deserialize(from)?;
    Ok(read.map(|whole| whole.0))
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Whole(#[serde(deserialize_with = "each")] BTreeMap<String, String>);

struct Once<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Once<V> {
    type Value = BTreeMap<String, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut read = BTreeMap::new();
        while let Some((key, value)) = entries.next_entry()? {
            if read.insert(key, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(read)
    }
}
