//! The city's message service (短信、掌上平台推送): a true edge. What is handed over names a case's number, its state and the
//! time, nobody and nothing else (domain reference S01).

mod gateway;
mod practice;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use domain::case::Stage;
use domain::moment;
use uuid::Uuid;

pub use gateway::Gateway;
pub(crate) use practice::Practice;

use crate::app::App;
use crate::log::told;
use crate::member::Bearer;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The case.
    pub case: Uuid,
    /// Whom it goes to.
    pub phone: String,
    /// 办件编号.
    pub number: String,
    /// The state that the case has come to.
    pub state: Stage,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
}

impl Push {
    /// The same for the same case and state, however often it is handed over: a service tells a repeat by it.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}-{}", self.case.simple(), self.state.word())
    }

    /// As the applicant reads it.
    #[must_use]
    pub fn say(&self) -> String {
        let at = moment::minute_text(self.at);
        format!("您的办件 {} 于 {at} {}。", self.number, self.state.text())
    }
}

/// Why a message was not taken. It waits and is handed over again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PushFault {
    /// The service does not answer, or not in time.
    #[error("the message service does not answer")]
    Down,
    /// It refuses this message.
    #[error("the message service refuses the message")]
    Refused,
}

/// An answer that is on its way.
pub type Pushed<'a> = Pin<Box<dyn Future<Output = Result<(), PushFault>> + Send + 'a>>;

/// A city's message service.
pub trait Messages: Send + Sync + fmt::Debug {
    /// Takes a message; `Ok` once it is the service's to deliver. The same [`Push::key`] may come again.
    fn push<'a>(&'a self, message: &'a Push) -> Pushed<'a>;
}

/// Hands over what waits. What is refused waits for the next round and holds up nothing behind it; where the service does
/// not answer at all, the round ends.
pub(crate) async fn hand_over(app: &Arc<App>) {
    let Ok(waiting) = app.run(Bearer::nobody(), told::waiting).await else {
        return;
    };
    for push in waiting {
        match app.messages.push(&push).await {
            Ok(()) => {
                let noted = app.run(Bearer::nobody(), move |turn| told::sent(turn, &push));
                if noted.await.is_err() {
                    return;
                }
            }
            Err(PushFault::Refused) => {}
            Err(PushFault::Down) => return,
        }
    }
}
