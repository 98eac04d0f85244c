use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::catalogue::Item;
use store::CaseFilter;

use super::Desk;
use crate::fault::Outcome;
use crate::station::{Reference, Station};
use crate::view::SearchHit;

/// Rows of the list under the box.
const MOST: usize = 8;
/// So many of the last cases say what this station does lately.
const LATELY: u32 = 200;

impl Desk {
    /// The box above: item by name, saying, pinyin or initials; case by number, name or tail of an id. Of nothing,
    /// the items that this station used most lately.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn search(&self, query: &str) -> Outcome<Vec<SearchHit>> {
        let station = self.station()?;
        let reference = station.reference();
        let query = query.trim();
        let used = station.used_lately()?;
        let items = &reference.catalogue.items;
        let mut hits: Vec<SearchHit> = if query.is_empty() {
            habit(&reference, &used).map(shown).collect()
        } else {
            let found = reference.find(query, &used).into_iter().take(MOST);
            found.map(|hit| shown(&items[hit.index])).collect()
        };
        if query.chars().count() >= 2 {
            hits.extend(cases(&station, query)?);
        }
        Ok(hits)
    }
}

impl Station {
    /// How often each item stands in the last cases here, by its code.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn used_lately(&self) -> Outcome<BTreeMap<String, u32>> {
        let filter = CaseFilter {
            limit: LATELY,
            ..CaseFilter::default()
        };
        let mut used = BTreeMap::new();
        for row in self.store().cases(&filter)? {
            *used.entry(row.item_code).or_default() += 1;
        }
        Ok(used)
    }
}

/// The items used lately, most first.
fn habit<'a>(
    reference: &'a Reference,
    used: &BTreeMap<String, u32>,
) -> impl Iterator<Item = &'a Item> {
    let times = |item: &&Item| used.get(&item.code).copied().unwrap_or(0);
    let items = reference.catalogue.items.iter();
    let mut habit: Vec<&Item> = items.filter(|item| times(item) > 0).collect();
    habit.sort_by_key(|item| (Reverse(times(item)), &item.code));
    habit.into_iter().take(MOST)
}

fn shown(item: &Item) -> SearchHit {
    SearchHit {
        kind: "item".to_owned(),
        id: item.code.clone(),
        title: item.name.clone(),
        detail: format!(
            "{}　{}　{}",
            item.short,
            item.body.name,
            item.promised(&item.usual()).text()
        ),
    }
}

fn cases(station: &Station, query: &str) -> Outcome<impl Iterator<Item = SearchHit>> {
    let filter = CaseFilter {
        text: Some(query.to_owned()),
        limit: 4,
        ..CaseFilter::default()
    };
    let rows = station.store().cases(&filter)?;
    Ok(rows.into_iter().map(|row| SearchHit {
        kind: "case".to_owned(),
        id: row.case_id.to_string(),
        title: row.number.unwrap_or(row.provisional),
        detail: format!(
            "{}　{}",
            row.item_name,
            domain::identity::mask::name(&row.applicant_name)
        ),
    }))
}
