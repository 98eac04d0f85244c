use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::platform::Platform;
use crate::progress::Messages;

/// Milliseconds since the Unix epoch.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What a server is started with.
#[derive(Clone)]
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Path prefix `/t/TOKEN`: who does not know it gets no answer but 404. ASCII letters, digits, `-`, `_`.
    pub token: Option<String>,
    /// Where everything is kept; made if it is not there.
    pub folder: PathBuf,
    /// The backend's clock.
    pub now: Clock,
    /// A city of so many items: what the practice catalogue has, and made ones from this seed.
    pub items: Option<(u32, u64)>,
}

impl std::fmt::Debug for Config {
    /// Without the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// How a server looks after its folder; all of it data of the city that runs it.
#[derive(Debug, Clone)]
pub struct Care {
    /// Where backups go. Without a folder every committed position counts as backed up: this city has nothing better.
    pub backups: Option<PathBuf>,
    /// Another realm than practice: a city's acceptance tests, say.
    pub realm: Option<String>,
    /// Between two looks at clocks, uploads and backups.
    pub every: Duration,
    /// A folder of item files (`domain::catalogue::Item`, JSON) that take the place of the practice city's of the same
    /// code, or stand beside them. What the linter finds in them stops the start.
    pub catalogue: Option<PathBuf>,
    /// Where licences come from; none: the practice city's own.
    pub platform: Option<Arc<dyn Platform>>,
    /// Where messages to applicants go; none: onto the practice city's phones.
    pub messages: Option<Arc<dyn Messages>>,
}

impl Default for Care {
    fn default() -> Self {
        Self {
            backups: None,
            realm: None,
            catalogue: None,
            every: Duration::from_secs(60),
            platform: None,
            messages: None,
        }
    }
}
