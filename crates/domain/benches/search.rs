//! A query → items among 10 000 of a made-up city, beside the pinyin library called over every one of its strings for
//! the same query in the same run: `cargo bench -p domain --bench search [-- ITEMS SEED]`. At the 95th percentile at
//! most 1.5 times that and 50 ms are wanted.

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::search::{Entry, Index};
use ib_pinyin::matcher::PinyinMatcher;
use ib_pinyin::pinyin::{PinyinData, PinyinNotation};

const ITEMS: usize = 10_000;
const SEED: u64 = 20_261_122;
/// Queries that are made of names; each manner of typing has its share.
const QUERIES: usize = 300;

/// What names are made of, as for the made items of a practice city.
#[derive(serde::Deserialize)]
struct Names {
    places: Vec<String>,
    things: Vec<String>,
    acts: Vec<String>,
    kinds: Vec<String>,
    papers: Vec<String>,
}

/// SplitMix64: enough for names that nobody reads.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn of<'a>(&mut self, words: &'a [String]) -> &'a str {
        let count = u64::try_from(words.len()).expect("a short list");
        &words[usize::try_from(self.next() % count).expect("below its length")]
    }
}

fn city(items: usize, dice: &mut Dice) -> Vec<Entry> {
    let names = include_str!("../../../assets/practice/made-names.json");
    let names: Names = serde_json::from_str(names).expect("names");
    (0..items).map(|place| item(&names, place, dice)).collect()
}

fn item(names: &Names, place: usize, dice: &mut Dice) -> Entry {
    let (at, thing, act, kind) = (
        dice.of(&names.places),
        dice.of(&names.things),
        dice.of(&names.acts),
        dice.of(&names.kinds),
    );
    let papers = (0..6).map(|_| format!("{}{}", dice.of(&names.things), dice.of(&names.papers)));
    Entry {
        code: format!("11430400MB000021{place:015}"),
        short: format!("{place:06}"),
        name: format!("{at}{thing}{act}{kind}"),
        aliases: vec![
            format!("{thing}{act}"),
            format!("办{thing}证"),
            format!("{at}{thing}{kind}"),
            format!("开{thing}店"),
        ],
        papers: papers.collect(),
        says: vec![format!("在{at}从事{thing}{act}的，先办{kind}。")],
    }
}

/// Names as they are typed: whole and begun, pinyin, initials, with a slip, in a sentence, and what is no name.
fn queries(entries: &[Entry], dice: &mut Dice) -> Vec<String> {
    let pinyin = PinyinData::new(PinyinNotation::Ascii);
    let syllables = |name: &str| -> Vec<String> {
        let first = |c: char| {
            pinyin
                .get_pinyins(c)
                .next()?
                .notation(PinyinNotation::Ascii)
        };
        name.chars().filter_map(first).map(str::to_owned).collect()
    };
    (0..QUERIES)
        .map(|turn| {
            let count = u64::try_from(entries.len()).expect("a catalogue");
            let entry = &entries[usize::try_from(dice.next() % count).expect("below its length")];
            let name = &entry.name;
            match turn % 8 {
                0 => name.clone(),
                1 => name.chars().take(2).collect(),
                2 => syllables(name).concat(),
                3 => syllables(name)
                    .iter()
                    .filter_map(|one| one.chars().next())
                    .collect(),
                4 => syllables(&entry.aliases[0]).concat().replacen('i', "u", 1),
                5 => format!("请问我想{}怎么办", entry.aliases[0]),
                6 => name
                    .chars()
                    .map(|c| if c == '证' { '正' } else { c })
                    .rev()
                    .collect(),
                _ => entry.papers[0].clone(),
            }
        })
        .collect()
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let items = args
        .next()
        .and_then(|arg| arg.parse().ok())
        .unwrap_or(ITEMS);
    let seed = args.next().and_then(|arg| arg.parse().ok()).unwrap_or(SEED);
    let mut dice = Dice(seed);
    let entries = city(items, &mut dice);
    let asked = queries(&entries, &mut dice);
    let begun = Instant::now();
    let index = Index::new(&entries);
    println!(
        "{items} items, seed {seed}; the index took {:.0} ms",
        millis(begun.elapsed())
    );
    let data = PinyinData::new(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter);
    let (mut bare, mut whole) = (Vec::new(), Vec::new());
    for query in &asked {
        bare.push(timed(|| over_every_string(query, &entries, &data)));
        whole.push(timed(|| index.find(black_box(query), |_| 0).len()));
    }
    println!("| | library over every string, ms | search, ms | ratio |\n|---|---|---|---|");
    for (what, percent) in [("median", 50), ("p95", 95), ("slowest", 100)] {
        let (bare, whole) = (at(&mut bare, percent), at(&mut whole, percent));
        println!(
            "| {what} | {bare:.1} | {whole:.1} | × {:.2} |",
            whole / bare
        );
    }
}

/// The baseline: how many strings of the catalogue the library's matcher finds the query in.
fn over_every_string(query: &str, entries: &[Entry], data: &PinyinData) -> usize {
    let matcher = PinyinMatcher::builder(black_box(query))
        .pinyin_data(data)
        .build();
    let strings = |entry: &&Entry| {
        let names = entry
            .aliases
            .iter()
            .chain([&entry.name])
            .chain(&entry.papers);
        names.filter(|name| matcher.is_match(name.as_str())).count()
    };
    entries.iter().map(|entry| strings(&entry)).sum()
}

fn timed(work: impl FnOnce() -> usize) -> f64 {
    let begun = Instant::now();
    black_box(work());
    millis(begun.elapsed())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn at(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * percent).div_ceil(100).max(1) - 1]
}
