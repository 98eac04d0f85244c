use std::collections::BTreeMap;

use domain::catalogue::{Item, Outlet};
use domain::search::{Entry, Hit, Index};
use serde::Serialize;

use crate::Desk;
use crate::fault::{DeskFault, Outcome};

/// An item that answers a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundItem {
    /// 实施编码.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Comparable within one query only.
    pub score: u32,
    /// Whether it is handled where the post in use stands (S39); without a station nobody stands anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub here: Option<bool>,
}

/// Searches items given as JSON texts, one an item.
///
/// # Errors
/// A text that is no item.
pub fn find(query: &str, limit: usize, items: &[&str]) -> Outcome<Vec<FoundItem>> {
    let items = items
        .iter()
        .map(|text| serde_json::from_str::<Item>(text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| DeskFault::new("items", "内置的事项数据有误。请重新安装程序。"))?;
    let entries: Vec<Entry> = items.iter().map(Entry::from).collect();
    let hits = Index::new(&entries).find(query, |_| 0);
    Ok(shown(&hits, limit, &items, None))
}

impl Desk {
    /// Searches the catalogue of this station, best first; of equals those that were used here most lately.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn find(&self, query: &str, limit: usize) -> Outcome<Vec<FoundItem>> {
        let station = self.station()?;
        let used: BTreeMap<String, u32> = station.used_lately()?;
        let reference = station.reference();
        let hits = reference.find(query, &used);
        let outlet = station.rights().outlet;
        Ok(shown(
            &hits,
            limit,
            &reference.catalogue.items,
            Some(&outlet),
        ))
    }

    /// The same, only what is handled where the post in use stands; of nothing, all of it.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn find_here(&self, query: &str, limit: usize) -> Outcome<Vec<FoundItem>> {
        if !query.trim().is_empty() {
            let mut found = self.find(query, usize::MAX)?;
            found.retain(|item| item.here != Some(false));
            found.truncate(limit);
            return Ok(found);
        }
        let listed = self.items_here(limit)?.into_iter();
        Ok(listed
            .map(|item| FoundItem {
                code: item.id,
                name: item.title,
                score: 0,
                here: Some(true),
            })
            .collect())
    }
}

fn shown(hits: &[Hit], limit: usize, items: &[Item], outlet: Option<&Outlet>) -> Vec<FoundItem> {
    let best = hits.iter().take(limit);
    best.map(|hit| FoundItem {
        code: items[hit.index].code.clone(),
        name: items[hit.index].name.clone(),
        score: hit.score,
        here: outlet.map(|outlet| outlet.handles(&items[hit.index])),
    })
    .collect()
}
