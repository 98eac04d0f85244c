//! The stations that are enrolled, as others see them.

use rusqlite::{Transaction, params};
use wire::{MemberKey, StationKeys, StationList};

use crate::fault::Outcome;

/// Those of an outlet, with their members.
pub(crate) fn list(tx: &Transaction<'_>, realm: &str, outlet: &str) -> Outcome<StationList> {
    let mut stations: Vec<StationKeys> = Vec::new();
    let mut statement = tx.prepare_cached(
        "SELECT stations.terminal, stations.key, members.user, members.key
         FROM stations JOIN members USING (terminal) WHERE outlet = ?1
         ORDER BY stations.terminal, members.kid",
    )?;
    let mut rows = statement.query(params![outlet])?;
    while let Some(row) = rows.next()? {
        let terminal: String = row.get(0)?;
        let member = MemberKey {
            user: row.get(2)?,
            key: row.get::<_, Vec<u8>>(3)?.into(),
        };
        match stations.last_mut().filter(|last| last.terminal == terminal) {
            Some(last) => last.members.push(member),
            None => stations.push(StationKeys {
                terminal,
                key: row.get::<_, Vec<u8>>(1)?.into(),
                members: vec![member],
            }),
        }
    }
    Ok(StationList {
        realm: realm.to_owned(),
        outlet: outlet.to_owned(),
        stations,
    })
}
