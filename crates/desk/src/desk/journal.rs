use std::time::Duration;

use super::Desk;

/// Between two syncs: with what a sync itself takes, within the five seconds of design §5.
const PACE: Duration = Duration::from_secs(4);

impl Desk {
    /// Makes the second copy of everything unsent durable, for ever, every few seconds, whatever the network does.
    /// Every program that saves runs it in the background; a program that ends does it once more by itself.
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
