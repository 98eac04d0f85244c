//! The camera: which there are, the one in use, what it sees.

use std::sync::Arc;
use std::time::Duration;

use devices::camera::{
    CameraFault, Cameras, Choice, Choices, Found, Mode, Patience, Seen, Session, Several, Stand,
    Use, line, list_within, say,
};
use devices::page::{jpeg, thumbnail};
use devices::panel::State;

use super::super::{Desk, locked};
use super::fault;
use crate::fault::Outcome;
use crate::station::Station;
use crate::view::{CameraView, CamerasView, ModeView};

/// Cameras answer within this or count as silent.
const LISTED: Duration = Duration::from_secs(4);
/// A frame is waited for so long; the screen then asks again.
const FRAME: Duration = Duration::from_millis(500);
/// The longer side of the preview, pixels: as many as its place on the screen has.
const PREVIEW: u32 = 960;
/// Of the preview's JPEG.
const QUALITY: u8 = 70;
/// What was chosen last, in `meta`.
const CHOICES: &str = "camera.choices";

impl Desk {
    /// The cameras of this counter, and which is taken for a material of this name.
    ///
    /// # Errors
    /// Nobody is signed in, the store's. Cameras that cannot be listed are told in the view.
    pub fn cameras(&self, material: &str) -> Outcome<CamerasView> {
        let station = self.station()?;
        let found = list_within(&self.all_cameras(), LISTED);
        let told = match &found {
            Err(silent) => Some(say(*silent).to_owned()),
            Ok(all) if all.is_empty() => Some(say(CameraFault::Absent).to_owned()),
            Ok(_) => None,
        };
        let found = found.unwrap_or_default();
        let chosen = choices(&station)?.pick(use_of(material), &found);
        Ok(CamerasView {
            cameras: found.iter().map(shown).collect(),
            chosen: chosen.as_ref().map(|choice| choice.id.clone()),
            mode: chosen
                .and_then(|choice| choice.mode)
                .map(|mode| mode_view(&mode)),
            say: told,
            folder: self.folder_view(&station)?,
        })
    }

    /// Takes a camera into use for a material of this name, and remembers it for that use. Answers at once: the frames
    /// say how it goes.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn camera_open(&self, material: &str, id: &str, mode: Option<ModeView>) -> Outcome<()> {
        let station = self.station()?;
        let mode = mode.map(|mode| Mode {
            width: mode.width,
            height: mode.height,
            rate: mode.rate,
        });
        let mut choices = choices(&station)?;
        let choice = Choice {
            id: id.to_owned(),
            mode,
        };
        choices.remember(use_of(material), choice);
        if let Ok(kept) = serde_json::to_vec(&choices) {
            station.store().meta_put(CHOICES, &kept)?;
        }
        // The one in use goes first: a camera has one user.
        self.camera_close();
        let session = Session::begin(self.all_cameras(), id, mode, Patience::default());
        locked(&self.0.capture).camera = Some((id.to_owned(), Arc::new(session)));
        Ok(())
    }

    /// Lets the camera go.
    pub fn camera_close(&self) {
        let held = locked(&self.0.capture).camera.take();
        if let Some((_, session)) = held {
            session.end();
        }
    }

    /// How the camera stands and its newest frame after `after`, small, for the screen: a byte for the state, the
    /// frame's number (u64, big-endian), a JPEG or nothing. Waits half a second at most.
    ///
    /// States: 0 opening, 1 live, 2 silent, 3 vanished, 4 refused, 5 busy, 6 absent, 7 broken, 8 no camera in use.
    #[must_use]
    pub fn camera_frame(&self, after: u64) -> Vec<u8> {
        let Some(session) = self.session_in_use() else {
            return told(8, after, &[]);
        };
        if self.station().is_err() {
            return told(8, after, &[]);
        }
        let newest = session.after(after, FRAME);
        let state = match session.stand() {
            Stand::Opening => 0,
            Stand::Live(_) => 1,
            Stand::Silent | Stand::Ended(CameraFault::Silent) => 2,
            Stand::Ended(CameraFault::Vanished) => 3,
            Stand::Ended(CameraFault::Refused) => 4,
            Stand::Ended(CameraFault::Busy) => 5,
            Stand::Ended(CameraFault::Absent) => 6,
            Stand::Ended(CameraFault::Broken) => 7,
        };
        match newest {
            Some((number, seen)) => told(state, number, &small(&seen).unwrap_or_default()),
            None => told(state, after, &[]),
        }
    }

    /// The frames of the camera in use.
    #[must_use]
    pub fn session_in_use(&self) -> Option<Arc<Session>> {
        let held = locked(&self.0.capture);
        held.camera.as_ref().map(|(_, session)| Arc::clone(session))
    }

    /// A frame taken now: one that came after the hand had pressed.
    pub(super) fn frame_now(&self) -> Outcome<Arc<Seen>> {
        let session = self
            .session_in_use()
            .ok_or_else(|| fault(CameraFault::Absent))?;
        let before = session.after(0, FRAME).map_or(0, |(number, _)| number);
        let fresh = session.after(before, Duration::from_secs(2));
        match (fresh, session.stand()) {
            (Some((_, seen)), _) => Ok(seen),
            (None, Stand::Ended(why)) => Err(fault(why)),
            (None, _) => Err(fault(CameraFault::Silent)),
        }
    }

    /// How the cameras stand, for the devices' panel. Waits for slow devices a few seconds at most.
    #[must_use]
    pub fn camera_stand(&self) -> (State, String) {
        line(&list_within(&self.all_cameras(), LISTED))
    }

    /// What is plugged in; in the practice city what is played, too. Nowhere else (design §5).
    fn all_cameras(&self) -> Arc<dyn Cameras> {
        let plugged = Arc::clone(&self.0.edge.cameras);
        match &self.0.edge.played {
            Some(played) if self.is_practice() => {
                Arc::new(Several(vec![plugged, Arc::clone(played)]))
            }
            _ => plugged,
        }
    }
}

fn small(seen: &Seen) -> Option<Vec<u8>> {
    jpeg(&thumbnail(seen.picture()?, PREVIEW), QUALITY).ok()
}

fn told(state: u8, number: u64, picture: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(9 + picture.len());
    bytes.push(state);
    bytes.extend(number.to_be_bytes());
    bytes.extend(picture);
    bytes
}

fn choices(station: &Station) -> Outcome<Choices> {
    let kept = station.store().meta_get(CHOICES)?;
    Ok(kept
        .and_then(|kept| serde_json::from_slice(&kept).ok())
        .unwrap_or_default())
}

/// A photo of the person is taken by the camera that looks at the person.
fn use_of(material: &str) -> Use {
    let portrait = ["照片", "相片", "人像", "免冠"];
    if portrait.iter().any(|word| material.contains(word)) {
        Use::Portrait
    } else {
        Use::Document
    }
}

fn shown(found: &Found) -> CameraView {
    CameraView {
        id: found.id.clone(),
        name: found.name.clone(),
        simulated: found.simulated,
        modes: found.modes.iter().map(mode_view).collect(),
        fault: found.fault.map(|fault| say(fault).to_owned()),
    }
}

fn mode_view(mode: &Mode) -> ModeView {
    ModeView {
        width: mode.width,
        height: mode.height,
        rate: mode.rate,
    }
}
