//! The trust list of a station and the roots it is judged by. They are pinned at enrolment and change only by a list that
//! old and new roots signed (design §7).

use ::seal::{PublicKey, TrustList, cbor};
use serde::{Deserialize, Serialize};
use store::Store;

use super::broken;
use super::take::Took;
use crate::fault::Outcome;
use crate::station::meta;

/// Roots that must have signed the first list, which names how many of them must sign the next.
const FIRST_THRESHOLD: u8 = 2;

/// By whom a list must be signed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Pins {
    roots: Vec<PublicKey>,
    threshold: u8,
}

impl Pins {
    /// Whom a list in force names for the next.
    fn of(list: &TrustList) -> Self {
        Self {
            roots: list.roots.clone(),
            threshold: list.threshold,
        }
    }

    fn open(&self, bytes: &[u8], realm: &str) -> Option<TrustList> {
        TrustList::open(bytes, realm, &self.roots, self.threshold, None).ok()
    }
}

/// The pins now, and before the last change of roots.
struct Pinned {
    now: Pins,
    before: Option<Pins>,
}

impl Pinned {
    fn read(store: &Store) -> Outcome<Self> {
        let broken = || broken("信任列表");
        if let Some(bytes) = store.meta_get(meta::PINS)? {
            let (now, before) = cbor::decode_strict(&bytes).map_err(|_| broken())?;
            return Ok(Self { now, before });
        }
        let roots = store.meta_get(meta::ROOTS)?.ok_or_else(broken)?;
        let now = Pins {
            roots: cbor::decode_strict(&roots).map_err(|_| broken())?,
            threshold: FIRST_THRESHOLD,
        };
        Ok(Self { now, before: None })
    }

    /// A list that may be taken. Old roots may go on signing beside the new ones for stations that were away: such a list
    /// is one of the new roots all the same, for it must have enough of their signatures, too.
    fn taken(&self, bytes: &[u8], realm: &str) -> Option<TrustList> {
        self.now.open(bytes, realm).or_else(|| {
            self.of_before(bytes, realm)
                .filter(|list| Pins::of(list) == self.now)
        })
    }

    fn of_before(&self, bytes: &[u8], realm: &str) -> Option<TrustList> {
        self.before.as_ref()?.open(bytes, realm)
    }
}

/// The trust list in the store, verified again. Where the machine stopped between the new pins and the list that brought
/// them, it is the one of before.
pub(super) fn held(store: &Store, realm: &str) -> Outcome<TrustList> {
    let missing = || broken("信任列表");
    let bytes = store.meta_get(meta::TRUST)?.ok_or_else(missing)?;
    let pinned = Pinned::read(store)?;
    pinned
        .taken(&bytes, realm)
        .or_else(|| pinned.of_before(&bytes, realm))
        .ok_or_else(missing)
}

/// A list that came, and whether it is newer than the one held.
///
/// # Errors
/// `refdata_broken`: it is not signed as it must be.
pub(super) fn came(store: &Store, realm: &str, bytes: &[u8]) -> Outcome<(TrustList, Took)> {
    let pinned = Pinned::read(store)?;
    // One that is not held counts for nothing, as after a rebuild.
    let version = held(store, realm).ok().map(|held| held.version);
    let older = |list: &TrustList| version.is_some_and(|held| list.version < held);
    if let Some(list) = pinned.taken(bytes, realm) {
        let took = match version.map(|held| list.version.cmp(&held)) {
            None | Some(std::cmp::Ordering::Greater) => Took::Newer,
            Some(std::cmp::Ordering::Equal) => Took::Same,
            Some(std::cmp::Ordering::Less) => Took::Older,
        };
        return Ok((list, took));
    }
    // Of the roots of before nothing is taken any more, but what is merely old is said to be.
    match pinned.of_before(bytes, realm).filter(older) {
        Some(list) => Ok((list, Took::Older)),
        None => Err(broken("信任列表")),
    }
}

/// Keeps a list that came and is newer, with the roots it names for the next. The roots first: without the list they
/// still know the one of before.
pub(super) fn keep(store: &Store, list: &TrustList, bytes: &[u8]) -> Outcome<()> {
    let pinned = Pinned::read(store)?;
    let next = Pins::of(list);
    if next != pinned.now {
        let pins = cbor::encode(&(next, Some(pinned.now))).map_err(|_| broken("信任列表"))?;
        store.meta_put(meta::PINS, &pins)?;
    }
    Ok(store.meta_put(meta::TRUST, bytes)?)
}

#[cfg(test)]
mod tests {
    use ::seal::{Algorithm, SigningKey};
    use rand::SeedableRng as _;
    use store::Dek;

    use super::*;

    fn roots(seeds: [u8; 3]) -> [SigningKey; 3] {
        seeds.map(|seed| {
            SigningKey::from_secret_bytes(Algorithm::EdDsa, &[seed; 32]).expect("any seed is a key")
        })
    }

    fn public(roots: &[SigningKey]) -> Vec<PublicKey> {
        roots.iter().map(SigningKey::public).collect()
    }

    /// A list of these roots, signed by those.
    fn list(version: u64, threshold: u8, roots: &[SigningKey], signers: &[&SigningKey]) -> Vec<u8> {
        let list = TrustList {
            realm: "practice".into(),
            version,
            issued_at: 0,
            next_update: 1_000,
            threshold,
            roots: public(roots),
            keys: Vec::new(),
        };
        list.seal(signers).expect("a small list")
    }

    /// A station that was enrolled with these roots.
    struct Station {
        _dir: tempfile::TempDir,
        store: Store,
    }

    impl Station {
        fn pinning(roots: &[SigningKey], first: &[u8]) -> Self {
            let dir = tempfile::tempdir().expect("a folder");
            let mut rng = rand::rngs::StdRng::seed_from_u64(7);
            let store = Store::create(dir.path(), &Dek::generate(&mut rng)).expect("a store");
            let pinned = cbor::encode(&public(roots)).expect("keys");
            store.meta_put(meta::ROOTS, &pinned).expect("kept");
            store.meta_put(meta::TRUST, first).expect("kept");
            Self { _dir: dir, store }
        }

        /// What becomes of a list that comes.
        fn offered(&self, bytes: &[u8]) -> Option<Took> {
            let (list, took) = came(&self.store, "practice", bytes).ok()?;
            if took == Took::Newer {
                keep(&self.store, &list, bytes).expect("kept");
            }
            Some(took)
        }

        fn version(&self) -> u64 {
            held(&self.store, "practice").expect("a list").version
        }
    }

    /// Design §7: a change of roots is signed by old and new; from then on the new ones count, and no others.
    #[test]
    fn new_roots_count_once_old_and_new_have_signed() {
        let (old, new) = (roots([1, 2, 3]), roots([4, 5, 6]));
        let first = list(1, 2, &old, &[&old[0], &old[1]]);
        let station = Station::pinning(&old, &first);
        assert_eq!(station.version(), 1);

        // Neither side alone changes them.
        assert_eq!(
            station.offered(&list(2, 2, &new, &[&old[0], &old[1]])),
            None
        );
        assert_eq!(
            station.offered(&list(2, 2, &new, &[&new[0], &new[1]])),
            None
        );
        let change = list(2, 2, &new, &[&old[0], &old[1], &new[0], &new[1]]);
        assert_eq!(station.offered(&change), Some(Took::Newer));
        assert_eq!(station.version(), 2, "read again it still counts");
        assert_eq!(station.offered(&change), Some(Took::Same));

        assert_eq!(
            station.offered(&list(3, 2, &old, &[&old[0], &old[1]])),
            None,
            "the old ones no more"
        );
        assert_eq!(station.offered(&first), Some(Took::Older), "merely old");
        let next = list(3, 2, &new, &[&new[1], &new[2]]);
        assert_eq!(station.offered(&next), Some(Took::Newer));
        assert_eq!(station.version(), 3);
        assert_eq!(station.offered(&change), Some(Took::Older));
    }

    /// Stations that were away learn of the change later: until then both sign.
    #[test]
    fn old_roots_may_sign_beside_the_new_ones() {
        let (old, new) = (roots([1, 2, 3]), roots([4, 5, 6]));
        let both = [&old[0], &old[1], &new[0], &new[1]];
        let station = Station::pinning(&old, &list(1, 2, &old, &[&old[0], &old[1]]));
        assert_eq!(station.offered(&list(2, 2, &new, &both)), Some(Took::Newer));
        assert_eq!(
            station.offered(&list(5, 2, &new, &both)),
            Some(Took::Newer),
            "here the change is known"
        );
        let away = Station::pinning(&old, &list(1, 2, &old, &[&old[0], &old[1]]));
        assert_eq!(
            away.offered(&list(5, 2, &new, &both)),
            Some(Took::Newer),
            "here it is not"
        );
        assert_eq!(away.version(), 5);
        // Back to the old ones is a change like any other.
        assert_eq!(away.offered(&list(6, 2, &old, &both[..2])), None);
        assert_eq!(away.offered(&list(6, 2, &old, &both)), Some(Took::Newer));
    }

    /// The threshold of the next list stands in the one in force.
    #[test]
    fn the_threshold_is_the_lists_own() {
        let three = roots([1, 2, 3]);
        let [a, b, c] = &three;
        let station = Station::pinning(&three, &list(1, 2, &three, &[a, b]));
        assert_eq!(
            station.offered(&list(2, 3, &three, &[a, b])),
            None,
            "its own three"
        );
        assert_eq!(
            station.offered(&list(2, 3, &three, &[a, b, c])),
            Some(Took::Newer)
        );
        assert_eq!(
            station.offered(&list(3, 2, &three, &[a, b])),
            None,
            "two are too few now"
        );
        assert_eq!(
            station.offered(&list(3, 2, &three, &[a, b, c])),
            Some(Took::Newer)
        );
        assert_eq!(
            station.offered(&list(4, 2, &three, &[b, c])),
            Some(Took::Newer)
        );
    }

    /// The machine stops after the new roots were written and before their list was.
    #[test]
    fn a_change_that_was_cut_off_is_taken_the_next_time() {
        let (old, new) = (roots([1, 2, 3]), roots([4, 5, 6]));
        let first = list(1, 2, &old, &[&old[0], &old[1]]);
        let station = Station::pinning(&old, &first);
        let change = list(2, 2, &new, &[&old[0], &old[1], &new[0], &new[1]]);
        assert_eq!(station.offered(&change), Some(Took::Newer));
        station.store.meta_put(meta::TRUST, &first).expect("kept");
        assert_eq!(station.version(), 1, "it goes on with the one of before");
        assert_eq!(station.offered(&change), Some(Took::Newer));
        assert_eq!(station.version(), 2);
        // A rebuild that brought the pins back and no list.
        station.store.meta_forget(meta::TRUST).expect("forgotten");
        assert!(held(&station.store, "practice").is_err());
        assert_eq!(station.offered(&change), Some(Took::Newer));
    }
}
