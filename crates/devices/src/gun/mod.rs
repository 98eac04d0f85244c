//! The scanner gun (扫码枪) as it is on nearly every counter: a USB keyboard that types very fast.
//!
//! A scan is recognised by physical key and timing, below the input method, because an active Chinese input method
//! eats or rewrites the keys of a burst. The first keys of a burst look like anybody's first keys, so every key is
//! held for a moment ([`Config::gap_us`]) and goes on to the window when no burst follows: a field that has the focus
//! stays as it was when it is a scan, and a hand does not notice the delay.
//!
//! [`Gun`] decides, [`Gate`] holds the platform's events while it does, [`layout`] names the physical keys. All pure:
//! the time comes with each key. [`lesson`] learns from a scan of a known text what a gun sends around its codes, and
//! [`keep`] keeps that on this machine.

mod gate;
pub mod keep;
pub mod layout;
pub mod lesson;
mod recognise;

pub use gate::{Gate, Press, Step};
pub use layout::Sign;
pub use recognise::{Fate, Gun, Key, Settled, Verdict};

/// A scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    /// Its code, without what the gun was taught to send around it.
    pub text: String,
    /// All it sent, for a lesson.
    pub signs: Vec<Sign>,
}

/// How a gun is told from a hand. All times are microseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// So many printable keys in a run make it a scan. A hand rolls over two to five keys, never six at this speed.
    pub min_keys: usize,
    /// Longest gap between two keys of a run; also how long a single key waits.
    pub gap_us: u64,
    /// Silence that ends a scan whose gun sends no Enter. Longer than the gap: once it is a scan, a stutter of a busy
    /// machine must not cut it in two.
    pub pause_us: u64,
    /// A straggling Enter or Tab after a scan is the gun's for so long, not a press of the window's default button.
    pub tail_us: u64,
    /// Sent by the gun before each code; taken off where present.
    pub prefix: Vec<Sign>,
    /// Sent by the gun after each code, Enter or Tab with it; taken off where present.
    pub suffix: Vec<Sign>,
    /// A lesson is on: Enter and Tab are signs as any other, and a scan ends by silence alone.
    pub lesson: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            min_keys: 6,
            gap_us: 35_000,
            pause_us: 250_000,
            tail_us: 200_000,
            prefix: Vec::new(),
            suffix: Vec::new(),
            lesson: false,
        }
    }
}

#[cfg(test)]
mod tests;
