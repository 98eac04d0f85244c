use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::catalogue::{Item, Outlet};
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
        let outlet = station.rights().outlet;
        let mut hits: Vec<SearchHit> = if query.is_empty() {
            habit(&reference, &used)
                .map(|item| shown(item, &outlet))
                .collect()
        } else {
            let found = reference.find(query, &used).into_iter().take(MOST);
            found.map(|hit| shown(&items[hit.index], &outlet)).collect()
        };
        if query.chars().count() >= 2 {
            hits.extend(cases(&station, query)?);
        }
        Ok(hits)
    }

    /// What is handled where the post in use stands (S39), by short number; what was used here most lately first.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn items_here(&self, limit: usize) -> Outcome<Vec<SearchHit>> {
        let station = self.station()?;
        let reference = station.reference();
        let outlet = station.rights().outlet;
        let used = station.used_lately()?;
        let times = |item: &Item| used.get(&item.code).copied().unwrap_or(0);
        let items = reference.catalogue.items.iter();
        let mut here: Vec<&Item> = items.filter(|item| outlet.handles(item)).collect();
        here.sort_by_key(|item| (Reverse(times(item)), item.short.len(), &item.short));
        let here = here.into_iter().take(limit);
        Ok(here.map(|item| shown(item, &outlet)).collect())
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

fn shown(item: &Item, outlet: &Outlet) -> SearchHit {
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
        closed: !outlet.handles(item),
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
        closed: false,
    }))
}
