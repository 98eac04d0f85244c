//! Camera frames: cheap on every frame, a little more after misses.

use crate::Unreadable;
use crate::cascade::frame;
use crate::order::reading_order;
use crate::scan::{Found, Tier};

/// Passes tried in turn after a miss; one a frame keeps a frame under about 30 ms.
const EXTRA: [Tier; 3] = [Tier::Global, Tier::Dark, Tier::Sharp];

/// Reads one camera frame: `width` × `height` grey bytes, no padding. `missed` is the number of
/// frames without a code just before this one; from the first miss on it picks which one further
/// pass is tried.
///
/// # Errors
///
/// As [`crate::read_luma`].
pub fn read_frame(
    luma: &[u8],
    width: u32,
    height: u32,
    missed: usize,
) -> Result<Vec<Found>, Unreadable> {
    let frame = frame(luma, width, height)?;
    let codes = Tier::Whole.scan(&frame);
    if !codes.is_empty() || missed == 0 {
        return Ok(reading_order(codes));
    }
    let extra = EXTRA[(missed - 1) % EXTRA.len()];
    Ok(reading_order(extra.scan(&frame)))
}
