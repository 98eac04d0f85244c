//! 跑动次数 of a case as it is shown (domain reference S63).

use domain::case::Case;
use domain::catalogue::Item;

use crate::view::{Badge, Tone};

/// More than the item publishes is worth a look.
pub(super) fn badge(case: &Case, item: Option<&Item>) -> Badge {
    let trips = case.trips();
    let most = item
        .and_then(|item| item.pace.as_ref())
        .map(|pace| pace.visits);
    let above = |most: &u32| u32::try_from(trips).is_ok_and(|trips| trips > *most);
    let (tone, text) = match most.filter(above) {
        Some(most) => (Tone::Warn, format!("跑动 {trips} 次，公布最多 {most} 次")),
        None => (Tone::Plain, format!("跑动 {trips} 次")),
    };
    Badge { tone, text }
}
