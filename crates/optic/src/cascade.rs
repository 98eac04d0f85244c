//! Which passes a still picture goes through, and when to stop.

use crate::load::Picture;
use crate::luma::Luma;
use crate::order::{merged, reading_order};
use crate::scan::{Found, Tier, rescale};
use crate::{Limits, Unreadable};

/// Length of the copy the changed passes work on, in pixels. Beyond a full-HD frame they cost much
/// and find little more.
const WORKING_SIDE: usize = 1920;

/// Below this a half-size copy has too few pixels a module to add anything.
const WORTH_HALVING: usize = 640;

/// Runs the pass that may never end somewhere it can be left behind.
pub(crate) type Alone<'a> = &'a mut dyn FnMut(&Luma) -> Vec<Found>;

/// Runs the cascade; corners come in pixels of the picture as seen. Without `alone` that pass is left out.
pub(crate) fn run(
    picture: &Picture,
    time_is_up: &dyn Fn() -> bool,
    alone: Option<Alone<'_>>,
) -> Result<(Option<Tier>, Vec<Found>), Unreadable> {
    let (tier, mut codes) = search(&picture.luma, time_is_up, alone)?;
    let from = (picture.luma.width, picture.luma.height);
    let to = (picture.width as usize, picture.height as usize);
    rescale(&mut codes, from, to);
    Ok((tier, codes))
}

/// Runs every pass until one finds a code; corners come in pixels of `luma`.
pub(crate) fn search(
    luma: &Luma,
    time_is_up: &dyn Fn() -> bool,
    mut alone: Option<Alone<'_>>,
) -> Result<(Option<Tier>, Vec<Found>), Unreadable> {
    let (tier, codes) = plain(luma);
    if !codes.is_empty() {
        return Ok((Some(tier), codes));
    }
    let shrunk = (luma.longest() > WORKING_SIDE).then(|| luma.shrunk(WORKING_SIDE));
    let working = shrunk.as_ref().unwrap_or(luma);
    for tier in Tier::CHANGED {
        if time_is_up() {
            return Err(Unreadable::TimedOut);
        }
        let mut codes = match (tier, &mut alone) {
            (Tier::Alone, Some(alone)) => alone(working),
            _ => tier.scan(working),
        };
        if !codes.is_empty() {
            let from = (working.width, working.height);
            rescale(&mut codes, from, (luma.width, luma.height));
            return Ok((Some(tier), codes));
        }
    }
    Ok((None, Vec::new()))
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
    Ok(reading_order(tier.scan(&frame)))
}

/// Checks and takes over a grey frame.
pub(crate) fn frame(luma: &[u8], width: u32, height: u32) -> Result<Luma, Unreadable> {
    if luma.len() as u64 != u64::from(width) * u64::from(height) {
        return Err(Unreadable::Broken);
    }
    if width.min(height) < Limits::default().shortest_side {
        return Err(Unreadable::TooSmall { width, height });
    }
    Ok(Luma {
        width: width as usize,
        height: height as usize,
        data: luma.to_vec(),
    })
}
