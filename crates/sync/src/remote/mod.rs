//! The calls of the contract (design §6), and what each failure means.
//!
//! The caller installs a rustls crypto provider before the first [`Remote::new`]
//! (`rustls::crypto::ring::default_provider().install_default()`): one process has one.

mod address;
mod bundle;
mod call;
mod calls;
mod judge;
mod options;
mod resolver;
mod session;
mod transport;
mod tus;

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Url;

pub use address::BadBase;
pub(crate) use call::aside;
pub use options::Options;
pub(crate) use tus::Brought;
pub use tus::{UploadFailure, Uploaded};

use session::Session;

/// One backend, by its address. Clones share the session.
#[derive(Debug, Clone)]
pub struct Remote {
    http: reqwest::Client,
    base: Url,
    options: Options,
    session: Arc<Session>,
    epoch: Arc<Mutex<Option<String>>>,
}

impl Remote {
    /// A remote at `base`, which may have a path: calls go to `{base}/v1/…` and `{base}/practice/…`. Plain `http` is
    /// allowed to this machine only, and goes past every proxy.
    ///
    /// # Errors
    /// An address that is none or not allowed, or no crypto provider.
    pub fn new(base: &str, options: Options) -> Result<Self, BadBase> {
        let base = address::parse(base)?;
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(BadBase::NoCrypto);
        }
        let mut builder = reqwest::Client::builder()
            .connect_timeout(options.connect)
            .timeout(options.total)
            // A redirect is somebody else's page: the contract has none.
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(resolver::Named))
            .user_agent(concat!("zongchuang/", env!("CARGO_PKG_VERSION")));
        if address::is_loopback(&base) {
            builder = builder.no_proxy();
        }
        Ok(Self {
            http: builder.build().map_err(|_| BadBase::NoClient)?,
            base,
            options,
            session: Arc::default(),
            epoch: Arc::default(),
        })
    }

    /// Names this epoch as the known one from now on, so that a restored backend can say what it lost.
    pub fn name_epoch(&self, epoch: Option<String>) {
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = epoch;
    }

    /// The address it was made for, with a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        self.base.as_str()
    }
}
