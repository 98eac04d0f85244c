//! What a process of ours needs at its highest, as Linux counts it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Watches a process from a moment on.
#[derive(Debug, Clone)]
pub struct Watch {
    process: u32,
    /// KiB at the moment it began, 0 before.
    idle: Arc<AtomicU64>,
    /// KiB at the highest since.
    peak: Arc<AtomicU64>,
}

impl Watch {
    /// Of this process; it begins with [`Watch::begin`].
    #[must_use]
    pub fn over(process: u32) -> Self {
        Self {
            process,
            idle: Arc::default(),
            peak: Arc::default(),
        }
    }

    /// What it needs now is idle; the highest is counted from here.
    pub fn begin(&self) {
        // 5 resets the high-water mark (proc_pid_clear_refs(5)).
        if std::fs::write(format!("/proc/{}/clear_refs", self.process), "5").is_ok() {
            self.idle.store(self.read("VmRSS:"), Ordering::SeqCst);
        }
    }

    /// Looks; often enough, because a process that has ended tells nothing.
    pub fn look(&self) {
        if self.idle.load(Ordering::SeqCst) > 0 {
            self.peak.fetch_max(self.read("VmHWM:"), Ordering::SeqCst);
        }
    }

    /// MiB above idle; none where it never began.
    #[must_use]
    pub fn above_idle(&self) -> Option<u64> {
        let idle = self.idle.load(Ordering::SeqCst);
        let peak = self.peak.load(Ordering::SeqCst);
        (idle > 0 && peak > 0).then(|| peak.saturating_sub(idle) >> 10)
    }

    fn read(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(what));
        line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
            .unwrap_or(0)
    }
}
