use serde::Serialize;
use wire::{B64, RefdataFile};

use super::take::{LISTS, Took, judged, keep, older};
use super::{Station, broken, trust};
use crate::desk::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::station::meta;

/// The format of the file.
const V: u32 = 1;

/// What an import changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Lists that are newer now; the others were held already.
    pub newer: Vec<&'static str>,
}

impl Desk {
    /// The reference data of this station as a file for another one (USB): signed by the city, not by this station.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn refdata_export(&self) -> Outcome<Vec<u8>> {
        let station = self.station()?;
        let held = |key: &str| -> Outcome<B64> {
            let bytes = station.store().meta_get(key)?;
            Ok(B64(bytes.ok_or_else(|| broken(key))?))
        };
        let file = RefdataFile {
            v: V,
            realm: station.realm().to_owned(),
            trust_list: held(meta::TRUST)?,
            lists: LISTS
                .iter()
                .map(|(name, key)| Ok(((*name).to_owned(), held(key)?)))
                .collect::<Outcome<_>>()?,
        };
        serde_json::to_vec(&file).map_err(|_| broken("内容"))
    }

    /// Takes such a file over, all of it or nothing: every part is verified first, and one that is older than what is
    /// held refuses the whole file.
    ///
    /// # Errors
    /// `refdata_broken`, `refdata_older`, `realm`; the store's.
    pub fn refdata_import(&self, bytes: &[u8]) -> Outcome<Imported> {
        let station = self.station()?;
        let imported = station.import(bytes)?;
        station.reload()?;
        Ok(imported)
    }
}

impl Station {
    fn import(&self, bytes: &[u8]) -> Outcome<Imported> {
        let file: RefdataFile = serde_json::from_slice(bytes).map_err(|_| broken("文件"))?;
        if file.v != V {
            return Err(broken("文件版本"));
        }
        if file.realm != self.realm() {
            let say = "文件是另一个城市的基础数据，没有采用。请核对文件来源。";
            return Err(DeskFault::new("realm", say));
        }
        let store = self.store();
        let (list, took) = trust::came(store, self.realm(), &file.trust_list.0)?;
        let trusted = match took {
            Took::Older => return Err(older()),
            Took::Same => trust::held(store, self.realm())?,
            Took::Newer => list.clone(),
        };
        let mut newer = Vec::new();
        for (name, key) in LISTS {
            let bytes = file.lists.get(name).ok_or_else(|| broken(name))?;
            match judged(store, &trusted, (name, key), &bytes.0)? {
                Took::Newer => newer.push((name, key, &bytes.0)),
                Took::Same => {}
                Took::Older => return Err(older()),
            }
        }
        if took == Took::Newer {
            trust::keep(store, &list, &file.trust_list.0)?;
        }
        for (_, key, bytes) in &newer {
            keep(store, &trusted, key, bytes)?;
        }
        store.journal_sync()?;
        Ok(Imported {
            newer: newer.into_iter().map(|(name, ..)| name).collect(),
        })
    }
}
