//! Finding an item by whatever a clerk types (S18): its name, what people call it, full pinyin, initials with
//! every reading of a polyphone, traditional characters, its code, and all of these with one slip or by ear; by the
//! parts of several names together, by a whole sentence as citizens say it; and, where nothing of that answers, by
//! a paper that it asks for.
//!
//! Everything is worked out from the catalogue in memory; the order of the hits is the same each time.

mod codes;
mod cover;
mod fold;
mod glyph;
mod initials;
mod run;
mod score;
mod slips;
mod sound;
mod speech;
mod steps;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::catalogue::Item;
use cover::{Cover, Field, Texts};
use glyph::{Alphabet, Text};
pub use initials::Initials;
use speech::Said;
use steps::Query;

/// Longer queries say nothing more; a sentence is cut off here, not refused.
const LONGEST_QUERY: usize = 120;
/// An answer this good needs no guesses beside it.
const CERTAIN: u32 = 560;
/// The least that an exact run is worth: with one, no slip is looked for.
const TYPED: u32 = 650;
/// Fewer characters of a name before its brackets are no name.
const SHORTEST_BARE: usize = 4;
/// Below this an answer is a guess from a sentence.
const GUESS: u32 = 500;

/// What can be found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The item's code.
    pub code: String,
    /// The short number a clerk knows it by.
    pub short: String,
    /// Its official name.
    pub name: String,
    /// 口语 and other names, the name of its result.
    pub aliases: Vec<String>,
    /// Names of its materials and of the licences that stand for them; those no longer asked for too, since
    /// citizens still speak of them.
    pub papers: Vec<String>,
    /// What is told about it: its plain sentence, its situations.
    pub says: Vec<String>,
}

impl From<&Item> for Entry {
    fn from(item: &Item) -> Self {
        let asked = item.situations.iter();
        let told = asked.flat_map(|question| {
            let choices = question.choices.iter().map(|choice| &choice.text);
            std::iter::once(&question.text).chain(choices)
        });
        let papers = item.materials.iter();
        Entry {
            code: item.code.clone(),
            short: item.short.clone(),
            name: item.name.clone(),
            aliases: item
                .aliases
                .iter()
                .chain([&item.result.name])
                .cloned()
                .collect(),
            papers: papers
                .flat_map(|material| std::iter::once(&material.name).chain(&material.licences))
                .cloned()
                .collect(),
            says: told.chain([&item.plain]).cloned().collect(),
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
    alphabet: Alphabet,
    /// Every text once, however many entries have it.
    texts: Vec<Text>,
    entries: Vec<Ready>,
    cover: Cover,
}

/// Texts are places in the index's texts.
struct Ready {
    codes: [String; 2],
    name: usize,
    aliases: Vec<usize>,
    papers: Vec<usize>,
}

impl Index {
    /// Folds the entries and looks up their readings.
    pub fn new(entries: &[Entry]) -> Self {
        let mut alphabet = Alphabet::new();
        let mut texts = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut place = |text: &String| {
            *known.entry(text.clone()).or_insert_with(|| {
                texts.push(alphabet.text(text));
                texts.len() - 1
            })
        };
        let ready = entries
            .iter()
            .map(|entry| Ready {
                codes: [&entry.code, &entry.short].map(|code| fold::fold(code).iter().collect()),
                name: place(&entry.name),
                aliases: (entry.aliases.iter())
                    .chain(&bare(&entry.name))
                    .map(&mut place)
                    .collect(),
                papers: entry.papers.iter().map(&mut place).collect(),
            })
            .collect();
        let covered: Vec<Texts> = entries.iter().map(Texts::from).collect();
        let cover = Cover::new(&covered, &mut alphabet);
        Self {
            alphabet,
            texts,
            entries: ready,
            cover,
        }
    }

    /// The entries that answer `query`, best first. `usage(index)` is how often an entry was chosen here lately:
    /// it decides between equals.
    pub fn find(&self, query: &str, usage: impl Fn(usize) -> u32) -> Vec<Hit> {
        let said = Said::new(&query.chars().take(LONGEST_QUERY).collect::<String>());
        let mut scores = vec![0; self.entries.len()];
        if !said.words.is_empty() {
            self.judge(&said, &mut scores);
        }
        let least = worth(best(&scores));
        let mut hits: Vec<Hit> = scores
            .into_iter()
            .enumerate()
            .filter(|(_, score)| *score > least)
            .map(|(index, score)| Hit { index, score })
            .collect();
        hits.sort_by_cached_key(|hit| {
            let used = Reverse(usage(hit.index));
            (
                Reverse(hit.score),
                used,
                self.entries[hit.index].codes[0].clone(),
                hit.index,
            )
        });
        hits
    }

    /// From what is certain to what is guessed, as far as it must go.
    fn judge(&self, said: &Said, scores: &mut [u32]) {
        let whole = Query::new(&said.whole, &self.alphabet);
        self.names(&whole, scores);
        let plain = said.plain();
        let plain = (plain != said.whole).then(|| Query::new(&plain, &self.alphabet));
        if let Some(plain) = &plain {
            self.names(plain, scores);
        }
        for words in [&said.parts, &said.words] {
            self.each(words, scores);
        }
        if best(scores) < CERTAIN {
            self.guess(said, &whole, plain.as_ref(), scores);
        }
        if best(scores) < TYPED {
            self.near_codes(&said.whole, scores);
            let forgiven = |query: Query| query.forgiving(&self.alphabet);
            for query in [Some(whole), plain]
                .into_iter()
                .flatten()
                .filter_map(forgiven)
            {
                self.names(&query, scores);
            }
        }
    }

    /// Codes with one slip, where nothing better is there.
    fn near_codes(&self, typed: &[char], scores: &mut [u32]) {
        if !codes::looks_like_one(typed) {
            return;
        }
        for (entry, score) in self.entries.iter().zip(scores) {
            let near = entry.codes.iter().filter_map(|code| {
                let code: Vec<char> = code.chars().collect();
                codes::nearly(typed, &code)
            });
            *score = near.max().unwrap_or(0).max(*score);
        }
    }

    /// Codes, names and other names that the query runs through.
    fn names(&self, query: &Query, scores: &mut [u32]) {
        let typed: String = query.chars.iter().collect();
        let values = self.values(|text| score::text(query, text));
        for (entry, score) in self.entries.iter().zip(scores) {
            let codes = entry
                .codes
                .iter()
                .filter_map(|code| score::code(&typed, code));
            let aliases = entry.aliases.iter().map(|place| values[*place]);
            let name = values[entry.name];
            let name = if name > 0 { name + score::NAME } else { 0 };
            let one = codes.chain(aliases).chain([name]).max().unwrap_or(0);
            *score = one.max(*score);
        }
    }

    /// All words, in any order, count less than the same words together.
    fn each(&self, words: &[Vec<char>], scores: &mut [u32]) {
        if words.len() < 2 {
            return;
        }
        let mut least = vec![u32::MAX; self.entries.len()];
        for word in words {
            let mut one = vec![0; self.entries.len()];
            self.names(&Query::new(word, &self.alphabet), &mut one);
            for (least, score) in least.iter_mut().zip(one) {
                *least = score.min(*least);
            }
        }
        for (score, least) in scores.iter_mut().zip(least) {
            *score = (least * 9 / 10).max(*score);
        }
    }

    /// Names that stand in a sentence, what else speaks for an item, papers.
    fn guess(&self, said: &Said, whole: &Query, plain: Option<&Query>, scores: &mut [u32]) {
        let around = self.values(|text| score::around(whole, text));
        let query = plain.unwrap_or(whole);
        let papers = self.values(|text| score::paper(query, text));
        for (entry, score) in self.entries.iter().zip(scores.iter_mut()) {
            let names = entry.aliases.iter().chain([&entry.name]);
            let named = names.map(|place| around[*place]).max();
            let paper = entry.papers.iter().map(|place| papers[*place]).max();
            *score = named.max(paper).unwrap_or(0).max(*score);
        }
        for (entry, share) in self.cover.of(&said.words, whole) {
            scores[entry] = score::said(share).max(scores[entry]);
        }
    }

    /// What each text is worth; 0 is nothing.
    fn values(&self, value: impl Fn(&[u32]) -> Option<u32>) -> Vec<u32> {
        self.texts
            .iter()
            .map(|text| value(text).unwrap_or(0))
            .collect()
    }
}

impl From<&Entry> for Texts {
    fn from(entry: &Entry) -> Self {
        let names = entry.aliases.iter().chain([&entry.name]);
        let fields = names
            .map(|text| (Field::Name, text))
            .chain(entry.says.iter().map(|text| (Field::Says, text)))
            .chain(entry.papers.iter().map(|text| (Field::Paper, text)));
        Texts {
            of: fields
                .map(|(field, text)| (field, fold::fold(text)))
                .collect(),
        }
    }
}

/// A name without what it is told apart by (户口迁移（跨省通办）): nobody says that.
fn bare(name: &str) -> Option<String> {
    let (bare, _) = name.split_once('（')?;
    (bare.chars().count() >= SHORTEST_BARE).then(|| bare.to_owned())
}

/// What is worth showing beside the best: guesses only help while nothing better is there, and then several do.
fn worth(best: u32) -> u32 {
    let tenths = if best < GUESS { 5 } else { 7 };
    best * tenths / 10
}

fn best(scores: &[u32]) -> u32 {
    scores.iter().copied().max().unwrap_or(0)
}

#[cfg(test)]
mod tests;
