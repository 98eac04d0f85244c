//! Form fields from what is already known, each with its source (自动填写与溯源, domain reference S17, S21).

use std::collections::BTreeMap;

use crate::applicant::Party;
use crate::case::{Before, FieldValue};
use crate::catalogue::{Field, Origin};

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
}

/// Fills what is empty or was filled from a source before; what a person typed or changed stays.
pub fn fill(fields: &[Field], values: &mut BTreeMap<String, FieldValue>, sources: &Sources<'_>) {
    for field in fields {
        let by_hand = values.get(&field.key).is_some_and(|held| {
            !held.value.is_empty() && matches!(held.source.as_str(), "typed" | "edited")
        });
        if by_hand {
            continue;
        }
        if let Some((value, source)) = field
            .sources
            .iter()
            .find_map(|origin| find(origin, &field.key, sources))
        {
            values.insert(
                field.key.clone(),
                FieldValue {
                    value,
                    source,
                    before: None,
                },
            );
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

fn find(origin: &Origin, key: &str, sources: &Sources<'_>) -> Option<(String, String)> {
    let found = match origin {
        Origin::Licence { licence, field } => {
            let is_it = |known: &&Known<'_>| known.licence == licence;
            match sources.licences.iter().find(is_it) {
                Some(known) => (
                    known.fields.get(field)?.clone(),
                    format!("licence:{licence}"),
                ),
                None => {
                    let card = sources.card.as_ref().filter(is_it)?;
                    (card.fields.get(field)?.clone(), READER.to_owned())
                }
            }
        }
        Origin::Holder { field } => {
            let holder = sources.holder?;
            let value = match field.as_str() {
                "name" => &holder.name,
                "id" => &holder.id,
                "phone" => &holder.phone,
                _ => return None,
            };
            let source = match holder.seen_by.as_str() {
                // Copied from a document by the clerk: no code stands behind it.
                "typed" => "registered",
                READER => READER,
                _ => "holder",
            };
            (value.clone(), source.to_owned())
        }
        Origin::Last => (sources.last.get(key)?.clone(), "last".to_owned()),
    };
    (!found.0.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(value: &str, source: &str) -> BTreeMap<String, FieldValue> {
        let held = FieldValue {
            value: value.into(),
            source: source.into(),
            before: None,
        };
        BTreeMap::from([("phone".to_owned(), held)])
    }

    #[test]
    fn s21_an_edited_field_keeps_its_old_value_and_source() {
        let mut form = values("13800000000", "licence:居民身份证");
        edit(&mut form, "phone", "13900002211");
        edit(&mut form, "phone", "13900002212");
        let field = &form["phone"];
        assert_eq!(
            (field.value.as_str(), field.source.as_str()),
            ("13900002212", "edited")
        );
        let before = field.before.as_ref().expect("the old value");
        assert_eq!(
            (before.value.as_str(), before.source.as_str()),
            ("13800000000", "licence:居民身份证")
        );
    }

    #[test]
    fn s44_a_card_on_the_reader_fills_what_its_e_licence_would_and_says_so() {
        let fields = BTreeMap::from([("KZ_ZZ".to_owned(), "江口镇正街 88 号".to_owned())]);
        let card = Known {
            licence: "居民身份证",
            fields: &fields,
        };
        let origin = |licence: &str| Origin::Licence {
            licence: licence.to_owned(),
            field: "KZ_ZZ".to_owned(),
        };
        let nothing = BTreeMap::new();
        let mut sources = Sources {
            licences: &[],
            card: Some(card),
            holder: None,
            last: &nothing,
        };
        let found = find(&origin("居民身份证"), "address", &sources);
        assert_eq!(found, Some(("江口镇正街 88 号".into(), READER.into())));
        assert_eq!(find(&origin("结婚证"), "address", &sources), None);
        // The state's own record goes before what the card says.
        let newer = BTreeMap::from([("KZ_ZZ".to_owned(), "江口镇滨江路 27 号".to_owned())]);
        let held = [Known {
            licence: "居民身份证",
            fields: &newer,
        }];
        sources.licences = &held;
        let found = find(&origin("居民身份证"), "address", &sources);
        assert_eq!(found.expect("found").1, "licence:居民身份证");
    }

    #[test]
    fn s21_typed_back_to_the_source_is_the_source_again() {
        let mut form = values("13800000000", "holder");
        edit(&mut form, "phone", "1");
        edit(&mut form, "phone", "13800000000");
        assert_eq!(form["phone"].source, "holder");
        assert_eq!(form["phone"].before, None);
    }
}
