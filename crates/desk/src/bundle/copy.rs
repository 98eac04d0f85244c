//! Drafts of a bundle become copies here, under ids of their own.

use uuid::{Builder, Uuid};

use crate::draft::Draft;
use crate::fault::Outcome;
use crate::station::Station;

/// Mark of a draft that was read before, whatever has become of its copy.
fn mark(copy: Uuid) -> String {
    format!("bundle.draft.{copy}")
}

/// The id of this station's copy: the same at every reading.
pub(super) fn id(station: &Station, draft: Uuid) -> Uuid {
    let seed = [
        b"zongchuang/v1/draft-copy".as_slice(),
        station.0.identity.station.as_bytes(),
        draft.as_bytes(),
    ];
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&::seal::sha256(&seed.concat()).0[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// Whether a copy is to be made: not where the draft itself is, nor where it was read before.
pub(super) fn is_wanted(station: &Station, draft: Uuid) -> Outcome<bool> {
    let store = station.store();
    let here = store.draft_get(draft)?.is_some() || store.case(draft)?.is_some();
    Ok(!here && store.meta_get(&mark(id(station, draft)))?.is_none())
}

/// Keeps the copy for `owner`. What was bound to the draft's own id goes: its number, and consents that the backend
/// gave for it.
pub(super) fn keep(station: &Station, draft: Uuid, owner: &str, body: &[u8]) -> Outcome<()> {
    let Ok(mut copy) = serde_json::from_slice::<Draft>(body) else {
        return Err(super::unread(::seal::bundle::Fault::Malformed("a draft")));
    };
    copy.id = id(station, draft);
    copy.provisional = String::new();
    copy.consent = None;
    copy.pending = None;
    let stored = store::Draft {
        id: copy.id,
        owner: owner.to_owned(),
        body: serde_json::to_vec(&copy)
            .map_err(|_| super::unread(::seal::bundle::Fault::Malformed("a draft")))?,
        updated_ms: copy.updated,
    };
    station.store().draft_put(&stored)?;
    Ok(station.store().meta_put(&mark(copy.id), b"1")?)
}
