//! What a member's posts see of the log: the feed is theirs (design §6).

use std::collections::BTreeMap;

use domain::act::Payload;
use domain::case::Case;
use domain::rights::Rights;
use jiff::civil::Date;
use rusqlite::{OptionalExtension as _, params};
use seal::{cbor, sha256};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fold::{entries, header};
use crate::call::Turn;
use crate::city::rights;
use crate::fault::{Bad, Outcome};

/// The posts of a member, as far as they say what is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scope(Vec<Place>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    outlet: String,
    rights: Rights,
}

impl Scope {
    pub(crate) fn of(turn: &Turn<'_>, user: &str) -> Self {
        let posts = turn.app.city.clerk(user).map(|clerk| &clerk.posts);
        let place = |post: &wire::Post| Place {
            outlet: post.outlet.clone(),
            rights: rights(post),
        };
        Self(posts.into_iter().flatten().map(place).collect())
    }

    /// The name by which a cursor remembers it.
    pub(crate) fn keep(&self, turn: &Turn<'_>) -> Outcome<String> {
        let text = serde_json::to_string(self).map_err(|_| Bad::server())?;
        let name = hex::encode(&sha256(text.as_bytes()).as_bytes()[..6]);
        turn.tx
            .prepare_cached(
                "INSERT INTO scopes (name, posts) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute(params![name, text])?;
        Ok(name)
    }

    /// One that a cursor remembers.
    pub(crate) fn kept(turn: &Turn<'_>, name: &str) -> Outcome<Option<Self>> {
        let text: Option<String> = turn
            .tx
            .prepare_cached("SELECT posts FROM scopes WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    pub(crate) fn sees(&self, known: &Known, today: Date) -> bool {
        let sees = |place: &Place| {
            let own = known.outlet.as_deref() == Some(&place.outlet);
            if let Some(enquiry) = &known.case.enquiry {
                return enquiry.outlets.contains(&place.outlet);
            }
            place.rights.sees(&known.case, own, today)
        };
        self.0.iter().any(sees)
    }
}

/// A case as far as it was read.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) case: Case,
    /// Where it was received.
    outlet: Option<String>,
    /// Acts folded.
    pub(crate) acts: u32,
}

impl Known {
    pub(crate) fn new(id: Uuid) -> Self {
        Self {
            case: Case::new(id),
            outlet: None,
            acts: 0,
        }
    }

    /// Folds one more act, at its position; one that mends or settles another changes what came before it.
    pub(crate) fn fold(
        &mut self,
        turn: &Turn<'_>,
        position: i64,
        bytes: &[u8],
        payload: &[u8],
    ) -> Outcome<()> {
        let header = header(bytes)?;
        let mut moves = header.replaces.is_some();
        match cbor::decode_strict::<Payload>(payload) {
            Ok(payload) => {
                moves |= matches!(payload, Payload::Settled(_));
                if matches!(payload, Payload::Received(_)) && self.outlet.is_none() {
                    let post = turn.app.city.post(&header.actor, &header.post);
                    self.outlet = post.map(|post| post.outlet.clone());
                }
                self.case.apply(&header.captured, &payload);
            }
            Err(_) => self.case.apply_unknown(&header.kind),
        }
        if moves {
            let id = self.case.id;
            self.case = Case::of(id, &entries(turn.tx, id, position)?);
        }
        self.acts += 1;
        Ok(())
    }
}

/// Cases as they stood at a position, folded when they are first asked for.
pub(crate) struct Cases<'a> {
    turn: &'a Turn<'a>,
    after: i64,
    known: BTreeMap<Uuid, Known>,
}

impl<'a> Cases<'a> {
    pub(crate) fn at(turn: &'a Turn<'a>, after: i64) -> Self {
        Self {
            turn,
            after,
            known: BTreeMap::new(),
        }
    }

    pub(crate) fn case(&mut self, id: Uuid) -> Outcome<&mut Known> {
        if !self.known.contains_key(&id) {
            let mut known = Known::new(id);
            let mut statement = self.turn.tx.prepare_cached(
                "SELECT bytes, payload, position FROM log
                 WHERE case_id = ?1 AND verdict <> 'rejected' AND position <= ?2 ORDER BY position",
            )?;
            let mut rows = statement.query(params![id.as_bytes().as_slice(), self.after])?;
            while let Some(row) = rows.next()? {
                let (bytes, payload): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
                known.fold(self.turn, row.get(2)?, &bytes, &payload)?;
            }
            self.known.insert(id, known);
        }
        self.known.get_mut(&id).ok_or_else(Bad::server)
    }
}
