use tokio::sync::Mutex;
use uuid::Uuid;
use wire::{Opened, Refresh, Reply};

use super::Remote;
use crate::failure::Failure;
use domain::queue::Reason;

/// The tokens of the member who is signed in.
#[derive(Default)]
pub(super) struct Session {
    held: Mutex<Option<Held>>,
}

struct Held {
    opened: Opened,
    /// Of a refresh that got no answer: the same id gets the same tokens.
    asking: Option<Uuid>,
}

impl std::fmt::Debug for Session {
    /// Tokens are never printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

impl Session {
    pub(super) async fn access(&self) -> Option<String> {
        let held = self.held.lock().await;
        held.as_ref().map(|held| held.opened.access.clone())
    }
}

impl Remote {
    /// Uses these tokens from now on; `None` signs out.
    pub async fn set_session(&self, opened: Option<Opened>) {
        let held = opened.map(|opened| Held {
            opened,
            asking: None,
        });
        *self.session.held.lock().await = held;
    }

    /// The tokens in use; they change when a refresh rotates them.
    pub async fn session(&self) -> Option<Opened> {
        let held = self.session.held.lock().await;
        held.as_ref().map(|held| held.opened.clone())
    }

    /// Rotates the tokens, once however many calls found the old one refused. `refused` is the access token that a
    /// call was refused with.
    pub(super) async fn refresh(&self, refused: &str) -> Result<String, Failure> {
        let mut guard = self.session.held.lock().await;
        let held = guard.as_mut().ok_or_else(|| Failure::new(Reason::Auth))?;
        if held.opened.access != refused {
            return Ok(held.opened.access.clone());
        }
        let id = *held.asking.get_or_insert_with(Uuid::new_v4);
        let body = Refresh {
            request_id: id.to_string(),
            refresh: held.opened.refresh.clone(),
        };
        let reply: Reply<Opened> = self.post_open("v1/session/refresh", &body).await?;
        let access = reply.data.access.clone();
        *held = Held {
            opened: reply.data,
            asking: None,
        };
        Ok(access)
    }
}
