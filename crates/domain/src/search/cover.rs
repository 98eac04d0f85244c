//! How much of a sentence speaks for an item: pairs of its characters that stand in the item's texts, weighed by how
//! few items have them, and sayings that mean a word of the item.

use std::collections::{HashMap, HashSet};

use super::fold::{fold, parts};
use super::glyph::{Alphabet, Text};
use super::run::{Stand, stands_in};
use super::steps::Query;

/// The longest saying, in characters.
const LONGEST_SAYING: usize = 6;
/// Shorter ones could stand in any row of letters.
const SHORTEST_SPELT: usize = 2;
/// Fewer letters are initials.
const FEWEST_LETTERS: usize = 5;
/// Less of what was said than this, in hundredths, is chance.
const LEAST_SHARE: u32 = 12;
/// What no item has may be no word at all; it speaks a little against all of them.
const STRANGE: u32 = 1;
/// What the names of most matters have; it says which kind of matter is meant, hardly ever which.
const COMMON: &str = "申请 登记 许可 可证 审批 证明 办理 备案 资格 证书 补办 换证 人员 服务 管理 单位 机构 业务 公告 通知";

/// Where a text stands in an item, and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Paper = 3,
    Says = 5,
    Name = 10,
}

const NAME: u32 = Field::Name as u32;

type Pair = (char, char);

/// The texts of all items by pairs of characters.
pub(super) struct Cover {
    entries: usize,
    pairs: HashMap<Pair, Vec<(u32, Field)>>,
    sayings: HashMap<Vec<char>, Vec<usize>>,
    common: HashSet<Pair>,
    /// The pairs that sayings are made of.
    ordinary: HashSet<Pair>,
    /// The sayings again, to be found by their pinyin.
    spelt: Vec<(Text, usize)>,
    concepts: Vec<Vec<(u32, Field)>>,
}

/// The folded texts of one item.
pub(super) struct Texts {
    pub(super) of: Vec<(Field, Vec<char>)>,
}

impl Cover {
    pub(super) fn new(items: &[Texts], alphabet: &mut Alphabet) -> Self {
        let mut pairs: HashMap<Pair, Vec<(u32, Field)>> = HashMap::new();
        for (entry, item) in (0_u32..).zip(items) {
            for (pair, field) in item.pairs() {
                pairs.entry(pair).or_default().push((entry, field));
            }
        }
        let mut cover = Self {
            entries: items.len(),
            pairs,
            sayings: HashMap::new(),
            common: COMMON
                .split(' ')
                .filter_map(|word| word.chars().zip(word.chars().skip(1)).next())
                .collect(),
            ordinary: HashSet::new(),
            spelt: Vec::new(),
            concepts: Vec::new(),
        };
        cover.learn(items, alphabet);
        cover
    }

    fn learn(&mut self, items: &[Texts], alphabet: &mut Alphabet) {
        let lines = include_str!("sayings.txt").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let Some((words, sayings)) = line.split_once(':') else {
                continue;
            };
            let mut meant: HashMap<u32, Field> = HashMap::new();
            for word in parts(words) {
                for (entry, field) in self.having(&word, items) {
                    let best = meant.entry(entry).or_insert(field);
                    *best = field.max(*best);
                }
            }
            // Where it is the name of something, the papers of other items say nothing.
            let named = meant.values().any(|field| *field == Field::Name);
            meant.retain(|_, field| !named || *field > Field::Paper);
            let mut meant: Vec<(u32, Field)> = meant.into_iter().collect();
            meant.sort_unstable();
            let concept = self.concepts.len();
            self.concepts.push(meant);
            for saying in sayings.split_whitespace() {
                let text = alphabet.text(saying);
                if text.len() >= SHORTEST_SPELT {
                    self.spelt.push((text, concept));
                }
                let saying = fold(saying);
                self.ordinary
                    .extend(saying.windows(2).map(|pair| (pair[0], pair[1])));
                self.sayings.entry(saying).or_default().push(concept);
            }
        }
    }

    /// The items that have this word, and where.
    fn having(&self, word: &[char], items: &[Texts]) -> Vec<(u32, Field)> {
        let [first, second, ..] = word else {
            return Vec::new();
        };
        let candidates = self.pairs.get(&(*first, *second));
        candidates
            .into_iter()
            .flatten()
            .filter_map(|(entry, _)| {
                let texts = &items[*entry as usize].of;
                let holding = texts.iter().filter(|(_, text)| holds(text, word));
                holding
                    .map(|(field, _)| (*entry, *field))
                    .max_by_key(|found| found.1)
            })
            .collect()
    }

    /// The items that the words speak for, with the share of them that does, in hundredths; best first. `whole` is
    /// all that was typed.
    pub(super) fn of(&self, words: &[Vec<char>], whole: &Query) -> Vec<(usize, u32)> {
        let mut weights: HashMap<u32, u32> = HashMap::new();
        let mut total = 0;
        let mut add = |found: &[(u32, Field)], weight: u32| {
            for (entry, field) in found {
                *weights.entry(*entry).or_default() += weight * *field as u32;
            }
        };
        for pair in words.iter().flat_map(|word| word.windows(2)) {
            let found = self.pairs.get(&(pair[0], pair[1]));
            let found = found.map_or(&[][..], Vec::as_slice);
            let letters = pair.iter().filter(|c| c.is_ascii_alphanumeric()).count();
            if letters == pair.len() {
                // Letters are no words: three of them weigh as one strange pair of characters.
                total += STRANGE * NAME / 3;
                continue;
            }
            let said = found.is_empty() && self.ordinary.contains(&(pair[0], pair[1]));
            let weight = match found {
                _ if said => 0,
                _ if self.common.contains(&(pair[0], pair[1])) => STRANGE,
                _ => self.weight(found),
            };
            total += weight * NAME;
            add(found, weight * 3);
        }
        for concept in self.meant(words, whole) {
            let found = &self.concepts[concept];
            let weight = self.weight(found);
            total += weight * NAME;
            add(found, weight * 2);
        }
        // Two fifths of what the rarest word says.
        let enough = NAME * (1 + 2 * (1 + self.size()).ilog2()) * 2 / 5;
        let mut shares: Vec<(usize, u32)> = weights
            .into_iter()
            .filter(|(_, weight)| weight / 3 >= enough)
            .map(|(entry, weight)| (entry as usize, weight / 3 * 100 / total.max(1)))
            .filter(|(_, share)| *share >= LEAST_SHARE)
            .collect();
        shares.sort_unstable_by_key(|(entry, share)| (u32::MAX - share, *entry));
        shares
    }

    /// What the sayings in these words mean, each once.
    fn meant(&self, words: &[Vec<char>], whole: &Query) -> Vec<usize> {
        let letters = whole.chars.iter().filter(|c| c.is_ascii_alphabetic());
        let spelt = letters.count() >= FEWEST_LETTERS;
        let spelt = self.spelt.iter().filter(|_| spelt);
        let mut meant: Vec<usize> = spelt
            .filter(|(text, _)| stands_in(whole, text, Stand::Full))
            .map(|(_, concept)| *concept)
            .collect();
        for word in words {
            for from in 0..word.len() {
                for to in from + 1..=word.len().min(from + LONGEST_SAYING) {
                    meant.extend(self.sayings.get(&word[from..to]).into_iter().flatten());
                }
            }
        }
        meant.sort_unstable();
        meant.dedup();
        meant
    }

    /// The fewer items have it, and the less in their names, the more it says.
    fn weight(&self, having: &[(u32, Field)]) -> u32 {
        let names: u32 = having.iter().map(|(_, field)| *field as u32).sum();
        match names.div_ceil(NAME) {
            0 => STRANGE,
            // Two for each halving of what is left, one at least.
            names => 1 + 2 * (1 + self.size() / names).ilog2(),
        }
    }

    fn size(&self) -> u32 {
        u32::try_from(self.entries).unwrap_or(u32::MAX - 1)
    }
}

impl Texts {
    /// Every pair once, with the best field that has it.
    fn pairs(&self) -> HashMap<Pair, Field> {
        let mut pairs: HashMap<Pair, Field> = HashMap::new();
        for (field, text) in &self.of {
            for pair in text.windows(2) {
                let best = pairs.entry((pair[0], pair[1])).or_insert(*field);
                *best = (*field).max(*best);
            }
        }
        pairs
    }
}

fn holds(text: &[char], part: &[char]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
