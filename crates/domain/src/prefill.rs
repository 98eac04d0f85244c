//! Form fields from what is already known, each with its source (自动填写与溯源, domain reference S17, S21).

mod offer;

use std::collections::BTreeMap;

use crate::applicant::Party;
use crate::case::{Before, FieldValue};
use crate::catalogue::Field;

pub use offer::{Offer, is_undecided, offers};

/// A licence as far as a form needs it.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// 证照类型.
    pub licence: &'a str,
    /// GB/T 36903 short names.
    pub fields: &'a BTreeMap<String, String>,
}

/// Source of a value that an ID-card reader read; also how a party that it read was seen.
const READER: &str = "reader";

/// Everything a form may be filled from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Licences that were fetched and stand.
    pub licences: &'a [Known<'a>],
    /// The applicant's card, where it lay on a reader: the document itself, not the state's record of it.
    pub card: Option<Known<'a>>,
    /// The applicant.
    pub holder: Option<&'a Party>,
    /// The applicant's last form.
    pub last: &'a BTreeMap<String, String>,
    /// What the citizen wrote at another end, also where something stronger stands there now.
    pub told: &'a BTreeMap<String, FieldValue>,
    /// Fields that the clerk decided, each with the source that was chosen.
    pub chosen: &'a BTreeMap<String, String>,
}

/// Nothing is known.
static NOBODY: BTreeMap<String, String> = BTreeMap::new();
static NOTHING: BTreeMap<String, FieldValue> = BTreeMap::new();

impl Default for Sources<'_> {
    fn default() -> Self {
        Self {
            licences: &[],
            card: None,
            holder: None,
            last: &NOBODY,
            told: &NOTHING,
            chosen: &NOBODY,
        }
    }
}

/// Source of a value that was filled in at another end (手机、自助机), before its channel's word: `draft:phone`.
pub const DRAFT: &str = "draft:";

/// Whether a person wrote the value: the clerk here, or the citizen at another end.
#[must_use]
pub fn is_by_hand(source: &str) -> bool {
    matches!(source, "typed" | "edited") || source.starts_with(DRAFT)
}

/// Fills what is empty or was filled from a source before; what a person typed or changed stays. What the citizen wrote
/// at another end gives way to a licence, and to who they are proved to be.
pub fn fill(fields: &[Field], values: &mut BTreeMap<String, FieldValue>, sources: &Sources<'_>) {
    for field in fields {
        let by_hand = values.get(&field.key).is_some_and(|held| {
            !held.value.is_empty() && matches!(held.source.as_str(), "typed" | "edited")
        });
        if by_hand {
            continue;
        }
        let theirs = values
            .get(&field.key)
            .is_some_and(|held| !held.value.is_empty() && held.source.starts_with(DRAFT));
        let chosen = sources.chosen.get(&field.key);
        let said = offer::all(field, sources);
        let picked = said
            .iter()
            .find(|offer| chosen == Some(&offer.source))
            .or_else(|| {
                let stronger = |offer: &&Offer| !theirs || offer.proves;
                said.iter().find(stronger)
            });
        if let Some(offer) = picked {
            let value = FieldValue {
                value: offer.value.clone(),
                source: offer.source.clone(),
                before: None,
            };
            values.insert(field.key.clone(), value);
        }
    }
}

/// A person types over a field: a value that a source had given is kept beside it.
pub fn edit(values: &mut BTreeMap<String, FieldValue>, key: &str, typed: &str) {
    let held = values.get(key).cloned().unwrap_or_default();
    let origin = match held.before {
        Some(before) => Some(before),
        None if held.value.is_empty() || held.source == "typed" => None,
        None => Some(Before {
            value: held.value,
            source: held.source,
        }),
    };
    let value = match origin {
        // Typed back to what the source said: the source stands again.
        Some(before) if before.value == typed => FieldValue {
            value: before.value,
            source: before.source,
            before: None,
        },
        Some(before) => FieldValue {
            value: typed.to_owned(),
            source: "edited".to_owned(),
            before: Some(before),
        },
        None => FieldValue {
            value: typed.to_owned(),
            source: "typed".to_owned(),
            before: None,
        },
    };
    values.insert(key.to_owned(), value);
}

/// A field goes back to what its source had given before a person changed it.
pub fn restore(values: &mut BTreeMap<String, FieldValue>, key: &str) {
    if let Some(held) = values.get_mut(key)
        && let Some(before) = held.before.take()
    {
        held.value = before.value;
        held.source = before.source;
    }
}

#[cfg(test)]
mod tests;
