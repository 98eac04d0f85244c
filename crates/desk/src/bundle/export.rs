use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Read};
use std::path::Path;

use ::seal::bundle::{Code, Making, Writer};
use ::seal::{Hash32, Use, cbor, sha256, sign1};
use serde::Serialize;
use store::{Attachment, QueueFilter, StoredAct};
use uuid::Uuid;
use wire::{BundleAbout, BundleAct, BundleDraft, BundleFile, BundlePart, FileClaim};

use super::partial::Partial;
use super::peers::Peers;
use super::{disk, unread};
use crate::Desk;
use crate::draft::Draft;
use crate::fault::{DeskFault, Outcome};
use crate::station::{Station, claim_key, meta};
use crate::view::BundleView;

/// Rows looked at.
const MOST_ROWS: u32 = 200_000;
/// Read of an attachment at once.
const PIECE: usize = 1 << 20;
/// Hashes that one `exported` event names.
const HASHES: usize = 500;

/// What goes into a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExportChoice {
    /// Everything that the backend has not stored and no person has ended, and all drafts.
    #[default]
    Unsent,
    /// All acts of one case that this station holds to be sent, whatever has become of them: for another clerk or a
    /// supervisor.
    Case(Uuid),
}

impl ExportChoice {
    /// The case of this id; without one everything unsent.
    ///
    /// # Errors
    /// `not_found`: no id.
    pub fn of(case: Option<&str>) -> Outcome<Self> {
        let Some(case) = case else {
            return Ok(Self::Unsent);
        };
        case.trim().parse().map(Self::Case).map_err(|_| {
            let say = "没有这个办件。请核对办件编号。";
            DeskFault::new("not_found", say)
        })
    }
}

impl Exported {
    /// In words.
    #[must_use]
    pub fn view(&self) -> BundleView {
        BundleView {
            say: format!(
                "离线包已写到 {}：动作 {} 个，附件 {} 个，草稿 {} 份。队列没有变动，联网后本机照常发送，不会重复。",
                self.file, self.acts, self.files, self.drafts
            ),
            code: self.code.clone(),
        }
    }
}

/// A bundle that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// Its id.
    pub bundle: String,
    /// Where it is.
    pub file: String,
    /// Acts in it.
    pub acts: u64,
    /// Files in it.
    pub files: u64,
    /// Drafts in it.
    pub drafts: u64,
    /// Keys that open it, this station's and the realm's included.
    pub readers: u64,
    /// The code that opens it, to be printed and carried apart; only shown now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What stands ready to be written: ids and hashes, no content.
struct Load {
    acts: Vec<Uuid>,
    files: u64,
    drafts: Vec<Uuid>,
}

impl Desk {
    /// Writes a bundle and records it; changes no row. The file is there whole or not at all.
    ///
    /// # Errors
    /// `nothing_unsent`, `file_exists` and the disk's, the store's.
    pub async fn export(&self, path: &Path, choice: ExportChoice, code: bool) -> Outcome<Exported> {
        let station = self.station()?;
        self.renew(&station).await;
        let (desk, path) = (self.clone(), path.to_owned());
        let done = tokio::task::spawn_blocking(move || desk.write(&station, &path, choice, code));
        done.await.map_err(|_| broken())?
    }

    /// The list of stations, where the backend answers; without it what was last verified must do.
    pub(super) async fn renew(&self, station: &Station) {
        if let Some(remote) = self.remote() {
            // Best effort: whoever exports may well have no network.
            let _ = station.refresh(&remote).await;
        }
    }

    fn write(
        &self,
        station: &Station,
        path: &Path,
        choice: ExportChoice,
        code: bool,
    ) -> Outcome<Exported> {
        let load = load(station, choice)?;
        if load.acts.is_empty() && load.drafts.is_empty() {
            return Err(DeskFault::new(
                "nothing_unsent",
                "没有未发送的内容，也没有草稿，不必导出。",
            ));
        }
        let readers = Peers::of(station)?.readers(&station.reference().trust, self.now() / 1000);
        let code = code.then(|| Code::generate(&mut rand::rng()));
        let outlet = station.store().meta_get(meta::OUTLET)?.unwrap_or_default();
        let outlet = String::from_utf8(outlet).unwrap_or_default();
        let bundle = Uuid::new_v4();
        let making = Making {
            realm: station.realm(),
            bundle: bundle.into_bytes(),
            outlet: &outlet,
            station: &station.0.identity.station,
            made_at: self.now(),
            readers: &readers,
            code: code.as_ref(),
        };
        let part = Partial::begin(path)?;
        let hashes = fill(station, &load, &making, &part)?;
        part.end(path)?;
        crash::point(crash::Point::BundleNamed);
        if let Err(fault) = self.record_export(station, bundle, &hashes) {
            // An export that stands in no log did not happen.
            let _ = fs::remove_file(path);
            return Err(fault);
        }
        Ok(Exported {
            bundle: bundle.to_string(),
            file: path.display().to_string(),
            acts: load.acts.len() as u64,
            files: load.files,
            drafts: load.drafts.len() as u64,
            readers: readers.len() as u64,
            code: code.map(|code| code.printed().to_string()),
        })
    }

    /// `exported`: the bundle and the hashes of its acts, so many to an event.
    fn record_export(&self, station: &Station, bundle: Uuid, hashes: &[[u8; 32]]) -> Outcome<()> {
        let bundle = bundle.to_string();
        let acts = hashes.len().to_string();
        let mut chunks: Vec<_> = hashes.chunks(HASHES).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        for chunk in chunks {
            let named: Vec<String> = chunk.iter().map(|hash| Hash32(*hash).to_string()).collect();
            let detail = [
                ("bundle", bundle.as_str()),
                ("acts", acts.as_str()),
                ("hashes", &named.join(",")),
            ];
            self.record(station, "exported", &detail)?;
        }
        Ok(())
    }
}

fn load(station: &Station, choice: ExportChoice) -> Outcome<Load> {
    let store = station.store();
    let rows = store.queue_rows(QueueFilter::All, MOST_ROWS)?;
    let acts: Vec<Uuid> = rows
        .iter()
        .filter(|row| match choice {
            ExportChoice::Unsent => !row.state.is_durable() && row.ended_by.is_none(),
            ExportChoice::Case(case) => row.case == Some(case),
        })
        .map(|row| row.act_id)
        .collect();
    let mut named = BTreeSet::new();
    let mut whole = Vec::with_capacity(acts.len());
    for id in acts {
        // What was erased is in a backup of the backend.
        let Some(act) = store.act(id)?.filter(|act| act.payload.is_some()) else {
            continue;
        };
        whole.push(id);
        let Some(case) = act.case else { continue };
        for hash in act.attachments {
            if store.attachment(case, &hash)?.is_some() {
                named.insert((case, hash));
            }
        }
    }
    let mut files = named.len() as u64;
    let mut drafts = Vec::new();
    if choice == ExportChoice::Unsent {
        for draft in store.drafts(None)?.iter().filter(|draft| !mends(draft)) {
            files += store.attachments(draft.id)?.len() as u64;
            drafts.push(draft.id);
        }
    }
    Ok(Load {
        acts: whole,
        files,
        drafts,
    })
}

/// A mend belongs to the row that it ends: elsewhere a copy would be a second receipt.
fn mends(draft: &store::Draft) -> bool {
    serde_json::from_slice::<Draft>(&draft.body).is_ok_and(|draft| draft.mends.is_some())
}

/// Writes everything; answers the hashes of the acts.
fn fill(
    station: &Station,
    load: &Load,
    making: &Making<'_>,
    part: &Partial,
) -> Outcome<Vec<[u8; 32]>> {
    let out = BufWriter::with_capacity(PIECE, &part.file);
    let writer = Writer::begin(out, making, &mut rand::rng()).map_err(unread)?;
    let mut filling = Filling {
        station,
        writer,
        written: BTreeSet::new(),
    };
    filling.label(&BundlePart::About(BundleAbout {
        user: station.user().to_owned(),
        acts: load.acts.len() as u64,
        files: load.files,
        drafts: load.drafts.len() as u64,
    }))?;
    let mut hashes = Vec::with_capacity(load.acts.len());
    for id in &load.acts {
        let act = station.store().act(*id)?.ok_or_else(moved)?;
        filling.act(&act)?;
        crash::point(crash::Point::BundlePart);
        hashes.push(act.hash);
    }
    for id in &load.drafts {
        filling.draft(*id)?;
    }
    let end = filling.writer.end(&station.0.terminal).map_err(unread)?;
    let file = end.into_inner().map_err(|error| disk(error.error()))?;
    file.sync_all().map_err(|error| disk(&error))?;
    Ok(hashes)
}

struct Filling<'a, W: io::Write> {
    station: &'a Station,
    writer: Writer<W>,
    written: BTreeSet<(Uuid, [u8; 32])>,
}

impl<W: io::Write> Filling<'_, W> {
    fn label(&mut self, label: &BundlePart) -> Outcome<()> {
        let label = cbor::encode(label).map_err(|_| broken())?;
        let written = self.writer.part(&label, 0, sha256(&[]), &mut io::empty());
        written.map_err(unread)
    }

    fn act(&mut self, act: &StoredAct) -> Outcome<()> {
        if let Some(case) = act.case {
            for hash in &act.attachments {
                if let Some(file) = self.station.store().attachment(case, hash)?
                    && self.written.insert((case, *hash))
                {
                    let claim = claim(self.station, case, &file)?;
                    self.file(case, &file, Some(claim))?;
                }
            }
        }
        let (Some(salt), Some(payload)) = (act.salt, act.payload.clone()) else {
            return Err(moved());
        };
        self.label(&BundlePart::Act(BundleAct {
            bytes: act.bytes.clone(),
            salt: salt.to_vec(),
            payload,
        }))
    }

    fn draft(&mut self, id: Uuid) -> Outcome<()> {
        let store = self.station.store();
        let draft = store.draft_get(id)?.ok_or_else(moved)?;
        for file in store.attachments(id)? {
            self.file(id, &file, None)?;
        }
        let label = BundlePart::Draft(BundleDraft {
            id,
            owner: draft.owner,
            updated: draft.updated_ms,
        });
        let label = cbor::encode(&label).map_err(|_| broken())?;
        let (length, hash) = (draft.body.len() as u64, sha256(&draft.body));
        let written = self
            .writer
            .part(&label, length, hash, &mut draft.body.as_slice());
        written.map_err(unread)
    }

    fn file(&mut self, case: Uuid, file: &Attachment, claim: Option<Vec<u8>>) -> Outcome<()> {
        let label = BundlePart::File(BundleFile {
            case,
            media: file.media_type.clone(),
            name: file.name.clone(),
            added: file.added_ms,
            claim,
        });
        let label = cbor::encode(&label).map_err(|_| broken())?;
        let mut content = Content {
            station: self.station,
            case,
            hash: file.hash,
            at: 0,
            held: Vec::new(),
        };
        let written = self
            .writer
            .part(&label, file.bytes, Hash32(file.hash), &mut content);
        written.map_err(unread)
    }
}

/// What lets another bring the file: the origin's word, which for a carried file came with it.
fn claim(station: &Station, case: Uuid, file: &Attachment) -> Outcome<Vec<u8>> {
    if let Some(held) = station.store().meta_get(&claim_key(case, &file.hash))? {
        return Ok(held);
    }
    let claim = FileClaim {
        v: 1,
        realm: station.realm().to_owned(),
        terminal: station.0.identity.station.clone(),
        case,
        hash: file.hash,
        bytes: file.bytes,
    };
    let encoded = cbor::encode(&claim).map_err(|_| broken())?;
    sign1(Use::Bundle, &encoded, &station.0.terminal).map_err(|_| broken())
}

/// An attachment as a reader, a piece at a time.
struct Content<'a> {
    station: &'a Station,
    case: Uuid,
    hash: [u8; 32],
    at: u64,
    held: Vec<u8>,
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.held.is_empty() {
            let store = self.station.store();
            self.held = store
                .attachment_read(self.case, &self.hash, self.at, PIECE)
                .map_err(io::Error::other)?;
            self.at += self.held.len() as u64;
        }
        let read = self.held.len().min(buffer.len());
        buffer[..read].copy_from_slice(&self.held[..read]);
        self.held.drain(..read);
        Ok(read)
    }
}

fn broken() -> DeskFault {
    DeskFault::new(
        "export_failed",
        "离线包没有写成，本机内容没有变动。请重试；仍不行请联系管理员。",
    )
}

/// Purged or taken away by another process while the bundle was written.
fn moved() -> DeskFault {
    DeskFault::new(
        "queue_moved",
        "导出时队列有变动，离线包没有写成，本机内容没有变动。请重试。",
    )
}
