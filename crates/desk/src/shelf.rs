//! The store's side of the drain: `store` and `sync` do not know each other, so effects are carried here.

mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use ::seal::{Hash32, PublicKey, Use, cbor};
use domain::act::{Header, Payload, Subject};
use domain::queue::RowState;
use store::{Absorb, Alarm, CURSOR, RemoteAct, Settlement, StoreError};
use sync::{Change, ConnectionState, Contact, FileKey, Row, Settled, Shelf};
use uuid::Uuid;
use wire::{FeedEvent, PositionedAct, WireAct};

use self::rows::row;
use crate::alarm;
use crate::cases;
use crate::station::{Station, claim_key};

/// Rows loaded for one drain.
const MOST_ROWS: u32 = 100_000;

/// The shelf of a signed-in station.
pub(crate) struct StationShelf<'a> {
    pub(crate) station: &'a Station,
    pub(crate) connection: &'a Mutex<ConnectionState>,
    /// When this drain began, milliseconds since the Unix epoch.
    pub(crate) now: i64,
}

impl StationShelf<'_> {
    /// The backend has an act of this folder's present life that is not here: an older copy was put in its place. The
    /// folder goes on in another life, so that no place is taken twice.
    fn look_behind(&self, acts: &[RemoteAct]) -> Result<(), StoreError> {
        let store = self.station.store();
        let head = store.origin_head()?;
        for act in acts {
            let ours = header(&act.bytes).filter(|header| {
                header.origin.terminal == self.station.0.identity.station
                    && Some(header.origin.incarnation) == head.incarnation
            });
            let Some(header) = ours else { continue };
            if store.act(act.act_id)?.is_some_and(|here| here.origin_local) {
                continue;
            }
            let now = act.captured_ms;
            if store.begin_incarnation(head.turn, Uuid::new_v4(), "behind", now)? {
                store.alarm_raise(&Alarm {
                    code: alarm::BEHIND.to_owned(),
                    detail: format!("{}/{}", header.origin.incarnation, header.origin_seq),
                    raised_ms: now,
                })?;
            }
            return Ok(());
        }
        Ok(())
    }
}

/// What an act's bytes say of it, believed by whoever checked them.
fn header(bytes: &[u8]) -> Option<Header> {
    let parsed = ::seal::ParsedMany::parse(bytes).ok()?;
    cbor::decode_strict(parsed.payload()).ok()
}

fn settlement(row: &Settled) -> Settlement {
    Settlement {
        act_id: row.act_id,
        ack: row.ack.clone(),
        position: row.position,
        state: row.state.clone(),
    }
}

impl Shelf for StationShelf<'_> {
    type Error = StoreError;

    fn rows(&self) -> Result<Vec<Row>, StoreError> {
        let mut rows = self.station.store().queue_load(MOST_ROWS)?;
        self.across_origins(&mut rows)?;
        Ok(rows.into_iter().map(row).collect())
    }

    fn persist(&self, changes: &[Change]) -> Result<(), StoreError> {
        self.keep(&[], changes)
    }

    fn settle(&self, settled: &[Settled]) -> Result<(), StoreError> {
        self.keep(settled, &[])
    }

    fn keep(&self, settled: &[Settled], changes: &[Change]) -> Result<(), StoreError> {
        if !settled.is_empty() {
            crash::point(crash::Point::SettleBegun);
        }
        let answers: Vec<_> = settled.iter().map(settlement).collect();
        let moved: Vec<_> = changes
            .iter()
            .map(|change| (change.act_id, change.state.clone()))
            .collect();
        self.station.store().queue_keep(&answers, &moved)?;
        if !settled.is_empty() {
            crash::point(crash::Point::SettleOne);
        }
        if changes
            .iter()
            .any(|change| change.state == RowState::Sending)
        {
            crash::point(crash::Point::SendingMarked);
        }
        Ok(())
    }

    fn epoch(&self) -> Result<Option<String>, StoreError> {
        let present = self.station.store().backend_epoch()?;
        Ok(present.map(|(epoch, _)| epoch))
    }

    fn new_epoch(&self, epoch: &str, reopen: Option<u64>) -> Result<Vec<Row>, StoreError> {
        // What of it stands in a backup comes with the same reply, to `contact`.
        let store = self.station.store();
        let told = store.backend_told(epoch, 0, reopen)?;
        if !told.reopened.is_empty() {
            store.alarm_raise(&Alarm {
                code: alarm::RESTORED.to_owned(),
                detail: epoch.to_owned(),
                raised_ms: self.now,
            })?;
        }
        self.rows_of(&told.reopened)
    }

    fn acts_lost(&self, acts: &[Hash32]) -> Result<Vec<Row>, StoreError> {
        let hashes: Vec<_> = acts.iter().map(|hash| hash.0).collect();
        let reopened = self.station.store().backend_lacks(&hashes)?;
        self.rows_of(&reopened)
    }

    fn act(&self, act_id: Uuid) -> Result<Option<WireAct>, StoreError> {
        Ok(self.station.store().act(act_id)?.and_then(|act| {
            Some(WireAct {
                bytes: act.bytes.into(),
                salt: act.salt?.to_vec().into(),
                payload: act.payload?.into(),
            })
        }))
    }

    fn acts(&self, ids: &[Uuid]) -> Result<Vec<Option<WireAct>>, StoreError> {
        let wire = |act: store::SendableAct| WireAct {
            bytes: act.bytes.into(),
            salt: act.salt.to_vec().into(),
            payload: act.payload.into(),
        };
        let found = self.station.store().queue_acts(ids)?;
        Ok(found.into_iter().map(|act| act.map(wire)).collect())
    }

    fn read_file(&self, key: FileKey, offset: u64, length: usize) -> Result<Vec<u8>, StoreError> {
        self.station
            .store()
            .attachment_read(key.case, &key.hash.0, offset, length)
    }

    fn upload(&self, key: FileKey) -> Result<Option<(u64, Option<String>)>, StoreError> {
        let found = self.station.store().attachment(key.case, &key.hash.0)?;
        Ok(found.map(|file| (file.bytes, file.upload_url)))
    }

    fn claim(&self, key: FileKey) -> Result<Option<Vec<u8>>, StoreError> {
        let store = self.station.store();
        store.meta_get(&claim_key(key.case, &key.hash.0))
    }

    fn file_progress(&self, key: FileKey, url: &str, offset: u64) -> Result<(), StoreError> {
        self.station
            .store()
            .attachment_progress(key.case, &key.hash.0, Some(url), offset)?;
        crash::point(crash::Point::UploadKept);
        Ok(())
    }

    fn file_stored(&self, key: FileKey) -> Result<(), StoreError> {
        self.station
            .store()
            .attachment_stored(key.case, &key.hash.0)?;
        crash::point(crash::Point::FileStored);
        Ok(())
    }

    fn file_lost(&self, key: FileKey) -> Result<(), StoreError> {
        self.station
            .store()
            .attachment_missing(key.case, &key.hash.0)
    }

    fn contact(&self, contact: &Contact) -> Result<(), StoreError> {
        let store = self.station.store();
        let present = store.backend_epoch()?.map(|(epoch, _)| epoch);
        if present.as_ref() == Some(&contact.life.epoch) {
            store.backend_told(&contact.life.epoch, contact.backed_up_to, None)?;
        }
        self.station.0.clock.contact(store, contact.now)
    }

    fn connection(&self, state: &ConnectionState) {
        *self
            .connection
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = state.clone();
    }

    fn feed_cursor(&self) -> Result<Option<String>, StoreError> {
        Ok(self
            .station
            .store()
            .meta_get(CURSOR)?
            .and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    fn take_feed(&self, events: Vec<FeedEvent>, cursor: &str) -> Result<(), StoreError> {
        let mut acts: Vec<(Uuid, PositionedAct)> = Vec::new();
        // The last word of a page counts.
        let mut in_view: BTreeMap<Uuid, bool> = BTreeMap::new();
        for event in events {
            match event {
                FeedEvent::Entered(entered) => {
                    in_view.insert(entered.case, true);
                    acts.extend(entered.acts.into_iter().map(|act| (entered.case, act)))
                }
                FeedEvent::Act { case, act } => {
                    in_view.insert(case, true);
                    acts.push((case, act));
                }
                FeedEvent::Left { case } => drop(in_view.insert(case, false)),
            }
        }
        let remote: Vec<RemoteAct> = acts
            .iter()
            .filter_map(|(case, act)| Some(believed(self.station, *case, act)?.1))
            .collect();
        self.look_behind(&remote)?;
        let touched: BTreeSet<Uuid> = remote.iter().map(|act| act.case).collect();
        let store = self.station.store();
        store.absorb(&Absorb {
            acts: remote,
            ..Absorb::default()
        })?;
        crash::point(crash::Point::FeedTaken);
        // The cursor moves with what the acts made of their cases: cut off before, the page comes again.
        let cases = touched
            .into_iter()
            .filter_map(|case| cases::summary(self.station, case).transpose());
        store.absorb(&Absorb {
            cases: cases.collect::<Result<_, _>>()?,
            left: cases_where(&in_view, false)
                .map(|case| (case, self.now))
                .collect(),
            came: cases_where(&in_view, true).collect(),
            cursor: Some(cursor.as_bytes().to_vec()),
            ..Absorb::default()
        })?;
        Ok(())
    }
}

fn cases_where(in_view: &BTreeMap<Uuid, bool>, wanted: bool) -> impl Iterator<Item = Uuid> {
    let chosen = in_view.iter().filter(move |(_, seen)| **seen == wanted);
    chosen.map(|(case, _)| *case)
}

/// An act of the feed whose envelope, realm, subject and payload hash hold; what does not is left out, and the log
/// of the backend keeps it.
pub(crate) fn believed(
    station: &Station,
    case: Uuid,
    act: &PositionedAct,
) -> Option<(Header, RemoteAct)> {
    let bytes = &act.act.bytes.0;
    let header: Header = cbor::decode_strict(&opened(station, bytes)?).ok()?;
    let salt: [u8; 32] = act.act.salt.0.as_slice().try_into().ok()?;
    let hash = ::seal::sha256(&[&salt[..], &act.act.payload.0].concat());
    let sound = header.realm == station.realm()
        && header.subject == Subject::Case(case)
        && header.payload_hash.0 == hash.0
        && act.verdict != wire::Verdict::Rejected;
    let remote = RemoteAct {
        act_id: header.act_id,
        case,
        kind: header.kind.clone(),
        captured_ms: header.captured.wall,
        hash: ::seal::sha256(bytes).0,
        bytes: bytes.clone(),
        salt,
        payload: act.act.payload.0.clone(),
        position: act.position,
    };
    sound.then_some((header, remote))
}

/// The payload under the signatures. Our own acts are checked by their hash in the store; another desk's members
/// are vouched for by the backend that stored them; the backend's own acts must be signed by a terminal key of the
/// trust list.
fn opened(station: &Station, bytes: &[u8]) -> Option<Vec<u8>> {
    let trust = &station.reference().trust;
    let listed = |use_: Use, kid: &[u8]| -> Option<PublicKey> {
        trust.find(use_, kid).map(|key| key.key.clone())
    };
    let parsed = ::seal::ParsedMany::parse(bytes).ok()?;
    if parsed.len() == 1 {
        return ::seal::open_many(bytes, &[Use::Terminal], listed)
            .ok()
            .map(|opened| opened.payload);
    }
    Some(parsed.payload().to_vec())
}

/// An act's payload, or nothing where this program does not know its kind.
pub(crate) fn payload(bytes: &[u8]) -> Option<Payload> {
    cbor::decode_strict(bytes).ok()
}
