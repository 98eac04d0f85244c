//! The idle lock: nobody's hand at the window for some minutes, and it shows nothing and takes nothing until the member
//! or another one comes. Sending goes on.

use std::sync::atomic::Ordering;

use domain::act::ClockQuality;
use store::slots::Slots;

use super::{Desk, locked};
use crate::fault::{DeskFault, Outcome};
use crate::station::Key;

impl Desk {
    /// A hand was at the window.
    pub fn touch(&self) {
        *locked(&self.0.hand) = Some((self.0.edge.machine)().up);
    }

    /// Locks where no hand was seen for as long as the city allows; whether it did.
    pub fn lock_if_idle(&self) -> bool {
        let Ok(station) = self.station() else {
            return false;
        };
        let allowed = i64::from(station.reference().city.desk.idle_minutes) * 60_000;
        let up = (self.0.edge.machine)().up;
        let since = *locked(&self.0.hand).get_or_insert(up);
        // Behind what was seen: another boot, which no window outlives; counted anew.
        if up < since {
            self.touch();
        }
        allowed > 0 && up - since >= allowed && self.lock().is_ok()
    }

    /// Locks the window; the draft stays where it is.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn lock(&self) -> Outcome<()> {
        let station = self.station()?;
        self.record(&station, "lock", &[])?;
        locked(&self.0.unmasked).clear();
        self.0.locked.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// Whether somebody is signed in behind a locked window.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.0.signed_in.load(Ordering::SeqCst) && self.0.locked.load(Ordering::SeqCst)
    }

    /// The same member comes back: by the password, and to the draft that was on the desk.
    ///
    /// # Errors
    /// Not locked, a wrong password.
    pub async fn unlock(&self, password: &str) -> Outcome<()> {
        if !self.is_locked() {
            return Ok(());
        }
        let station = self.any_station()?;
        let (dir, password) = (self.0.config.dir.clone(), password.to_owned());
        let factor = self.factor(&Slots::load(&dir)?, station.user()).await?;
        let user = station.user().to_owned();
        let opened = tokio::task::spawn_blocking(move || -> Outcome<()> {
            let key = Key {
                user: &user,
                password: &password,
                factor,
            };
            Slots::load(&dir)?.open(&user, key.unlock())?;
            Ok(())
        });
        opened
            .await
            .map_err(|_| DeskFault::new("failed", "解锁中断，请重试。"))??;
        self.0.locked.store(false, Ordering::SeqCst);
        self.touch();
        self.record(&station, "unlock", &[])
    }

    /// A settable clock belongs to the practice city alone.
    pub(crate) fn allow_clock(&self) -> Outcome<()> {
        if self.0.edge.settable && !self.is_practice() {
            return Err(DeskFault::new(
                "clock_not_settable",
                "这是正式工作站，不能使用可调的练习时钟。请去掉 ZC_CLOCK 后再打开。",
            ));
        }
        Ok(())
    }

    /// Whether the backend's time was seen in this boot.
    #[must_use]
    pub fn is_anchored(&self) -> bool {
        self.any_station()
            .is_ok_and(|station| self.captured(&station).quality == ClockQuality::Anchored)
    }
}
