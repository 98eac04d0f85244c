use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{B64, Publication};

/// The fields by which the elements of a list are known, in this order: the first that all of them have as a text of
/// their own.
const NAMED_BY: [&str; 4] = ["code", "user", "key", "host"];

/// The way from one publication of a list to the newest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delta {
    /// The version it starts from.
    pub from: String,
    /// From the [`Publication`] that is held to the newest.
    pub patch: Patch,
    /// COSE_Sign1 of the newest publication, its payload left out (RFC 9052 §4.1): the station writes the bytes again
    /// ([`Publication::bytes`]) and believes this signature over them alone.
    pub sealed: B64,
}

/// What differs in an object, by its names; with `by` in a list of objects, by what this field says in each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Patch {
    /// The field that tells the elements of a list; none: an object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What is new, or other as a whole.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, Object>)]
    pub put: BTreeMap<String, Value>,
    /// What is other in parts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(no_recursion)]
    pub change: BTreeMap<String, Patch>,
    /// What is gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// All elements of a list in their order, where it is another than the one before with what is new at its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
}

impl Patch {
    /// What makes `new` of `old`; nothing where they are not of one shape.
    #[must_use]
    pub fn between(old: &Value, new: &Value) -> Option<Self> {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => Some(Self::of(
                &old.iter()
                    .map(|(name, value)| (name.as_str(), value))
                    .collect(),
                &new.iter()
                    .map(|(name, value)| (name.as_str(), value))
                    .collect(),
            )),
            (Value::Array(old), Value::Array(new)) => NAMED_BY
                .into_iter()
                .find_map(|by| Self::listed(by, old, new)),
            _ => None,
        }
    }

    fn of(old: &BTreeMap<&str, &Value>, new: &BTreeMap<&str, &Value>) -> Self {
        let mut patch = Self::default();
        for (&name, &value) in new {
            let inner = match old.get(name) {
                Some(&before) if before == value => continue,
                Some(&before) => Self::between(before, value),
                None => None,
            };
            match inner {
                Some(inner) => drop(patch.change.insert(name.to_owned(), inner)),
                None => drop(patch.put.insert(name.to_owned(), value.clone())),
            }
        }
        let gone = old.keys().filter(|name| !new.contains_key(*name));
        patch.drop = gone.map(|name| (*name).to_owned()).collect();
        patch
    }

    fn listed(by: &str, old: &[Value], new: &[Value]) -> Option<Self> {
        let (was, is) = (named(by, old)?, named(by, new)?);
        let mut patch = Self::of(
            &was.iter().copied().collect(),
            &is.iter().copied().collect(),
        );
        let wanted: Vec<&str> = is.iter().map(|(name, _)| *name).collect();
        if patch.natural(was.iter().map(|(name, _)| *name)) != wanted {
            patch.order = wanted.into_iter().map(str::to_owned).collect();
        }
        patch.by = Some(by.to_owned());
        Some(patch)
    }

    /// What was there and stays, then what is new.
    fn natural<'a>(&'a self, was: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let mut names: Vec<&str> = was
            .filter(|name| !self.drop.iter().any(|gone| gone == name))
            .collect();
        let held: BTreeSet<&str> = names.iter().copied().collect();
        let fresh = self.put.keys().map(String::as_str);
        names.extend(fresh.filter(|name| !held.contains(name)));
        names
    }

    /// What becomes of a value; nothing where the patch is not one of it.
    #[must_use]
    pub fn applied(&self, to: Value) -> Option<Value> {
        match (&self.by, to) {
            (None, Value::Object(held)) => {
                let made = self.made(held.into_iter().collect())?;
                Some(Value::Object(made.into_iter().collect()))
            }
            (Some(by), Value::Array(held)) => self.made_list(by, &held),
            _ => None,
        }
    }

    fn made(&self, mut held: BTreeMap<String, Value>) -> Option<BTreeMap<String, Value>> {
        for name in &self.drop {
            held.remove(name)?;
        }
        for (name, inner) in &self.change {
            let before = held.remove(name)?;
            held.insert(name.clone(), inner.applied(before)?);
        }
        held.extend(
            self.put
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        Some(held)
    }

    fn made_list(&self, by: &str, held: &[Value]) -> Option<Value> {
        let was = named(by, held)?;
        let order: Vec<&str> = match self.order.is_empty() {
            true => self.natural(was.iter().map(|(name, _)| *name)),
            false => self.order.iter().map(String::as_str).collect(),
        };
        let owned = was
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).clone()));
        let mut made = self.made(owned.collect())?;
        let list: Option<Vec<Value>> = order.into_iter().map(|name| made.remove(name)).collect();
        // An element that the order does not name is a patch of something else.
        list.filter(|_| made.is_empty()).map(Value::Array)
    }
}

/// The elements by their name; nothing where one has none or two have the same.
fn named<'a>(by: &str, list: &'a [Value]) -> Option<Vec<(&'a str, &'a Value)>> {
    let name = |value: &'a Value| value.as_object()?.get(by)?.as_str();
    let names: Option<Vec<_>> = list
        .iter()
        .map(|value| Some((name(value)?, value)))
        .collect();
    let names = names?;
    let different: BTreeSet<&str> = names.iter().map(|(name, _)| *name).collect();
    (different.len() == names.len()).then_some(names)
}

impl Publication<Value> {
    /// The bytes that are signed: JSON without white space, `list`, `realm`, `issue`, `content` in this order, the
    /// names in every object of the content by their code points, no escape that JSON does not ask for.
    ///
    /// # Errors
    /// None that a JSON value can cause.
    pub fn bytes(self) -> serde_json::Result<Vec<u8>> {
        let content = sorted(self.content);
        serde_json::to_vec(&Self { content, ..self })
    }
}

/// The same value with the names of its objects in order, whatever map the build has.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let names: BTreeMap<String, Value> = map.into_iter().collect();
            let sorted = names.into_iter().map(|(name, value)| (name, sorted(value)));
            Value::Object(sorted.collect::<Map<_, _>>())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(sorted).collect()),
        plain => plain,
    }
}

#[cfg(test)]
mod tests;
