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
        let stronger = |origin: &&Origin| !theirs || proves(origin, sources.holder);
        if let Some((value, source)) = field
            .sources
            .iter()
            .filter(stronger)
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

/// Whether what comes from there is more than somebody's word: a licence, or name and number behind a code.
fn proves(origin: &Origin, holder: Option<&Party>) -> bool {
    match origin {
        Origin::Licence { .. } => true,
        Origin::Holder { field } => {
            let told = |seen_by: &str| seen_by == "typed" || seen_by.starts_with(DRAFT);
            matches!(field.as_str(), "name" | "id")
                && holder.is_some_and(|holder| !told(&holder.seen_by))
        }
        Origin::Last => false,
    }
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
                // Told at another end: nothing was shown here.
                told if told.starts_with(DRAFT) => told,
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

    fn phone_field() -> Field {
        Field {
            key: "phone".into(),
            label: "联系电话".into(),
            kind: crate::catalogue::FieldKind::Phone,
            required: true,
            wide: false,
            hint: String::new(),
            options: Vec::new(),
            sources: vec![
                Origin::Licence {
                    licence: "居民身份证".into(),
                    field: "KZ_DH".into(),
                },
                Origin::Holder {
                    field: "phone".into(),
                },
            ],
        }
    }

    /// What the citizen wrote on the phone is not exchanged for what the office happens to know; a licence goes before.
    #[test]
    fn s69_a_draft_of_another_end_gives_way_to_what_is_proved_alone() {
        let holder = Party {
            name: "陈思远".into(),
            id_kind: "resident_id".into(),
            id: "430400200002290012".into(),
            phone: "13800000000".into(),
            seen_by: "opaque_code".into(),
        };
        let nothing = BTreeMap::new();
        let mut sources = Sources {
            licences: &[],
            card: None,
            holder: Some(&holder),
            last: &nothing,
        };
        let mut form = values("13900002211", "draft:phone");
        fill(&[phone_field()], &mut form, &sources);
        assert_eq!(form["phone"].value, "13900002211");
        assert_eq!(form["phone"].source, "draft:phone");
        let card = BTreeMap::from([("KZ_DH".to_owned(), "13700000000".to_owned())]);
        let known = [Known {
            licence: "居民身份证",
            fields: &card,
        }];
        sources.licences = &known;
        fill(&[phone_field()], &mut form, &sources);
        assert_eq!(form["phone"].value, "13700000000");
        assert_eq!(form["phone"].source, "licence:居民身份证");
        let name = Origin::Holder {
            field: "name".into(),
        };
        assert!(
            proves(&name, Some(&holder)),
            "a code stands behind the name"
        );
        let told = Party {
            seen_by: "draft:phone".into(),
            ..holder
        };
        assert!(!proves(&name, Some(&told)), "their own word");
        assert!(is_by_hand("draft:kiosk") && !is_by_hand("holder"));
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
