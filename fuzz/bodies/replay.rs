//! The committed corpus through a body: how an ordinary test does without a fuzzer.

use std::panic::{RefUnwindSafe, catch_unwind};
use std::path::Path;

/// Where the made-up inputs begin; `ZC_SEED` begins elsewhere.
const SEED: u64 = 0x5a43_2026;
/// So many of them; `ZC_ROUNDS` makes more.
const ROUNDS: u64 = 300;

/// Runs a body over every file of its corpus, then over files that were changed at random; a panic names the file or the
/// seed that makes it again.
pub fn over(corpus: &str, run: impl Fn(&[u8]) + RefUnwindSafe) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(corpus);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the corpus is committed")
        .map(|file| file.expect("readable").path())
        .collect();
    files.sort();
    assert!(files.len() >= 5, "{} has hardly a file", folder.display());
    let inputs: Vec<Vec<u8>> = files
        .iter()
        .map(|file| std::fs::read(file).expect("readable"))
        .collect();
    for (file, input) in files.iter().zip(&inputs) {
        assert!(catch_unwind(|| run(input)).is_ok(), "{}", file.display());
    }
    let first = asked("ZC_SEED", SEED);
    println!("{corpus}: from seed {first}");
    for seed in first..first + asked("ZC_ROUNDS", ROUNDS) {
        let made = changed(&inputs, &mut Dice(seed));
        let ran = catch_unwind(|| run(&made));
        assert!(ran.is_ok(), "{corpus}: ZC_SEED={seed} ZC_ROUNDS=1");
    }
}

fn asked(name: &str, usual: u64) -> u64 {
    let said = std::env::var(name).ok();
    said.map_or(usual, |text| text.parse().expect("a number"))
}

/// Splitmix64: nothing but a spread of inputs hangs on it.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }
}

/// One file with a few bytes changed, cut, doubled, or another's end put to it.
fn changed(inputs: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut made = inputs[dice.roll(inputs.len())].clone();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(made.len() + 1);
        match dice.roll(5) {
            0 => made.truncate(at),
            1 => made.insert(at, dice.roll(256) as u8),
            2 => made.extend_from_slice(&inputs[dice.roll(inputs.len())]),
            3 => {
                let part = made[at..].to_vec();
                made.extend(part);
            }
            _ => {
                if let Some(byte) = made.get_mut(at) {
                    *byte = dice.roll(256) as u8;
                }
            }
        }
    }
    made
}
