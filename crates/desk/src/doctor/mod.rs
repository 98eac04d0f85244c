//! `zc doctor`: whether this machine and this folder can be worked with, check by check, each with its remedy.

mod folder;
mod machine;

use serde::Serialize;

use crate::desk::Desk;

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Stable machine word.
    pub name: &'static str,
    /// Good, bad, or cannot tell.
    pub ok: Option<bool>,
    /// What was found; what to do where it is not good.
    pub say: String,
}

impl Check {
    pub(crate) fn good(name: &'static str, say: impl Into<String>) -> Self {
        Self::told(name, Some(true), say)
    }

    pub(crate) fn bad(name: &'static str, say: impl Into<String>) -> Self {
        Self::told(name, Some(false), say)
    }

    pub(crate) fn unknown(name: &'static str, say: impl Into<String>) -> Self {
        Self::told(name, None, say)
    }

    fn told(name: &'static str, ok: Option<bool>, say: impl Into<String>) -> Self {
        Self {
            name,
            ok,
            say: say.into(),
        }
    }
}

impl Desk {
    /// All checks; those of the database's inside need somebody signed in.
    pub async fn doctor(&self) -> Vec<Check> {
        let dir = self.0.config.dir.clone();
        let store = self.any_station().ok();
        let now = self.now();
        let inside = tokio::task::spawn_blocking(move || {
            let mut checks = folder::outside(&dir);
            checks.push(match &store {
                Some(station) => folder::inside(station.store()),
                None => folder::closed(&dir),
            });
            checks.extend(
                store
                    .as_ref()
                    .map(|station| folder::alarms(station.store())),
            );
            checks.push(folder::clock(now, store.as_ref()));
            checks
        });
        let mut checks = inside
            .await
            .unwrap_or_else(|_| vec![Check::bad("folder", "检查中断，请重试。")]);
        checks.extend(machine::checks(&self.0.config.dir).await);
        checks.extend(crate::counter::checks(&self.0.config.dir, self.is_practice()).await);
        checks.push(self.backend_check().await);
        checks
    }

    async fn backend_check(&self) -> Check {
        const NAME: &str = "backend";
        let Some(remote) = self.remote() else {
            return Check::unknown(NAME, "没有设置市平台地址。");
        };
        // Open to everybody, so that it can be asked before anybody has signed in.
        match remote.trust_list(None).await {
            Ok(_) => Check::good(NAME, "市平台有应答。"),
            Err(failure) => Check::bad(NAME, crate::fault::DeskFault::from(failure).say),
        }
    }
}
