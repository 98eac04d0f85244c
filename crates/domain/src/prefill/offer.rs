//! What each source says of a field, and whether they agree (S21).

use super::{DRAFT, READER, Sources};
use crate::applicant::Party;
use crate::case::FieldValue;
use crate::catalogue::{Field, Origin};

/// What one source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// As it would stand.
    pub value: String,
    /// As in [`FieldValue::source`].
    pub source: String,
    /// More than somebody's word: a licence, a card that was read, or name and number behind a code.
    pub proves: bool,
}

/// Everything that is said of a field, best first, in the order of its sources; last what the citizen wrote at another end.
pub(super) fn all(field: &Field, sources: &Sources<'_>) -> Vec<Offer> {
    let mut said: Vec<Offer> = field
        .sources
        .iter()
        .flat_map(|origin| of(origin, &field.key, sources))
        .filter(|offer| !offer.value.is_empty())
        .collect();
    if let Some(told) = sources.told.get(&field.key) {
        said.push(Offer {
            value: told.value.clone(),
            source: told.source.clone(),
            proves: false,
        });
    }
    said
}

/// What differs: each value once, under its best source. One or none where all agree.
#[must_use]
pub fn offers(field: &Field, sources: &Sources<'_>) -> Vec<Offer> {
    let mut different: Vec<Offer> = Vec::new();
    for offer in all(field, sources) {
        let value = plain(&offer.value);
        if different.iter().all(|held| plain(&held.value) != value) {
            different.push(offer);
        }
    }
    different
}

/// Whether two sources that prove what they say contradict each other and nobody has decided between them: the clerk
/// must, before anything is accepted on it.
#[must_use]
pub fn is_undecided(field: &Field, held: Option<&FieldValue>, sources: &Sources<'_>) -> bool {
    let by_hand = held.is_some_and(|held| matches!(held.source.as_str(), "typed" | "edited"));
    let said = offers(field, sources);
    let chosen = sources.chosen.get(&field.key);
    let decided = chosen.is_some_and(|chosen| said.iter().any(|offer| &offer.source == chosen));
    let proofs = said.iter().filter(|offer| offer.proves).count();
    !by_hand && !decided && proofs > 1
}

fn of(origin: &Origin, key: &str, sources: &Sources<'_>) -> Vec<Offer> {
    match origin {
        Origin::Licence { licence, field } => of_licence(licence, field, sources),
        Origin::Holder { field } => of_holder(field, sources).into_iter().collect(),
        Origin::Last => {
            let value = sources.last.get(key).cloned();
            let offer = |value| Offer {
                value,
                source: "last".to_owned(),
                proves: false,
            };
            value.map(offer).into_iter().collect()
        }
    }
}

/// The state's record, then the card that lay on the reader.
fn of_licence(licence: &str, field: &str, sources: &Sources<'_>) -> Vec<Offer> {
    let held = sources
        .licences
        .iter()
        .map(|known| (known, format!("licence:{licence}")));
    let card = sources.card.iter().map(|known| (known, READER.to_owned()));
    held.chain(card)
        .filter(|(known, _)| known.licence == licence)
        .filter_map(|(known, source)| {
            Some(Offer {
                value: known.fields.get(field)?.clone(),
                source,
                proves: true,
            })
        })
        .collect()
}

fn of_holder(field: &str, sources: &Sources<'_>) -> Option<Offer> {
    let holder = sources.holder?;
    let value = match field {
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
    Some(Offer {
        value: value.clone(),
        source: source.to_owned(),
        proves: matches!(field, "name" | "id") && is_shown(holder),
    })
}

fn is_shown(holder: &Party) -> bool {
    holder.seen_by != "typed" && !holder.seen_by.starts_with(DRAFT)
}

/// As two texts are compared: white space, width and case say nothing.
fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    };
    let seen = text.chars().filter(|c| !c.is_whitespace()).map(half);
    seen.flat_map(char::to_lowercase).collect()
}
