use std::sync::{Arc, atomic::AtomicBool};
use std::time::Duration;

/// How a [`super::Remote`] behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// For the connection to stand.
    pub connect: Duration,
    /// For a call from its first byte to its last.
    pub total: Duration,
    /// Largest reply that is read, bytes.
    pub largest_reply: usize,
    /// Largest reply of reference data that is read, bytes: a city's whole catalogue comes in one.
    pub largest_list: usize,
    /// For such a reply, from its first byte to its last.
    pub list_total: Duration,
    /// Bytes in one request of an upload: 256 KiB to 1 MiB.
    pub piece: usize,
    /// While it is set every call fails as offline at once, and a reply that is on its way is lost: the practice
    /// city's 断网 switch.
    pub cut: Arc<AtomicBool>,
}

/// The smallest and the largest piece of an upload, bytes.
pub(super) const PIECES: (usize, usize) = (256 << 10, 1 << 20);

impl Default for Options {
    /// 10 s, 30 s, 8 MiB, of reference data 96 MiB in 5 min, 512 KiB, not cut.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            largest_reply: 8 << 20,
            largest_list: 96 << 20,
            list_total: Duration::from_secs(300),
            piece: 512 << 10,
            cut: Arc::default(),
        }
    }
}
