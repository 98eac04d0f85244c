use super::{Contact, Shelf};
use crate::engine::Turn;
use crate::failure::Failure;
use crate::remote::Remote;

/// Pages read in one call; the rest waits for the next.
const MOST_PAGES: u32 = 1_000;

/// What one pull brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Events handed to the shelf.
    pub events: u64,
    /// Pages read.
    pub pages: u32,
    /// The backend has more.
    pub more: bool,
}

/// Why a pull stopped; what came before is kept.
#[derive(Debug, thiserror::Error)]
pub enum PullError<E: std::error::Error + 'static> {
    /// The call failed.
    #[error("the feed: {0}")]
    Remote(#[from] Failure),
    /// The store failed.
    #[error("the store")]
    Shelf(#[source] E),
}

/// Reads the feed from the shelf's cursor to its end, page by page; each page is kept before the next is asked for.
///
/// # Errors
/// The call's or the store's.
pub async fn pull<S: Shelf>(remote: &Remote, shelf: &S) -> Result<Pulled, PullError<S::Error>> {
    let mut pulled = Pulled::default();
    let mut cursor = shelf.feed_cursor().map_err(PullError::Shelf)?;
    loop {
        let asked = shelf.epoch().map_err(PullError::Shelf)?;
        remote.name_epoch(asked.clone());
        let reply = remote.feed(cursor.as_deref()).await?;
        meet(shelf, &Contact::of(&reply, asked)).map_err(PullError::Shelf)?;
        let page = reply.data;
        pulled.events += page.events.len() as u64;
        pulled.pages += 1;
        // A page that says "more" and moves nothing would be asked for for ever.
        let moved = cursor.as_deref() != Some(page.cursor.as_str());
        pulled.more = page.more;
        if moved || !page.events.is_empty() {
            shelf
                .take_feed(page.events, &page.cursor)
                .map_err(PullError::Shelf)?;
        }
        cursor = Some(page.cursor);
        if !page.more || !moved || pulled.pages >= MOST_PAGES {
            return Ok(pulled);
        }
    }
}

/// A quiet station learns of a restored backend by the feed. The rows that come back are sent by the next drain.
fn meet<S: Shelf>(shelf: &S, contact: &Contact) -> Result<(), S::Error> {
    let known = shelf.epoch()?;
    let epoch = &contact.life.epoch;
    match contact.life.turn(known.as_deref()) {
        Turn::Same | Turn::Former => {}
        Turn::First => drop(shelf.new_epoch(epoch, None)?),
        Turn::Restored { beyond } => drop(shelf.new_epoch(epoch, Some(beyond))?),
    }
    shelf.contact(contact)
}
