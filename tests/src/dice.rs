//! Chance that can be repeated: the same seed, the same throws.

use std::time::{SystemTime, UNIX_EPOCH};

/// SplitMix64 (Steele, Lea, Flood 2014): a few lines, no state to get wrong.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Throws that follow from this seed alone.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The seed of a run: `ZC_SEED`, else the clock; printed, so that the run can be repeated.
    ///
    /// # Panics
    /// When `ZC_SEED` is no number.
    #[must_use]
    pub fn seed(of: &str) -> u64 {
        let seed = match std::env::var("ZC_SEED") {
            Ok(text) => text.parse().expect("ZC_SEED is a number"),
            Err(_) => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_nanos() as u64 % 1_000_000_007),
        };
        println!("{of}: ZC_SEED={seed}");
        seed
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `below` - 1.
    ///
    /// # Panics
    /// When `below` is 0.
    pub fn below(&mut self, below: u64) -> u64 {
        self.draw() % below
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of them.
    ///
    /// # Panics
    /// When there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// So many bytes of noise.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend_from_slice(&self.draw().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }
}
