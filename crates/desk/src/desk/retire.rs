//! The end of a station: its folder is cleared only when nothing unsent is left in it, or what is left was exported.

use std::sync::PoisonError;

use serde::Serialize;
use store::QueueFilter;
use sync::Event;
use uuid::Uuid;

use super::{Desk, session};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

/// Rounds after which what can be sent has been.
const ROUNDS: usize = 6;
/// More rows than any station has unsent.
const ALL: u32 = u32::MAX;
/// Of the terminal's id, typed by hand to confirm.
const TAIL: usize = 6;

/// What is still in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remains {
    /// Terminal id.
    pub station: String,
    /// Realm.
    pub realm: String,
    /// What is typed to confirm: the last characters of the terminal's id.
    pub confirm: String,
    /// Acts that the backend does not have.
    pub unsent: usize,
    /// Drafts that nobody has signed.
    pub drafts: usize,
}

impl Desk {
    /// What a clearing would take.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn remains(&self) -> Outcome<Remains> {
        let station = self.station()?;
        let terminal = station.0.identity.station.clone();
        let tail = terminal.len().saturating_sub(TAIL);
        Ok(Remains {
            realm: station.realm().to_owned(),
            confirm: terminal[tail..].to_owned(),
            station: terminal,
            unsent: unsent(&station, &self.unexported()?)?,
            drafts: station.store().drafts(None)?.len(),
        })
    }

    /// Sends what can be sent, then clears the folder. `confirm` is [`Remains::confirm`].
    ///
    /// # Errors
    /// Not confirmed; something unsent or a draft is left; a window or another program has the folder open.
    pub async fn clear(&self, confirm: &str) -> Outcome<()> {
        self.end(confirm, "cleared").await
    }

    /// As [`Desk::clear`], and the backend is told that this station is no more: it must be there to hear it.
    ///
    /// # Errors
    /// As [`Desk::clear`]; no backend.
    pub async fn retire(&self, confirm: &str) -> Outcome<()> {
        self.remote().ok_or_else(session::no_backend)?;
        self.end(confirm, "retired").await
    }

    async fn end(&self, confirm: &str, what: &str) -> Outcome<()> {
        let before = self.remains()?;
        if confirm != before.confirm {
            let say = format!(
                "清除会删去本机的全部数据，不能恢复。确认请输入终端编号的后 {TAIL} 位：{}。",
                before.confirm
            );
            return Err(DeskFault::new("not_confirmed", say));
        }
        self.flush().await?;
        self.nothing_left()?;
        let station = self.station()?;
        self.record(&station, what, &[])?;
        self.flush().await?;
        if what == "retired" {
            self.tell_retired(&station).await?;
        }
        let dir = station.store().dir().to_owned();
        self.leave();
        *self
            .0
            .station
            .write()
            .unwrap_or_else(PoisonError::into_inner) = None;
        drop(station);
        Ok(store::clear(&dir)?)
    }

    /// The backend revokes the station, once it has everything of it, the word of the retirement included. Where it did
    /// so before this program was cut off, that counts.
    async fn tell_retired(&self, station: &Station) -> Outcome<()> {
        let remote = self.remote().ok_or_else(session::no_backend)?;
        let connected = self.connect(station).await;
        if let Err(fault) = &connected
            && fault.code == "revoked"
        {
            return Ok(());
        }
        connected?;
        if !self.is_online() || !self.unexported()?.is_empty() {
            let say = "市平台没有应答，本机没有退役，数据都在。请联网后再试。";
            return Err(DeskFault::new("offline", say));
        }
        match remote.retire().await {
            Err(failure) if failure.code() != Some(wire::FaultCode::Revoked) => Err(failure.into()),
            _ => Ok(()),
        }
    }

    async fn flush(&self) -> Outcome<()> {
        for _ in 0..ROUNDS {
            self.drain(Event::Nudge).await?;
        }
        Ok(())
    }

    fn nothing_left(&self) -> Outcome<()> {
        let left = self.remains()?;
        if left.unsent == 0 && left.drafts == 0 {
            return Ok(());
        }
        Err(DeskFault::new(
            "work_left",
            format!(
                "本机还有 {} 个动作没有发到市平台，{} 份草稿没有办完，没有清除任何内容。请联网发送，或用 zc queue export 导出后再清除；草稿请办完或放弃。",
                left.unsent, left.drafts
            ),
        ))
    }
}

/// Own acts that are nowhere but here. What the station notes about itself while it is being cleared is not work.
/// Acts of cases that neither the backend nor a bundle has.
fn unsent(station: &Station, unexported: &[Uuid]) -> Outcome<usize> {
    let rows = station.store().queue_rows(QueueFilter::All, ALL)?;
    let is_left = |row: &&store::QueueRow| row.case.is_some() && unexported.contains(&row.act_id);
    Ok(rows.iter().filter(is_left).count())
}
