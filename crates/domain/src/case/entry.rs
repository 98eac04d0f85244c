//! The fold over whole acts: an act that mends another stands in that one's place (design §4).

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::Case;
use crate::act::{Captured, Header, Payload, Registered};

/// An act as a fold needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The act.
    pub id: Uuid,
    /// The act of the same case that it mends.
    pub replaces: Option<Uuid>,
    /// Its kind, also where nothing else of it can be read.
    pub kind: String,
    /// When and what; none where this program does not know the kind.
    pub deed: Option<(Captured, Payload)>,
}

impl Entry {
    /// Of a header that was read, and the payload where it could be.
    #[must_use]
    pub fn of(header: &Header, payload: Option<Payload>) -> Self {
        Self {
            id: header.act_id,
            replaces: header.replaces,
            kind: header.kind.clone(),
            deed: payload.map(|payload| (header.captured, payload)),
        }
    }
}

/// Whether an act of kind `after` can mend one of kind `before`: the same deed, done rightly. An acceptance that was
/// asked for and one with legal effect are the same deed.
#[must_use]
pub fn mends(before: &str, after: &str) -> bool {
    let deed = |kind: &str| match kind {
        "acceptance_requested" => "accepted".to_owned(),
        other => other.to_owned(),
    };
    deed(before) == deed(after)
}

impl Case {
    /// Folds acts that are in force: positions first, own unsent ones after. What was mended counts no more, nor does
    /// the task that it made; its mend counts where it stood.
    #[must_use]
    pub fn of(id: Uuid, entries: &[Entry]) -> Self {
        let order = Order::of(entries);
        order.fold(id, order.standing(entries))
    }

    /// The case as it stands where `act` stands, or where it would: everything before that place.
    #[must_use]
    pub fn before(id: Uuid, entries: &[Entry], act: Uuid) -> Self {
        let order = Order::of(entries);
        let place = order.place(act).unwrap_or(entries.len());
        let standing = order.standing(entries).into_iter();
        order.fold(id, standing.filter(|(at, _)| *at < place).collect())
    }
}

/// The places of the acts that count, in the order in which they do: what was mended counts no more.
#[must_use]
pub fn in_order(entries: &[Entry]) -> Vec<usize> {
    let standing = Order::of(entries).standing(entries);
    let place = |entry: &Entry| entries.iter().position(|other| other.id == entry.id);
    standing
        .into_iter()
        .filter_map(|(_, entry)| place(entry))
        .collect()
}

/// Where each act stands: the place of the first act that it mends, directly or by others, or its own if that is first.
struct Order {
    at: BTreeMap<Uuid, usize>,
    before: BTreeMap<Uuid, Uuid>,
    mended: BTreeSet<Uuid>,
    /// Acts that a supervisor found in time, and the place of that word: they count from there, behind the lapse that
    /// was taken back for it.
    settled: BTreeMap<Uuid, usize>,
}

impl Order {
    fn of(entries: &[Entry]) -> Self {
        let of_act = |(at, entry): (usize, &Entry)| (entry.id, at);
        let at: BTreeMap<_, _> = entries.iter().enumerate().map(of_act).collect();
        let before: BTreeMap<_, _> = entries
            .iter()
            .filter_map(|entry| {
                let before = entry.replaces.filter(|before| *before != entry.id)?;
                Some((entry.id, before))
            })
            .collect();
        let mended = before.values().copied().collect();
        let settled = |(at, entry): (usize, &Entry)| match &entry.deed {
            Some((_, Payload::Settled(word))) if word.in_time => Some((word.act.parse().ok()?, at)),
            _ => None,
        };
        let settled = entries.iter().enumerate().filter_map(settled).collect();
        Self {
            at,
            before,
            mended,
            settled,
        }
    }

    fn place(&self, act: Uuid) -> Option<usize> {
        let mut place = self.at.get(&act).copied();
        let (mut act, mut left) = (act, self.before.len());
        while let Some(before) = self.before.get(&act).filter(|_| left > 0) {
            // What was never sent stands behind its mend, which is where the backend has it.
            place = self.at.get(before).copied().into_iter().chain(place).min();
            act = *before;
            left -= 1;
        }
        place
    }

    /// What counts, in its order.
    fn standing<'a>(&self, entries: &'a [Entry]) -> Vec<(usize, &'a Entry)> {
        let counts = |entry: &&Entry| !self.mended.contains(&entry.id);
        let place = |id: Uuid| self.settled.get(&id).copied().or_else(|| self.place(id));
        let placed = |entry: &'a Entry| (place(entry.id).unwrap_or(entries.len()), entry);
        let mut standing: Vec<_> = entries.iter().filter(counts).map(placed).collect();
        standing.sort_by_key(|(at, _)| *at);
        standing
    }

    fn fold(&self, id: Uuid, standing: Vec<(usize, &Entry)>) -> Case {
        let mut case = Case::new(id);
        for (_, entry) in standing {
            match &entry.deed {
                Some((_, Payload::Contested(task))) if self.is_done(&task.act) => {}
                Some((captured, Payload::Registered(told))) if self.is_outdated(told) => {
                    let verified = None;
                    let number = told.number.clone();
                    case.apply(
                        captured,
                        &Payload::Registered(Registered { number, verified }),
                    );
                }
                Some((captured, payload)) => case.apply(captured, payload),
                None => case.apply_unknown(&entry.kind),
            }
        }
        case
    }

    /// Whether what was verified stood in an act that has been mended since.
    fn is_outdated(&self, told: &Registered) -> bool {
        let verified = told.verified.as_ref();
        verified.is_some_and(|verified| self.is_done(&verified.act))
    }

    /// Whether the task was about an act that has been mended since.
    fn is_done(&self, act: &str) -> bool {
        act.parse()
            .is_ok_and(|act: Uuid| self.mended.contains(&act))
    }
}

#[cfg(test)]
mod tests;
