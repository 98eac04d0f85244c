use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::platform::Platform;

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
    /// So many generated items from this seed instead of the practice catalogue. Not used yet.
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
    /// Where licences come from; none: the practice city's own.
    pub platform: Option<Arc<dyn Platform>>,
}

impl Default for Care {
    fn default() -> Self {
        Self {
            backups: None,
            realm: None,
            every: Duration::from_secs(60),
            platform: None,
        }
    }
}
