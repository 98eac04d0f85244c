//! Which passes a still picture goes through, and when to stop.

use crate::Unreadable;
use crate::load::Picture;
use crate::luma::Luma;
use crate::order::merged;
use crate::scan::{Found, Tier, rescale};

/// Length of the copy the changed passes work on, in pixels. Beyond a full-HD frame they cost much
/// and find little more.
const WORKING_SIDE: usize = 1920;

/// Below this a half-size copy has too few pixels a module to add anything.
const WORTH_HALVING: usize = 640;

/// After the plain passes, by what each finds for its time.
const CHANGED: [Tier; 4] = [Tier::Global, Tier::Sharp, Tier::Dark, Tier::Double];

/// Runs the cascade; corners come in pixels of the picture as seen.
pub(crate) fn run(
    picture: &Picture,
    time_is_up: &dyn Fn() -> bool,
) -> Result<(&'static str, Vec<Found>), Unreadable> {
    let (tier, mut codes) = search(&picture.luma, time_is_up)?;
    let from = (picture.luma.width, picture.luma.height);
    let to = (picture.width as usize, picture.height as usize);
    rescale(&mut codes, from, to);
    Ok((tier, codes))
}

fn search(
    luma: &Luma,
    time_is_up: &dyn Fn() -> bool,
) -> Result<(&'static str, Vec<Found>), Unreadable> {
    let (tier, codes) = plain(luma);
    if !codes.is_empty() {
        return Ok((tier.name(), codes));
    }
    let shrunk = (luma.longest() > WORKING_SIDE).then(|| luma.shrunk(WORKING_SIDE));
    let working = shrunk.as_ref().unwrap_or(luma);
    for tier in CHANGED {
        if time_is_up() {
            return Err(Unreadable::TimedOut);
        }
        let mut codes = tier.scan(working);
        if !codes.is_empty() {
            let from = (working.width, working.height);
            rescale(&mut codes, from, (luma.width, luma.height));
            return Ok((tier.name(), codes));
        }
    }
    Ok(("none", Vec::new()))
}

/// The half-size and the whole picture together: each sees codes the other does not, and a code
/// found in one must not hide a second one.
fn plain(luma: &Luma) -> (Tier, Vec<Found>) {
    if luma.longest() < WORTH_HALVING {
        return (Tier::Whole, Tier::Whole.scan(luma));
    }
    let half = Tier::Half.scan(luma);
    let first = if half.is_empty() {
        Tier::Whole
    } else {
        Tier::Half
    };
    (first, merged(Tier::Whole.scan(luma), half))
}

/// Runs one pass over a grey frame: `width` × `height` bytes, 0 black to 255 white, no padding.
///
/// # Errors
///
/// [`Unreadable::Broken`] where length and size disagree, [`Unreadable::TooSmall`] under 20 pixels
/// a side.
pub fn read_luma(
    luma: &[u8],
    width: u32,
    height: u32,
    tier: Tier,
) -> Result<Vec<Found>, Unreadable> {
    let frame = frame(luma, width, height)?;
    Ok(crate::order::reading_order(tier.scan(&frame)))
}

/// Checks and takes over a grey frame.
pub(crate) fn frame(luma: &[u8], width: u32, height: u32) -> Result<Luma, Unreadable> {
    if luma.len() as u64 != u64::from(width) * u64::from(height) {
        return Err(Unreadable::Broken);
    }
    if width.min(height) < crate::Limits::default().shortest_side {
        return Err(Unreadable::TooSmall { width, height });
    }
    Ok(Luma {
        width: width as usize,
        height: height as usize,
        data: luma.to_vec(),
    })
}
