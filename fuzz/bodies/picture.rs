//! Picture bytes: loaded within the limits or refused, and what is read out of them is bounded.

use std::cell::Cell;
use std::time::Duration;

/// A clock that goes on by itself: so many looks for codes and no more, on a machine of any speed.
const LOOK: Duration = Duration::from_millis(100);
/// Longer than any QR symbol's text (ISO/IEC 18004 version 40: 7 089 digits).
const LONGEST: usize = 4 * 7_089;

/// One picture.
pub fn run(data: &[u8]) {
    let limits = optic::Limits {
        file_bytes: 1 << 20,
        pixels: 1 << 20,
        memory: 32 << 20,
        decoding: Duration::from_millis(300),
        ..optic::Limits::default()
    };
    let looks = Cell::new(0_u32);
    let now = || {
        looks.set(looks.get() + 1);
        LOOK * looks.get()
    };
    let Ok(reading) = optic::read(data, &limits, &now) else {
        return;
    };
    assert!(u64::from(reading.width) * u64::from(reading.height) <= limits.pixels);
    assert!(reading.width.min(reading.height) >= limits.shortest_side);
    assert!(reading.codes.iter().all(|code| code.text.len() <= LONGEST));
    assert_eq!(reading.tier.is_some(), !reading.codes.is_empty());
}
