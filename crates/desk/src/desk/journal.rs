use std::time::Duration;

use super::Desk;
use crate::fault::Outcome;

/// Between two syncs: with what a sync itself takes, within the five seconds of design §5.
const PACE: Duration = Duration::from_secs(4);

impl Desk {
    /// Makes the second copy of everything unsent durable now, files included: for a program that ends.
    ///
    /// # Errors
    /// The disk's; what was saved stays saved.
    pub fn journal_now(&self) -> Outcome<()> {
        Ok(self.any_station()?.store().journal_sync()?)
    }

    /// Makes the second copy of everything unsent durable, for ever, every few seconds, whatever the network does.
    /// Every program that saves runs it in the background; one that ends by itself does it once more
    /// ([`Desk::journal_now`]).
    pub async fn keep_journal(&self) {
        loop {
            tokio::time::sleep(PACE).await;
            let Ok(station) = self.any_station() else {
                continue;
            };
            // What fails now is tried again at the next round, and told by the drain, which does the same.
            let synced = tokio::task::spawn_blocking(move || station.store().journal_sync());
            drop(synced.await);
        }
    }
}
