use domain::act::{Captured, ClockQuality};
use wire::{Open, SessionProof};

use super::{Desk, locked};
use crate::fault::{DeskFault, Outcome};
use crate::station::{Station, meta};

/// Uncertainty of a clock that the backend has just confirmed.
const ANCHORED_MS: i64 = 2_000;
/// Uncertainty of a carried clock: this much, and so much more a day (design §6).
const CARRIED_MS: i64 = 60_000;
const CARRIED_MS_A_DAY: i64 = 2_000;
const DAY_MS: i64 = 86_400_000;

impl Desk {
    /// Now, as credible as it is.
    pub(crate) fn captured(&self, station: &Station) -> Captured {
        let wall = self.now();
        let contact = last_contact(station);
        // Of this process: a clock that went back since is no anchor.
        let anchored = locked(&self.0.anchor).filter(|at| *at <= wall);
        match contact {
            Some(last) if wall + CARRIED_MS < last => Captured {
                wall,
                earliest: last,
                latest: last + DAY_MS,
                quality: ClockQuality::Broken,
            },
            _ if anchored.is_some() => {
                let spread = ANCHORED_MS + drift(wall - anchored.unwrap_or(wall));
                Captured {
                    wall,
                    earliest: wall - spread,
                    latest: wall + spread,
                    quality: ClockQuality::Anchored,
                }
            }
            Some(last) => {
                let spread = CARRIED_MS + drift(wall - last);
                Captured {
                    wall,
                    earliest: wall - spread,
                    latest: wall + spread,
                    quality: ClockQuality::Carried,
                }
            }
            None => Captured {
                wall,
                earliest: wall,
                latest: wall + DAY_MS,
                quality: ClockQuality::Broken,
            },
        }
    }

    /// Opens a session where there is none: possession of both keys, signed now.
    ///
    /// # Errors
    /// The call's.
    pub(crate) async fn connect(&self, station: &Station) -> Outcome<()> {
        let remote = self.remote().ok_or_else(super::session::no_backend)?;
        if remote.session().await.is_some() {
            return Ok(());
        }
        let inner = &station.0;
        let request_id = uuid::Uuid::new_v4().to_string();
        let proof = SessionProof {
            v: 1,
            realm: inner.identity.realm.clone(),
            terminal: inner.identity.station.clone(),
            user: inner.user.clone(),
            request_id: request_id.clone(),
            at: self.now(),
        };
        let broken = || DeskFault::new("failed", "登录凭据无法生成，请重新登录。");
        let bytes = ::seal::cbor::encode(&proof).map_err(|_| broken())?;
        let signed =
            ::seal::sign_act(&bytes, &inner.member, &inner.terminal).map_err(|_| broken())?;
        remote
            .open_session(&Open {
                request_id,
                proof: signed.into(),
            })
            .await?;
        Ok(())
    }

    /// What the clock is worth, in words.
    pub(crate) fn clock_text(&self, station: &Station) -> &'static str {
        match self.captured(station).quality {
            ClockQuality::Anchored => "时间可信",
            ClockQuality::Carried => "时间沿用上次校准",
            ClockQuality::Broken => "时间未校准",
        }
    }

    /// Notes whether the backend answered.
    pub(crate) fn note_connection(&self, online: bool) {
        if online {
            *locked(&self.0.anchor) = Some(self.now());
        }
        let mut since = locked(&self.0.offline_since);
        *since = if online {
            None
        } else {
            Some(since.unwrap_or_else(|| self.now()))
        };
    }
}

/// How far a clock may have run away in that time.
fn drift(ms: i64) -> i64 {
    ms.max(0) / DAY_MS * CARRIED_MS_A_DAY
}

fn last_contact(station: &Station) -> Option<i64> {
    let bytes = station.store().meta_get(meta::CONTACT).ok()??;
    bytes.try_into().ok().map(i64::from_be_bytes)
}
