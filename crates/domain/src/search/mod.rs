//! Finding an item by whatever a clerk types (S18): its name, what people call it, full pinyin, initials with
//! every reading of a polyphone, traditional characters, its code, and all of these with one slip; by the parts of
//! several names together; and, where nothing of that answers, by a paper that it asks for.
//!
//! Everything is worked out from the catalogue in memory; the order of the hits is the same each time.

mod fold;
mod lattice;
mod score;

use std::cmp::Reverse;

use crate::catalogue::Item;
use lattice::Text;

/// Longer queries say nothing more.
const LONGEST_QUERY: usize = 64;

/// What can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The item's code.
    pub code: String,
    /// Its official name.
    pub name: String,
    /// 口语 and other names, the short number a clerk knows it by.
    pub aliases: Vec<String>,
    /// Names of its materials; those no longer asked for too, since citizens still speak of them.
    pub papers: Vec<String>,
}

impl From<&Item> for Entry {
    fn from(item: &Item) -> Self {
        Entry {
            code: item.code.clone(),
            name: item.name.clone(),
            aliases: item.aliases.iter().chain([&item.short]).cloned().collect(),
            papers: item
                .materials
                .iter()
                .map(|material| material.name.clone())
                .collect(),
        }
    }
}

/// An entry that answers a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its place in the entries the index was built from.
    pub index: usize,
    /// How well it answers: 1 to about 1100, comparable within one query only.
    pub score: u32,
}

/// The entries made ready for search: build once a catalogue, ask at every key.
pub struct Index {
    entries: Vec<Ready>,
}

struct Ready {
    code: String,
    name: Text,
    aliases: Vec<Text>,
    papers: Vec<Text>,
}

impl Index {
    /// Folds the entries and looks up their readings.
    pub fn new(entries: &[Entry]) -> Self {
        let pinyin = lattice::readings();
        let texts = |names: &[String]| names.iter().map(|name| Text::new(name, &pinyin)).collect();
        let entries = entries
            .iter()
            .map(|entry| Ready {
                code: fold::fold(&entry.code).into_iter().collect(),
                name: Text::new(&entry.name, &pinyin),
                aliases: texts(&entry.aliases),
                papers: texts(&entry.papers),
            })
            .collect();
        Self { entries }
    }

    /// The entries that answer `query`, best first. `usage(index)` is how often an entry was chosen here lately:
    /// it decides between equals.
    pub fn find(&self, query: &str, usage: impl Fn(usize) -> u32) -> Vec<Hit> {
        let query: String = query.chars().take(LONGEST_QUERY).collect();
        let whole = fold::fold(&query);
        let words: Vec<Vec<char>> = query
            .split_whitespace()
            .map(fold::fold)
            .filter(|word| !word.is_empty())
            .collect();
        if whole.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hit> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| {
                entry
                    .score(&whole, &words)
                    .map(|score| Hit { index, score })
            })
            .collect();
        let best = hits.iter().map(|hit| hit.score).max().unwrap_or(0);
        // Guesses only help while nothing better is there.
        hits.retain(|hit| hit.score * 10 > best * 7);
        hits.sort_by_cached_key(|hit| {
            let code = self.entries[hit.index].code.clone();
            (
                Reverse(hit.score),
                Reverse(usage(hit.index)),
                code,
                hit.index,
            )
        });
        hits
    }
}

impl Ready {
    fn score(&self, whole: &[char], words: &[Vec<char>]) -> Option<u32> {
        let one = self.best(whole);
        // All words, in any order, count less than the same words together.
        let each = (words.len() > 1)
            .then(|| words.iter().map(|word| self.best(word)).min().flatten())
            .flatten()
            .map(|score| score * 9 / 10);
        let named = one.max(each);
        named.or_else(|| {
            self.papers
                .iter()
                .filter_map(|paper| score::paper(whole, paper))
                .max()
        })
    }

    fn best(&self, query: &[char]) -> Option<u32> {
        let name = score::text(query, &self.name).map(|score| score + score::NAME);
        let alias = self
            .aliases
            .iter()
            .filter_map(|alias| score::text(query, alias))
            .max();
        let named = score::code(query, &self.code).max(name).max(alias);
        named.or_else(|| score::pieces(query, std::iter::once(&self.name).chain(&self.aliases)))
    }
}

/// One search without an index kept.
pub fn find(query: &str, entries: &[Entry], usage: impl Fn(usize) -> u32) -> Vec<Hit> {
    Index::new(entries).find(query, usage)
}

#[cfg(test)]
mod tests;
