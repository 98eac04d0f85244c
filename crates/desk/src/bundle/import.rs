use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek as _};
use std::path::Path;

use ::seal::bundle::{Code, Fault, Key, Part};
use domain::act::{Header, Subject};
use serde::Serialize;
use store::{Carried, CarriedAct, NewAct, StoreError};
use uuid::Uuid;
use wire::{ActResult, BundleAct, BundleDraft, BundleFile};

use super::check::Check;
use super::peers::Peers;
use super::walk::{Nothing, Sink, walk};
use super::{copy, disk, unread, walk};
use crate::fault::Outcome;
use crate::station::{Station, claim_key};
use crate::view::BundleView;
use crate::{Desk, cases};

/// A bundle that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Its id.
    pub bundle: String,
    /// Terminal id of the station that made it.
    pub station: String,
    /// Acts in it.
    pub acts: u64,
    /// Of them new here, and in the queue.
    pub added: u64,
    /// Of them here already.
    pub known: u64,
    /// Of them refused: another act has their id or place here.
    pub forked: u64,
    /// Files in it.
    pub files: u64,
    /// Drafts copied; one that was copied before is left alone.
    pub drafts: u64,
}

impl Imported {
    /// In words.
    #[must_use]
    pub fn view(&self) -> BundleView {
        let forked = match self.forked {
            0 => String::new(),
            count => format!("另有 {count} 个编号冲突，没有收下，请联系管理员。"),
        };
        BundleView {
            say: format!(
                "离线包已导入：新收 {} 个动作，本机已有 {} 个；附件 {} 个，草稿 {} 份。联网后由本机代发。{forked}",
                self.added, self.known, self.files, self.drafts
            ),
            code: None,
        }
    }
}

/// A bundle that went to the backend as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// Its id.
    pub bundle: String,
    /// Stored now.
    pub durable: u64,
    /// Stored before.
    pub duplicate: u64,
    /// Stored, a task for a person.
    pub contested: u64,
    /// Refused, or not possible now.
    pub refused: u64,
    /// Files stored.
    pub files: u64,
    /// Drafts left in it: only a station takes them.
    pub drafts: u64,
}

impl Desk {
    /// Takes a bundle in: checked whole before anything is kept. The same bundle twice changes nothing.
    ///
    /// # Errors
    /// `bundle_…` for each reason not to read it, the disk's, the store's. After a `bundle_…` nothing has changed.
    pub async fn import(&self, path: &Path, code: Option<&str>) -> Outcome<Imported> {
        let station = self.station()?;
        let code = code.map(|text| Code::parse(text).ok_or_else(|| unread(Fault::Key)));
        let code = code.transpose()?;
        self.renew(&station).await;
        let (desk, path) = (self.clone(), path.to_owned());
        let done = tokio::task::spawn_blocking(move || desk.read(&station, &path, code.as_ref()));
        let done = done.await.map_err(|_| unread(Fault::Altered))?;
        self.nudge();
        done
    }

    fn read(&self, station: &Station, path: &Path, code: Option<&Code>) -> Outcome<Imported> {
        let mut file = File::open(path).map_err(|error| disk(&error))?;
        let peers = Peers::of(station)?;
        let check = Check {
            realm: station.realm(),
            peers: &peers,
        };
        let key = code.map_or(Key::Station(&station.0.terminal), Key::Code);
        let first = walk(BufReader::new(&file), key, &check, &mut Nothing)?;
        file.rewind().map_err(|error| disk(&error))?;
        let mut keeping = Keeping {
            station,
            members: self.users(),
            acts: Vec::new(),
            drafts: 0,
        };
        let again = walk(BufReader::new(&file), key, &check, &mut keeping)?;
        if again.head != first.head {
            return Err(unread(Fault::Altered));
        }
        let carried = self.carry(station, &keeping.acts)?;
        station.store().journal_sync()?;
        let bundle = Uuid::from_slice(&again.head.bundle).unwrap_or_default();
        let detail = [
            ("bundle", bundle.to_string()),
            ("station", again.head.station.clone()),
            ("acts", again.about.acts.to_string()),
            ("added", carried.added.to_string()),
        ];
        let detail: Vec<_> = detail
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        self.record(station, "imported", &detail)?;
        Ok(Imported {
            bundle: bundle.to_string(),
            station: again.head.station,
            acts: again.about.acts,
            added: carried.added,
            known: carried.known,
            forked: carried.forked.len() as u64,
            files: again.about.files,
            drafts: keeping.drafts,
        })
    }

    /// The acts in one transaction, then the lists that show them.
    fn carry(&self, station: &Station, acts: &[CarriedAct]) -> Outcome<Carried> {
        let carried = station.store().carry(acts)?;
        let touched: BTreeSet<Uuid> = acts.iter().filter_map(|act| act.act.case).collect();
        for case in touched {
            if let Some(row) = cases::summary(station, case)? {
                station.store().put_case(&row)?;
            }
        }
        Ok(carried)
    }

    /// Hands a bundle to the backend as it is; nothing of it is kept here.
    ///
    /// # Errors
    /// The disk's, the call's.
    pub async fn deliver(&self, path: &Path) -> Outcome<Delivered> {
        let station = self.station()?;
        self.connect(&station).await?;
        let remote = self.remote().ok_or_else(crate::desk::no_backend)?;
        File::open(path).map_err(|error| disk(&error))?;
        let taken = remote.post_bundle(path.to_owned()).await?.data;
        let count = |which: fn(&ActResult) -> bool| {
            taken.results.iter().filter(|result| which(result)).count() as u64
        };
        let durable = count(|result| matches!(result, ActResult::Durable { .. }));
        let duplicate = count(|result| matches!(result, ActResult::Duplicate { .. }));
        let contested = count(|result| matches!(result, ActResult::Contested { .. }));
        Ok(Delivered {
            bundle: taken.bundle.to_string(),
            durable,
            duplicate,
            contested,
            refused: taken.results.len() as u64 - durable - duplicate - contested,
            files: taken.files,
            drafts: taken.drafts,
        })
    }
}

/// The second way through: files and drafts are kept as they come, they have no effect yet; acts at the end.
struct Keeping<'a> {
    station: &'a Station,
    members: Vec<String>,
    acts: Vec<CarriedAct>,
    drafts: u64,
}

impl Sink for Keeping<'_> {
    fn file(&mut self, file: &BundleFile, part: &Part, body: &mut dyn Read) -> Outcome<()> {
        let store = self.station.store();
        let case = match &file.claim {
            Some(_) => file.case,
            None => copy::id(self.station, file.case),
        };
        if store.attachment(case, &part.hash.0)?.is_some() {
            return Ok(());
        }
        let put = store.attachment_put(case, &file.media, file.name.as_deref(), body, file.added);
        put.map_err(|error| match error {
            StoreError::Io(error) => walk::from_body(error),
            other => other.into(),
        })?;
        if let Some(claim) = &file.claim {
            store.meta_put(&claim_key(file.case, &part.hash.0), claim)?;
        }
        Ok(())
    }

    fn act(&mut self, header: Header, act: BundleAct) -> Outcome<()> {
        let altered = || unread(Fault::Altered);
        self.acts.push(CarriedAct {
            terminal: header.origin.terminal,
            incarnation: header.origin.incarnation,
            act: NewAct {
                act_id: header.act_id,
                case: match header.subject {
                    Subject::Case(case) => Some(case),
                    Subject::Station => None,
                },
                kind: header.kind,
                captured_ms: header.captured.wall,
                seq: header.origin_seq,
                prev: header.origin_prev.map(|hash| hash.0),
                hash: ::seal::sha256(&act.bytes).0,
                salt: act.salt.as_slice().try_into().map_err(|_| altered())?,
                bytes: act.bytes,
                payload: act.payload,
                attachments: header
                    .attachments
                    .iter()
                    .map(|named| named.hash.0)
                    .collect(),
                actor: header.actor,
                replaces: header.replaces,
            },
        });
        Ok(())
    }

    fn draft(&mut self, draft: &BundleDraft, body: Vec<u8>) -> Outcome<()> {
        if !copy::is_wanted(self.station, draft.id)? {
            return Ok(());
        }
        // Whose it was goes on with it, if they work here; else whoever reads it.
        let owner = if self.members.contains(&draft.owner) {
            &draft.owner
        } else {
            self.station.user()
        };
        copy::keep(self.station, draft.id, owner, &body)?;
        self.drafts += 1;
        Ok(())
    }
}

/// A reader of the queue may ask which acts no bundle holds.
impl Desk {
    /// Acts that neither the backend nor a bundle has: a station may be cleared when there are none. The `exported`
    /// events themselves do not count, they cannot be in the bundle they tell of.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn unexported(&self) -> Outcome<Vec<Uuid>> {
        let station = self.station()?;
        let rows = station
            .store()
            .queue_rows(store::QueueFilter::All, u32::MAX)?;
        let mut exported = BTreeSet::new();
        let mut unsent = Vec::new();
        for row in &rows {
            let Some(act) = station.store().act(row.act_id)? else {
                continue;
            };
            let named = exported_hashes(&act);
            let tells = !named.is_empty() || is_export(&act);
            exported.extend(named);
            if !row.state.is_durable() && row.ended_by.is_none() && !tells {
                unsent.push((row.act_id, act.hash));
            }
        }
        let left = unsent
            .into_iter()
            .filter(|(_, hash)| !exported.contains(hash));
        Ok(left.map(|(act, _)| act).collect())
    }
}

fn event(act: &store::StoredAct) -> Option<domain::act::StationEvent> {
    match cases::read(act).1? {
        domain::act::Payload::Station(event) => Some(event),
        _ => None,
    }
}

fn is_export(act: &store::StoredAct) -> bool {
    act.kind == "station" && event(act).is_some_and(|event| event.what == "exported")
}

fn exported_hashes(act: &store::StoredAct) -> Vec<[u8; 32]> {
    let event = event(act).filter(|event| act.kind == "station" && event.what == "exported");
    let hashes = event.and_then(|event| event.detail.get("hashes").cloned());
    let hashes = hashes.unwrap_or_default();
    let named = hashes.split(',').filter_map(::seal::Hash32::from_hex);
    named.map(|hash| hash.0).collect()
}
