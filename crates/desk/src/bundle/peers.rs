//! The stations of the outlet, as last verified: who a bundle is for, and whose signatures count in one.

use ::seal::{PublicKey, TrustList, Use, cbor};
use wire::{StationKeys, StationList};

use crate::fault::Outcome;
use crate::station::{Station, meta, verified};

/// Whom this station can check and wrap for.
pub(super) struct Peers {
    list: Vec<StationKeys>,
    own: PublicKey,
}

impl Peers {
    /// Of this station. Where the list was never fetched there is only the station itself.
    pub(super) fn of(station: &Station) -> Outcome<Self> {
        let reference = station.reference();
        let list = match station.store().meta_get(meta::STATIONS)? {
            Some(bytes) => {
                serde_json::from_slice::<StationList>(&verified(&reference.trust, &bytes)?)
                    .ok()
                    .filter(|list| list.realm == station.realm())
                    .map(|list| list.stations)
                    .unwrap_or_default()
            }
            None => Vec::new(),
        };
        Ok(Self {
            list,
            own: station.0.terminal.public(),
        })
    }

    /// The key of a station, by its id.
    pub(super) fn terminal(&self, kid: &[u8]) -> Option<PublicKey> {
        if self.own.kid().as_ref() == kid {
            return Some(self.own.clone());
        }
        let listed = self.list.iter().filter_map(|station| key(&station.key.0));
        listed.into_iter().find(|key| key.kid().as_ref() == kid)
    }

    /// A member's key at a station, with the 工号.
    pub(super) fn member(&self, terminal: &str, kid: &[u8]) -> Option<(PublicKey, String)> {
        let station = self
            .list
            .iter()
            .find(|station| station.terminal == terminal)?;
        station.members.iter().find_map(|member| {
            key(&member.key.0)
                .filter(|key| key.kid().as_ref() == kid)
                .map(|key| (key, member.user.clone()))
        })
    }

    /// For whom a bundle of this outlet is: the realm, the stations, this one.
    pub(super) fn readers(&self, trust: &TrustList, now_s: i64) -> Vec<PublicKey> {
        let realm = trust.keys.iter().filter(|key| {
            key.is_for(Use::Bundle) && key.is_within_validity(now_s) && !key.is_revoked_for(now_s)
        });
        let mut readers: Vec<PublicKey> = realm.map(|key| key.key.clone()).collect();
        readers.push(self.own.clone());
        readers.extend(self.list.iter().filter_map(|station| key(&station.key.0)));
        readers.sort_unstable();
        readers.dedup();
        readers
    }
}

fn key(bytes: &[u8]) -> Option<PublicKey> {
    cbor::decode_strict(bytes).ok()
}
