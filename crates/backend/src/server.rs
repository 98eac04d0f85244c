//! One server, from its start to its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::config::{Care, Config};
use crate::{progress, router};

/// How long calls that are under way may go on after [`Server::stop`].
const GRACE: Duration = Duration::from_secs(3);

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder, or the address.
    #[error("the folder or the address: {0}")]
    Io(#[from] std::io::Error),
    /// The database: broken, or in use by another server.
    #[error("the database cannot be opened")]
    Database(#[from] rusqlite::Error),
    /// The folder's key or a key in it.
    #[error("a key of the folder cannot be used")]
    Key,
    /// A newer program made the folder.
    #[error("the folder was made by a newer program")]
    Newer,
    /// The token is not plain letters and digits.
    #[error("the token may hold ASCII letters, digits, - and _ only")]
    Token,
    /// The practice city inside the program is broken.
    #[error("the practice city's {0} cannot be read")]
    City(&'static str),
    /// Item files that were given: what the linter found in them, a Chinese line each.
    #[error("the item files may not be published:\n{}", .0.join("\n"))]
    Items(Vec<String>),
    /// Clocks, uploads or backups could not be looked after.
    #[error("clocks, uploads or backups could not be looked after")]
    Care,
    /// The start was interrupted.
    #[error("the start was interrupted")]
    Interrupted,
}

/// A running backend.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    prefix: String,
    stop: watch::Sender<bool>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Opens the folder, listens, serves. When it returns, the first call is answered.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(config: Config) -> Result<Self, StartError> {
        Self::start_with(config, Care::default()).await
    }

    /// [`Server::start`] with another care of the folder. What ran out while the server was down has run out when it
    /// returns.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start_with(config: Config, care: Care) -> Result<Self, StartError> {
        let prefix = prefix(config.token.as_deref())?;
        let (folder, clock, path) = (config.folder, config.now, prefix.clone());
        let (every, made) = (care.every, config.items);
        let app = tokio::task::spawn_blocking(move || {
            let app = App::new(folder, clock, path, (&care, made))?;
            let wound = app.wind_clocks().and_then(|()| app.look_after());
            wound.map(|()| app).map_err(|_| StartError::Care)
        });
        let app = Arc::new(app.await.map_err(|_| StartError::Interrupted)??);
        let listener = TcpListener::bind(config.listen).await?;
        let address = listener.local_addr()?;
        let (stop, mut stopped) = watch::channel(false);
        tokio::spawn(look_after(Arc::clone(&app), every, stop.subscribe()));
        let router = router::router(app);
        let serve = axum::serve(listener, router).with_graceful_shutdown(async move {
            // An error means that the server was dropped: it ends too.
            let _ = stopped.wait_for(|stop| *stop).await;
        });
        Ok(Self {
            address,
            prefix,
            stop,
            task: tokio::spawn(serve.into_future()),
        })
    }

    /// Where a desk finds it, with the token's path: `http://127.0.0.1:PORT/t/TOKEN`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.prefix)
    }

    /// Ends it: takes no more calls, gives those under way three seconds, closes the database.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if self.task.is_finished() {
            return;
        }
        if tokio::time::timeout(GRACE, &mut self.task).await.is_err() {
            self.task.abort();
            let _ = (&mut self.task).await;
        }
    }

    /// Returns when it has ended by itself.
    ///
    /// # Errors
    /// The listener's.
    pub async fn wait(&mut self) -> std::io::Result<()> {
        if self.task.is_finished() {
            return Ok(());
        }
        (&mut self.task).await.unwrap_or_else(|error| {
            if error.is_cancelled() {
                Ok(())
            } else {
                Err(std::io::Error::other("the server ended abnormally"))
            }
        })
    }
}

/// Looks after the folder until the server stops. What could not be done now is tried at the next look.
async fn look_after(app: Arc<App>, every: Duration, mut stopped: watch::Receiver<bool>) {
    loop {
        let in_turn = tokio::select! {
            () = tokio::time::sleep(every) => true,
            () = app.pushes.notified() => false,
            _ = stopped.wait_for(|stop| *stop) => return,
        };
        if in_turn {
            let app = Arc::clone(&app);
            let _ = tokio::task::spawn_blocking(move || app.look_after()).await;
        }
        progress::hand_over(&app).await;
    }
}

fn prefix(token: Option<&str>) -> Result<String, StartError> {
    let Some(token) = token else {
        return Ok(String::new());
    };
    let plain = token
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if token.is_empty() || !plain {
        return Err(StartError::Token);
    }
    Ok(format!("/t/{token}"))
}
