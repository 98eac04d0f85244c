//! Which files of a folder are new and have come to rest. Pure: what the folder holds and the time are handed in.

use std::collections::BTreeMap;

/// A file of the folder, as a look at it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without a folder.
    pub name: String,
    /// Length.
    pub bytes: u64,
    /// When it was last written, milliseconds since the Unix epoch, by the disk's clock.
    pub modified: i64,
}

/// What was seen of a folder since the watching began.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// There before, or dealt with: not offered while they stay as they were.
    known: BTreeMap<String, (u64, i64)>,
    /// New: as it was and since when it has been so.
    fresh: BTreeMap<String, ((u64, i64), i64)>,
}

impl Watch {
    /// The watching begins: everything that is there now is older than it.
    #[must_use]
    pub fn begin(now: &[Entry]) -> Self {
        let known = now.iter().map(|entry| (entry.name.clone(), entry.print()));
        Self {
            known: known.collect(),
            fresh: BTreeMap::new(),
        }
    }

    /// Another look at `now` (milliseconds, of any clock that goes forward): the new files that have stayed the same for
    /// `rest` milliseconds, the one written first at the front. One that grows, or is empty, waits.
    pub fn look(&mut self, entries: &[Entry], now: i64, rest: i64) -> Vec<Entry> {
        let there = |name: &String| entries.iter().any(|entry| entry.name == *name);
        // What changed in between rests anew, also where it changes back.
        self.fresh.retain(|name, (print, _)| {
            entries
                .iter()
                .any(|entry| entry.name == *name && entry.print() == *print)
        });
        // A name that was used again holds another file.
        self.known.retain(|name, _| there(name));
        let mut ready: Vec<Entry> = entries
            .iter()
            .filter(|entry| self.known.get(&entry.name) != Some(&entry.print()))
            .filter(|entry| {
                let seen = self.fresh.entry(entry.name.clone());
                let (_, since) = seen.or_insert((entry.print(), now));
                entry.bytes > 0 && now - *since >= rest
            })
            .cloned()
            .collect();
        ready.sort_by(|a, b| (a.modified, &a.name).cmp(&(b.modified, &b.name)));
        ready
    }

    /// The file was dealt with as it was then: it is offered no more, unless it is written anew.
    pub fn done(&mut self, entry: &Entry) {
        self.fresh.remove(&entry.name);
        self.known.insert(entry.name.clone(), entry.print());
    }
}

impl Entry {
    /// Two looks at the same file that agree in this saw the same content, as far as a look tells.
    fn print(&self) -> (u64, i64) {
        (self.bytes, self.modified)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REST: i64 = 1000;

    fn entry(name: &str, bytes: u64, modified: i64) -> Entry {
        Entry {
            name: name.to_owned(),
            bytes,
            modified,
        }
    }

    fn names(ready: &[Entry]) -> Vec<&str> {
        ready.iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn s75_what_was_there_before_is_never_taken() {
        let old = entry("old.jpg", 500, 10);
        let mut watch = Watch::begin(std::slice::from_ref(&old));
        for now in [0, 5_000, 50_000] {
            assert!(watch.look(std::slice::from_ref(&old), now, REST).is_empty());
        }
        // Its name is used again by the camera's program.
        let again = entry("old.jpg", 700, 60_000);
        watch.look(std::slice::from_ref(&again), 60_000, REST);
        let ready = watch.look(std::slice::from_ref(&again), 61_000, REST);
        assert_eq!(names(&ready), ["old.jpg"]);
    }

    #[test]
    fn s75_a_file_that_grows_waits_until_it_rests() {
        let mut watch = Watch::begin(&[]);
        for (now, bytes) in [(0, 0), (500, 4_096), (1_400, 8_192), (2_300, 9_000)] {
            let ready = watch.look(&[entry("a.jpg", bytes, now)], now, REST);
            assert!(ready.is_empty(), "at {now}");
        }
        let rests = [entry("a.jpg", 9_000, 2_300)];
        assert!(watch.look(&rests, 3_200, REST).is_empty());
        assert_eq!(names(&watch.look(&rests, 3_300, REST)), ["a.jpg"]);
        // Offered until somebody deals with it.
        assert_eq!(names(&watch.look(&rests, 9_000, REST)), ["a.jpg"]);
        watch.done(&rests[0]);
        assert!(watch.look(&rests, 9_900, REST).is_empty());
    }

    #[test]
    fn s75_a_new_file_that_was_the_old_one_again_in_between_rests_anew() {
        let (old, new) = (entry("a.jpg", 2, 0), entry("a.jpg", 3, 2));
        let mut watch = Watch::begin(std::slice::from_ref(&old));
        let mut look = |file: &Entry, now| watch.look(std::slice::from_ref(file), now, REST);
        assert!(look(&new, 0).is_empty());
        assert!(look(&old, 1_000).is_empty());
        assert!(look(&new, 2_000).is_empty());
        assert_eq!(names(&look(&new, 3_000)), ["a.jpg"]);
    }

    #[test]
    fn pages_come_in_the_order_they_were_written() {
        let mut watch = Watch::begin(&[]);
        let both = [entry("b.jpg", 9, 1), entry("a.jpg", 9, 2)];
        watch.look(&both, 0, REST);
        assert_eq!(names(&watch.look(&both, REST, REST)), ["b.jpg", "a.jpg"]);
    }

    proptest! {
        /// Whatever a folder does: nothing that was there at the beginning and stayed, and nothing that changed within
        /// the rest, is ever offered.
        #[test]
        fn s75_nothing_old_and_nothing_unfinished_is_offered(
            before in prop::collection::vec((0_u8..6, 1_u64..4), 0..6),
            looks in prop::collection::vec(prop::collection::vec((0_u8..6, 0_u64..4, 0_i64..3), 0..6), 1..12),
        ) {
            let of = |(name, bytes, at): (u8, u64, i64)| entry(&format!("{name}.jpg"), bytes, at);
            let once = |mut all: Vec<Entry>| { all.sort_by(|a, b| a.name.cmp(&b.name)); all.dedup_by(|a, b| a.name == b.name); all };
            let before = once(before.into_iter().map(|(name, bytes)| of((name, bytes, 0))).collect());
            let mut watch = Watch::begin(&before);
            let mut last = before.clone();
            let mut untouched: Vec<String> = before.iter().map(|entry| entry.name.clone()).collect();
            for (turn, look) in looks.into_iter().enumerate() {
                let now = once(look.into_iter().map(of).collect());
                untouched.retain(|name| now.iter().any(|entry| entry.name == *name && before.contains(entry)));
                for ready in watch.look(&now, turn as i64 * REST, REST) {
                    prop_assert!(!untouched.contains(&ready.name));
                    prop_assert!(ready.bytes > 0);
                    prop_assert!(last.contains(&ready), "{ready:?} was not there as it is a rest ago");
                }
                last = now;
            }
        }
    }
}
