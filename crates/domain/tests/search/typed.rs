//! Every name of the practice items, typed in every manner S18 names: worked out from the names, not listed.

use domain::search::{Entry, Index};
use ib_pinyin::pinyin::{PinyinData, PinyinNotation};

use super::practice;

/// A manner of typing; `None` where a name cannot be typed so.
type Manner = fn(&Typist, &str) -> Option<String>;

const MANNERS: [(&str, Manner); 14] = [
    ("as it is", |_, name| Some(name.to_owned())),
    ("pinyin", |typist, name| typist.pinyin(name)),
    ("pinyin with blanks, large", |typist, name| {
        Some(typist.syllables(name)?.join(" ").to_uppercase())
    }),
    ("initials", |typist, name| {
        let initials = typist.syllables(name)?.into_iter();
        long(
            initials
                .filter_map(|syllable| syllable.chars().next())
                .collect(),
            4,
        )
    }),
    ("full width initials", |typist, name| {
        let initials = typist.syllables(name)?.into_iter();
        let wide = initials
            .filter_map(|syllable| char::from_u32(u32::from(syllable.bytes().next()?) + 0xFEE0));
        long(wide.collect(), 4)
    }),
    ("half pinyin, half characters", |typist, name| {
        let half = name.chars().count() / 2;
        let head: String = name.chars().take(half).collect();
        let tail: String = name.chars().skip(half).collect();
        Some(typist.pinyin(&head)? + &tail)
    }),
    ("a letter wrong", |typist, name| {
        slipped(&typist.pinyin(name)?, |letters, at| letters[at] = 'v')
    }),
    ("a letter missing", |typist, name| {
        slipped(&typist.pinyin(name)?, |letters, at| {
            letters.remove(at);
        })
    }),
    ("a letter too many", |typist, name| {
        slipped(&typist.pinyin(name)?, |letters, at| {
            letters.insert(at, letters[at])
        })
    }),
    ("letters exchanged", |typist, name| {
        slipped(&typist.pinyin(name)?, |letters, at| {
            letters.swap(at, at + 1)
        })
    }),
    ("a character wrong", |_, name| {
        slipped(name, |characters, at| characters[at] = '龘')
    }),
    ("characters exchanged", |_, name| {
        slipped(name, |characters, at| characters.swap(at, at + 1))
    }),
    ("said in a sentence", |_, name| {
        (name.chars().count() > 2).then(|| format!("您好，请问我想{name}应该怎么办呢？"))
    }),
    ("southern", |typist, name| {
        let spelt = typist.pinyin(name)?;
        Some(
            spelt
                .replace("zh", "z")
                .replace("sh", "s")
                .replace("ch", "c")
                .replace("ing", "in"),
        )
    }),
];

struct Typist(PinyinData);

impl Typist {
    /// The first reading of each character; `None` where there is none.
    fn syllables(&self, name: &str) -> Option<Vec<String>> {
        let reading = |c: char| {
            let first = self.0.get_pinyins(c).next()?;
            first.notation(PinyinNotation::Ascii).map(str::to_owned)
        };
        name.chars().map(reading).collect()
    }

    fn pinyin(&self, name: &str) -> Option<String> {
        long(self.syllables(name)?.concat(), 6)
    }
}

/// What is long enough to be known again with a slip.
fn long(text: String, least: usize) -> Option<String> {
    (text.chars().count() >= least).then_some(text)
}

/// The text with a slip in its middle; `None` where it is short.
fn slipped(text: &str, slip: impl Fn(&mut Vec<char>, usize)) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    let least = if text.is_ascii() { 8 } else { 4 };
    if letters.len() < least {
        return None;
    }
    let middle = letters.len() / 2;
    slip(&mut letters, middle);
    Some(letters.into_iter().collect())
}

#[test]
fn s18_every_name_is_found_in_every_manner_of_typing() {
    let entries = practice();
    let index = Index::new(&entries);
    let typist = Typist(PinyinData::new(PinyinNotation::Ascii));
    let mut missed = Vec::new();
    let mut asked = 0;
    for (place, entry) in entries.iter().enumerate() {
        for (name, (what, manner)) in
            names(entry).flat_map(|name| MANNERS.map(|manner| (name, manner)))
        {
            let Some(query) = manner(&typist, name) else {
                continue;
            };
            asked += 1;
            let hits = index.find(&query, |_| 0);
            if !hits.iter().take(3).any(|hit| hit.index == place) {
                missed.push(format!("{name}, {what}: {query}"));
            }
        }
    }
    assert!(asked > 900, "{asked} asked");
    assert!(
        missed.is_empty(),
        "{} of {asked}\n{}",
        missed.len(),
        missed.join("\n")
    );
}

/// The name and the commonest others, without marks, so that each character has a reading.
fn names(entry: &Entry) -> impl Iterator<Item = &String> {
    let names = std::iter::once(&entry.name).chain(&entry.aliases);
    let plain = |name: &&String| name.chars().all(|c| c.is_alphanumeric() && !c.is_ascii());
    names.filter(plain).take(4)
}
