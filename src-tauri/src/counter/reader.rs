//! The ID-card reader of this counter: the machine's own, or in the practice city the one that it plays.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use desk::counter::{NO_TROUBLE, holders};
use desk::view::CardView;
use desk::{Desk, DeskFault, Outcome, Whose};
use devices::id_reader::simulate::{self, Service};
use devices::id_reader::{Card, Kept, Pace, ReadFault, Reader};
use devices::panel::{Board, State, id};
use tokio::sync::Notify;

use super::is_played;

/// What lies on the practice city's reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Play {
    /// Whose card.
    pub citizen: String,
    /// What is wrong.
    pub trouble: String,
}

/// The reader at this counter.
pub struct CardReader {
    board: Arc<Board>,
    /// Ends the reading under way.
    cancel: Notify,
    /// One reading at a time: the service serves one.
    turn: tokio::sync::Mutex<()>,
    /// Read, and nobody has said yet whose it is. In memory only, and only as long.
    asked: Mutex<Option<Card>>,
    play: Mutex<Play>,
    service: tokio::sync::Mutex<Option<Service>>,
}

impl CardReader {
    /// A reader that nobody has asked yet.
    #[must_use]
    pub fn new(board: Arc<Board>) -> Self {
        let first = holders().into_iter().next();
        Self {
            board,
            cancel: Notify::new(),
            turn: tokio::sync::Mutex::default(),
            asked: Mutex::default(),
            play: Mutex::new(Play {
                citizen: first.map(|one| one.code).unwrap_or_default(),
                trouble: NO_TROUBLE.to_owned(),
            }),
            service: tokio::sync::Mutex::default(),
        }
    }

    /// Reads a card and gives it to the desk. A second press while one is under way changes nothing.
    ///
    /// # Errors
    /// The reader's, the card's, or that it was given up.
    pub async fn read(&self, desk: &Desk, kept: &Kept) -> Outcome<CardView> {
        // Locked or signed out: no card is read for nobody.
        desk.station()?;
        desk.touch();
        let Ok(_turn) = self.turn.try_lock() else {
            let say = "正在读卡，请稍候，或按 Esc 取消。";
            return Err(DeskFault::new("reader_reading", say));
        };
        *self.held() = None;
        let reader = self.reader(desk, kept).await?;
        let read = tokio::select! {
            read = reader.read() => read,
            () = self.cancel.notified() => return Err(cancelled()),
        };
        self.tell(desk, kept, read.as_ref().err().copied());
        let card = read?;
        // Asking it whether it is there is no use of it.
        self.board.used(id::READER, crate::shell::now());
        let view = desk.take_card(&card, None).await?;
        if view.outcome == "ask" {
            *self.held() = Some(card);
        }
        Ok(view)
    }

    /// Gives the reading under way up.
    pub fn cancel(&self) {
        self.cancel.notify_waiters();
    }

    /// Whose card it was that was asked about; anything else: nobody's, and it is forgotten.
    ///
    /// # Errors
    /// The desk's; that there is no such card any more.
    pub async fn settle(&self, desk: &Desk, whose: &str) -> Outcome<Option<CardView>> {
        let card = self.held().take();
        let Some(whose) = Whose::of(whose) else {
            return Ok(None);
        };
        let gone = || DeskFault::new("card_gone", "刚才读的卡已不在内存里。请重新读卡。");
        let card = card.ok_or_else(gone)?;
        desk.take_card(&card, Some(whose)).await.map(Some)
    }

    /// Asks the service whether it is there; no card is touched. Answers a sentence.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn test(&self, desk: &Desk, kept: &Kept) -> Outcome<String> {
        let reader = self.reader(desk, kept).await?;
        let version = reader.version().await;
        self.tell(desk, kept, version.as_ref().err().copied());
        Ok(match version?.as_str() {
            "" => "读卡服务有应答。请放一张卡，在受理台按 Alt+R 试读。".to_owned(),
            version => {
                format!("读卡服务有应答，版本 {version}。请放一张卡，在受理台按 Alt+R 试读。")
            }
        })
    }

    /// What lies on the practice city's reader.
    #[must_use]
    pub fn playing(&self) -> Play {
        self.play
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Puts something else on the practice city's reader.
    ///
    /// # Errors
    /// Not the practice city; nobody's card.
    pub async fn play(&self, desk: &Desk, play: Play) -> Outcome<()> {
        let scene = desk.reader_scene(&play.citizen, &play.trouble)?;
        if let Some(service) = self.service.lock().await.as_ref() {
            service.play(scene);
        }
        *self.play.lock().unwrap_or_else(PoisonError::into_inner) = play;
        let say = "由练习城市代替，可以在下方换一张卡。";
        self.board.tell(id::READER, State::Simulated, say);
        Ok(())
    }

    async fn reader(&self, desk: &Desk, kept: &Kept) -> Outcome<Reader> {
        if !is_played(desk, kept) {
            return Ok(Reader::new(kept.place(), Pace::default())?);
        }
        let mut held = self.service.lock().await;
        let play = self.playing();
        let scene = desk.reader_scene(&play.citizen, &play.trouble)?;
        let service = match held.take() {
            Some(service) => {
                service.play(scene);
                service
            }
            None => {
                let started = Service::start(scene).await;
                started.map_err(|_| DeskFault::from(ReadFault::Absent))?
            }
        };
        let reader = Reader::new(Some(service.address()), simulate::pace());
        *held = Some(service);
        Ok(reader?)
    }

    fn tell(&self, desk: &Desk, kept: &Kept, fault: Option<ReadFault>) {
        let before = self.board.state(id::READER).unwrap_or(State::Absent);
        let works = if is_played(desk, kept) {
            State::Simulated
        } else {
            State::Ready
        };
        let (state, say) = stands(fault, before, works);
        self.board.tell(id::READER, state, &say);
    }

    fn held(&self) -> MutexGuard<'_, Option<Card>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the reader stands after an answer, and what the panel says.
fn stands(fault: Option<ReadFault>, before: State, works: State) -> (State, String) {
    use ReadFault as F;
    let Some(fault) = fault else {
        let say = match works {
            State::Simulated => "由练习城市代替，可以在下方换一张卡。",
            _ => "读卡服务有应答。在受理台按 Alt+R 读卡。",
        };
        return (works, say.to_owned());
    };
    let state = match fault {
        // What worked before was pulled out or ended.
        F::Absent | F::NotConnected if before.works() || before == State::Gone => State::Gone,
        F::Absent | F::NotConnected => State::Absent,
        F::Slow | F::Garbled(_) => State::Silent,
        // The reader is well; the card or another program is not.
        F::Busy | F::NoCard | F::Unreadable | F::OtherCard => works,
    };
    (state, DeskFault::from(fault).say)
}

fn cancelled() -> DeskFault {
    DeskFault::new("cancelled", "已取消读卡，没有登记。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_answered_and_is_pulled_out_is_gone_and_one_never_seen_is_absent() {
        let stands = |fault, before| stands(Some(fault), before, State::Ready).0;
        assert_eq!(stands(ReadFault::NotConnected, State::Ready), State::Gone);
        assert_eq!(stands(ReadFault::Absent, State::Gone), State::Gone);
        assert_eq!(stands(ReadFault::Absent, State::Absent), State::Absent);
        assert_eq!(stands(ReadFault::Slow, State::Ready), State::Silent);
        assert_eq!(stands(ReadFault::NoCard, State::Silent), State::Ready);
    }
}
