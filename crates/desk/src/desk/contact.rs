use domain::act::{Captured, ClockQuality};
use domain::clock::Doubt;
use sync::Verifier;

use super::{Desk, locked};
use crate::fault::Outcome;
use crate::station::{Standing, Station, Whose, meta, open_session};

/// From here on the wall clock is worth a word, ms.
const SKEW: i64 = 60_000;

impl Desk {
    /// Now, as credible as it is.
    pub(crate) fn captured(&self, station: &Station) -> Captured {
        station.0.clock.captured()
    }

    /// Opens a session where there is none: possession of both keys, signed now. Whatever this machine takes for the
    /// time, the backend's counts from then on.
    ///
    /// # Errors
    /// The call's.
    pub(crate) async fn connect(&self, station: &Station) -> Outcome<()> {
        let remote = self.remote().ok_or_else(super::session::no_backend)?;
        if remote.session().await.is_some() {
            return Ok(());
        }
        let inner = &station.0;
        let whose = Whose {
            realm: &inner.identity.realm,
            terminal: &inner.identity.station,
            user: &inner.user,
            keys: (&inner.member, &inner.terminal),
        };
        let at = self.captured(station).credible();
        let verifier = Verifier::new(station.reference().trust.clone());
        let told = open_session(&remote, &whose, at, Some(&verifier)).await?;
        inner.clock.contact(&inner.store, told)?;
        let seen = meta::seen(&inner.user);
        Ok(inner.store.meta_put(&seen, &told.to_be_bytes())?)
    }

    /// What the clock is worth, in words; and whether that is a warning.
    pub(crate) fn clock_text(&self, station: &Station) -> (String, bool) {
        clock_words(&station.0.clock.standing())
    }

    /// Notes whether the backend answered.
    pub(crate) fn note_connection(&self, online: bool) {
        let mut since = locked(&self.0.offline_since);
        *since = if online {
            None
        } else {
            Some(since.unwrap_or_else(|| self.now()))
        };
    }
}

/// The clock in words; true: somebody must set it or go online.
pub(crate) fn clock_words(standing: &Standing) -> (String, bool) {
    let skewed = skew_text(standing.skew);
    match (standing.doubt, standing.captured.quality) {
        (Some(Doubt::Never), _) => ("时间未校准：还没有联系过市平台".to_owned(), true),
        (Some(Doubt::Back), _) => ("时间未校准：本机时钟倒走过，请校准或联网".to_owned(), true),
        (Some(Doubt::Ahead), _) => {
            let say = "时间未校准：本机时钟跳到了很久以后，请校准或联网";
            (say.to_owned(), true)
        }
        (None, quality) => match (skewed, quality) {
            (Some(skew), _) => (format!("本机时间{skew}，请校准"), true),
            (None, ClockQuality::Anchored) => ("时间可信".to_owned(), false),
            (None, _) => {
                let half = (standing.captured.latest - standing.captured.earliest) / 2;
                let minutes = (half + 59_999) / 60_000;
                (format!("时间沿用上次校准，误差 {minutes} 分钟内"), false)
            }
        },
    }
}

/// `快 9 年`, `慢 3 小时`; nothing where it is hardly off.
fn skew_text(skew: i64) -> Option<String> {
    if skew.abs() <= SKEW {
        return None;
    }
    let minutes = skew.abs() / 60_000;
    let long = match minutes {
        0..60 => format!("{minutes} 分钟"),
        60..1_440 => format!("{} 小时", minutes / 60),
        1_440..525_600 => format!("{} 天", minutes / 1_440),
        _ => format!("{} 年", minutes / 525_600),
    };
    Some(format!("{}{long}", if skew > 0 { "快 " } else { "慢 " }))
}
