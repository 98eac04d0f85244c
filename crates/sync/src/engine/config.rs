/// The engine's measures. Times are milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// First back-off; doubled with each failure, drawn from nought to that (full jitter).
    pub base: i64,
    /// No wait is longer, whatever anybody asks.
    pub cap: i64,
    /// A network that came back is tried within this.
    pub spread: i64,
    /// A row that failed so often by itself is set aside.
    pub quarantine_after: u32,
    /// A row that waited so often for an act that is nowhere is set aside.
    pub patience: u32,
    /// Acts in a batch.
    pub batch_acts: usize,
    /// Bytes of a batch's request.
    pub batch_bytes: u64,
    /// Batches under way, of different cases.
    pub posts: usize,
    /// Files under way.
    pub uploads: usize,
}

impl Default for Config {
    /// Design §6: 1 s to 15 min, 10 s spread, 200 acts and 1 MiB. The patience is about a day: another station may
    /// be without a network for as long.
    fn default() -> Self {
        Self {
            base: 1_000,
            cap: 15 * 60_000,
            spread: 10_000,
            quarantine_after: 5,
            patience: 200,
            batch_acts: 200,
            batch_bytes: 1 << 20,
            posts: 4,
            uploads: 2,
        }
    }
}
