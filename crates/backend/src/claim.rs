//! The origin's word for a file that another brings (docs/adr 11).

use seal::{Use, cbor, open1};
use uuid::Uuid;
use wire::FileClaim;

use crate::call::Turn;
use crate::member::station_key;

/// The file a claim must be of.
pub(crate) struct Claimed {
    pub(crate) case: Uuid,
    pub(crate) hash: [u8; 32],
    pub(crate) length: u64,
}

/// The terminal whose signed word this is; nothing where it is not of this realm, this file, or an enrolled station.
pub(crate) fn origin(turn: &Turn<'_>, claim: &[u8], file: &Claimed) -> Option<String> {
    let find = |kid: &[u8]| {
        let found = station_key(
            &turn.app.keyring,
            turn.tx,
            &hex::encode(kid),
            Use::Terminal,
            kid,
        );
        found.ok().flatten().map(|(key, _)| key)
    };
    let opened = open1(Use::Bundle, claim, find).ok()?;
    let read: FileClaim = cbor::decode_strict(&opened.payload).ok()?;
    let terminal = opened.kid.to_string();
    let wanted = FileClaim {
        v: 1,
        realm: turn.app.realm().to_owned(),
        terminal: terminal.clone(),
        case: file.case,
        hash: file.hash,
        bytes: file.length,
    };
    (read == wanted).then_some(terminal)
}
