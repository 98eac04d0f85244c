use domain::search::Entry;
use store::CaseFilter;

use super::Desk;
use crate::fault::Outcome;
use crate::view::SearchHit;

/// Rows of the list under the box.
const MOST: usize = 8;

impl Desk {
    /// The box above: item by name, saying, pinyin or initials; case by number, name or tail of an id.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn search(&self, query: &str) -> Outcome<Vec<SearchHit>> {
        let station = self.station()?;
        let reference = station.reference();
        let query = query.trim();
        let items = &reference.catalogue.items;
        let entries: Vec<Entry> = items.iter().map(Entry::from).collect();
        let mut hits: Vec<SearchHit> = domain::search::find(query, &entries, |_| 0)
            .into_iter()
            .take(MOST)
            .map(|hit| {
                let item = &items[hit.index];
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
            })
            .collect();
        if query.chars().count() >= 2 {
            let filter = CaseFilter {
                text: Some(query.to_owned()),
                limit: 4,
                ..CaseFilter::default()
            };
            hits.extend(
                station
                    .store()
                    .cases(&filter)?
                    .into_iter()
                    .map(|row| SearchHit {
                        kind: "case".to_owned(),
                        id: row.case_id.to_string(),
                        title: row.number.unwrap_or(row.provisional),
                        detail: format!(
                            "{}　{}",
                            row.item_name,
                            domain::identity::mask::name(&row.applicant_name)
                        ),
                    }),
            );
        }
        Ok(hits)
    }
}
