//! The device that compares faces at this counter: the machine's own, or in the practice city the one that it plays.

use std::sync::{Arc, Mutex, PoisonError};

use desk::counter::MATCHES;
use desk::view::FaceView;
use desk::{Desk, DeskFault, Outcome};
use devices::face::simulate::{self, Service};
use devices::face::{Comparer, FaceFault, Kept, Pace};
use devices::panel::{Board, NO_FACE, State, id};
use tokio::sync::Notify;

use super::is_played;

/// The device at this counter.
pub struct FaceDevice {
    board: Arc<Board>,
    /// Ends the comparison under way.
    cancel: Notify,
    /// One comparison at a time: there is one face in front of it.
    turn: tokio::sync::Mutex<()>,
    /// What the practice city's does.
    play: Mutex<String>,
    service: tokio::sync::Mutex<Option<Service>>,
}

impl FaceDevice {
    /// A device that nobody has asked yet.
    #[must_use]
    pub fn new(board: Arc<Board>) -> Self {
        Self {
            board,
            cancel: Notify::new(),
            turn: tokio::sync::Mutex::default(),
            play: Mutex::new(MATCHES.to_owned()),
            service: tokio::sync::Mutex::default(),
        }
    }

    /// Works by these settings from now on; what is not set up is offered nowhere.
    pub fn set(&self, desk: &Desk, kept: &Kept) {
        let (state, say) = match (is_played(desk, kept), kept.place()) {
            (true, _) => (State::Simulated, PLAYED),
            (false, Some(_)) => (State::Absent, UNASKED),
            (false, None) => (State::Absent, NO_FACE),
        };
        self.board.offer_test(id::FACE, say != NO_FACE);
        self.board.tell(id::FACE, state, say);
    }

    /// The person was asked; without their consent nothing is sent. A second press while one is under way changes
    /// nothing.
    ///
    /// # Errors
    /// The desk's, the device's, or that it was given up.
    pub async fn compare(&self, desk: &Desk, kept: &Kept, consent: bool) -> Outcome<FaceView> {
        desk.station()?;
        desk.touch();
        let Ok(_turn) = self.turn.try_lock() else {
            let say = "正在比对，请稍候，或按 Esc 取消。";
            return Err(DeskFault::new("face_comparing", say));
        };
        let device = self.device(desk, kept).await?;
        let compared = tokio::select! {
            compared = desk.compare_face(&device, consent) => compared,
            () = self.cancel.notified() => return Err(cancelled()),
        };
        match &compared {
            Ok(_) if consent => {
                self.works(desk, kept);
                self.board.used(id::FACE, crate::shell::now());
            }
            // It was there, and is said to have gone.
            Err(fault) if fault.code == "face_absent" => self.fails(FaceFault::Absent),
            _ => {}
        }
        compared
    }

    fn works(&self, desk: &Desk, kept: &Kept) {
        let (state, say) = if is_played(desk, kept) {
            (State::Simulated, PLAYED)
        } else {
            (State::Ready, READY)
        };
        self.board.tell(id::FACE, state, say);
    }

    fn fails(&self, fault: FaceFault) {
        let before = self.board.state(id::FACE).unwrap_or(State::Absent);
        let (state, say) = stands(fault, before);
        self.board.tell(id::FACE, state, &say);
    }

    /// Gives the comparison under way up.
    pub fn cancel(&self) {
        self.cancel.notify_waiters();
    }

    /// Asks the service whether it is there; nobody is looked at. Answers a sentence.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn test(&self, desk: &Desk, kept: &Kept) -> Outcome<String> {
        let version = self.device(desk, kept).await?.version().await;
        let version = match version {
            Ok(version) => version,
            Err(fault) => {
                self.fails(fault);
                return Err(fault.into());
            }
        };
        self.works(desk, kept);
        Ok(format!("人脸比对服务有应答，版本 {version}。"))
    }

    /// What the practice city's does.
    #[must_use]
    pub fn playing(&self) -> String {
        let held = self.play.lock();
        held.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes the practice city's do something else.
    ///
    /// # Errors
    /// Not the practice city; no such outcome.
    pub async fn play(&self, desk: &Desk, outcome: String) -> Outcome<()> {
        let scene = desk.face_scene(&outcome)?;
        if let Some(service) = self.service.lock().await.as_ref() {
            service.play(scene);
        }
        *self.play.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
        self.board.tell(id::FACE, State::Simulated, PLAYED);
        Ok(())
    }

    async fn device(&self, desk: &Desk, kept: &Kept) -> Outcome<Comparer> {
        if !is_played(desk, kept) {
            let place = kept
                .place()
                .ok_or_else(|| DeskFault::new("face_not_set", NO_FACE))?;
            return Ok(Comparer::new(place, Pace::default())?);
        }
        let mut held = self.service.lock().await;
        let scene = desk.face_scene(&self.playing())?;
        let service = match held.take() {
            Some(service) => {
                service.play(scene);
                service
            }
            None => {
                let started = Service::start(scene).await;
                started.map_err(|_| DeskFault::from(FaceFault::Absent))?
            }
        };
        let device = Comparer::new(service.address(), simulate::pace());
        *held = Some(service);
        Ok(device?)
    }
}

const PLAYED: &str = "由练习城市代替，可以在下方换一种结果。";
const READY: &str = "人脸比对服务有应答。征得本人同意后，在受理台按“人脸比对”。";
const UNASKED: &str = "还没有找过人脸比对服务。请按“测试”。";

/// How the device stands after it did not answer, and what the panel says.
fn stands(fault: FaceFault, before: State) -> (State, String) {
    use FaceFault as F;
    let state = match fault {
        // What worked before was pulled out or ended.
        F::Absent | F::NotConnected if before.works() || before == State::Gone => State::Gone,
        F::Absent | F::NotConnected => State::Absent,
        F::Slow | F::Garbled(_) | F::Busy | F::Refused | F::Another => State::Silent,
    };
    (state, DeskFault::from(fault).say)
}

fn cancelled() -> DeskFault {
    DeskFault::new("cancelled", "已取消人脸比对，没有结果。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_answered_and_ended_is_gone_and_one_never_seen_is_absent() {
        assert_eq!(stands(FaceFault::Absent, State::Ready).0, State::Gone);
        assert_eq!(stands(FaceFault::Absent, State::Absent).0, State::Absent);
        assert_eq!(stands(FaceFault::Slow, State::Ready).0, State::Silent);
    }
}
