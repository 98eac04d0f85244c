//! `POST /v1/bundles`: a bundle read by the backend itself.
//!
//! The body is kept encrypted in a file of the backend's folder until it is whole; then it is read twice in one
//! transaction, first to check all of it, then to keep it.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use seal::bundle::{Fault, Key, Opening, Part};
use seal::{Use, cbor};
use uuid::Uuid;
use wire::{BundleFile, BundlePart, BundleTaken, FaultCode, Reply};

use super::upload::{self, Kept, Wanted};
use crate::app::App;
use crate::call::{Caller, Turn};
use crate::claim::{self, Claimed};
use crate::fault::{Bad, Faults, Outcome};
use crate::log::Batch;
use crate::log::prove::Read;
use crate::member::{Member, station_key};

/// Largest bundle.
const LARGEST: u64 = 16 << 30;
/// Of a file at once.
const PIECE: usize = 1 << 20;

/// A bundle (ZCB1), read and taken whole or not at all; each act is judged as in `/v1/acts`. The same one twice is
/// answered with the same acknowledgements. Drafts stay in it.
#[utoipa::path(post, path = "/v1/bundles", tag = "acts",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Reply<BundleTaken>), Faults), security(("session" = [])))]
pub(crate) async fn post(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let known = app.run(caller.bearer, |turn| turn.member()).await;
    let spooled = match known {
        Ok(_) => Spool::take(&app.folder, body).await,
        Err(bad) => Err(bad),
    };
    let spool = match spooled {
        Ok(spool) => spool,
        Err(bad) => return bad.into_response(),
    };
    let work = move |turn: &Turn<'_>| read(turn, &turn.member()?, &spool);
    app.answer(&caller, "", work).await
}

fn read(turn: &Turn<'_>, member: &Member, spool: &Spool) -> Outcome<BundleTaken> {
    let mut file = File::open(&spool.0).map_err(|_| Bad::server())?;
    walk(turn, &file, |_, _, _| Ok(()))?;
    file.rewind().map_err(|_| Bad::server())?;
    let mut batch = Batch::new(turn);
    let (mut results, mut files, mut drafts) = (Vec::new(), 0, 0);
    let bundle = walk(turn, &file, |label, part, opening| {
        match label {
            BundlePart::About(_) => {}
            BundlePart::File(file) => {
                if let Some(origin) = origin(turn, &file, part)? {
                    keep(turn, member, &file, part, origin, opening)?;
                    files += 1;
                }
            }
            BundlePart::Act(act) => {
                let read = Read::ahead(&turn.app.keyring, act.into());
                results.push(batch.take(read)?);
            }
            BundlePart::Draft(_) => drafts += 1,
        }
        Ok(())
    })?;
    batch.end()?;
    Ok(BundleTaken {
        bundle,
        results,
        files,
        drafts,
    })
}

type Reading<'a> = Opening<BufReader<&'a File>>;

/// Reads a bundle to its signed end; answers its id.
fn walk(
    turn: &Turn<'_>,
    file: &File,
    mut each: impl FnMut(BundlePart, &Part, &mut Reading<'_>) -> Outcome<()>,
) -> Outcome<Uuid> {
    let key = Key::Realm(&turn.app.keys.bundle);
    let source = BufReader::with_capacity(PIECE, file);
    let mut opening = Opening::new(source, turn.app.realm(), key, LARGEST).map_err(unread)?;
    let find = |kid: &[u8]| {
        let found = station_key(
            &turn.app.keyring,
            turn.tx,
            &hex::encode(kid),
            Use::Terminal,
            kid,
        );
        found.ok().flatten().map(|(key, _)| key)
    };
    let mut begun = false;
    while let Some(part) = opening.next_part(find).map_err(unread)? {
        let label: BundlePart = cbor::decode_strict(&part.label).map_err(|_| malformed())?;
        if matches!(label, BundlePart::About(_)) == begun {
            return Err(malformed());
        }
        begun = true;
        if let BundlePart::File(file) = &label {
            // Checked on the first way, before anything is kept.
            origin(turn, file, &part)?;
        }
        each(label, &part, &mut opening)?;
    }
    Uuid::from_slice(&opening.header().bundle).map_err(|_| malformed())
}

/// Whose file it is; none of a draft's, which stays in the bundle.
fn origin(turn: &Turn<'_>, file: &BundleFile, part: &Part) -> Outcome<Option<String>> {
    let Some(claim) = &file.claim else {
        return Ok(None);
    };
    let claimed = Claimed {
        case: file.case,
        hash: part.hash.0,
        length: part.length,
    };
    let origin = claim::origin(turn, claim, &claimed);
    origin.map(Some).ok_or_else(|| {
        Bad::malformed("离线包里有附件没有原工作站的签名证明，没有接收。请在原工作站重新导出。")
    })
}

fn keep(
    turn: &Turn<'_>,
    member: &Member,
    file: &BundleFile,
    part: &Part,
    origin: String,
    opening: &mut Reading<'_>,
) -> Outcome<()> {
    let wanted = Wanted {
        case: file.case,
        hash: part.hash.0,
        length: part.length,
        origin: None,
    };
    // The origin's, and nobody's beside: who hands a bundle over may not be one of those who can read it.
    let origin = Member {
        terminal: origin,
        ..member.clone()
    };
    let mut upload = upload::create(turn, &origin, &wanted)?;
    let mut piece = vec![0; PIECE];
    while upload.stored < upload.length {
        let mut filled = 0;
        while filled < piece.len() {
            match opening.read_body(&mut piece[filled..]).map_err(unread)? {
                0 => break,
                read => filled += read,
            }
        }
        match upload::append(turn, &upload, &piece[..filled])? {
            Kept::At(stored) if filled > 0 => upload.stored = stored,
            Kept::At(_) | Kept::WrongHash => return Err(malformed()),
        }
    }
    Ok(())
}

/// The bundle as it came, still encrypted; gone when dropped.
struct Spool(PathBuf);

impl Spool {
    async fn take(folder: &Path, body: Body) -> Outcome<Self> {
        let name = format!("bundle-{}.part", Uuid::new_v4().simple());
        let spool = Self(folder.join(name));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&spool.0).map_err(full)?;
        let mut stream = body.into_data_stream();
        let mut length = 0;
        while let Some(block) = stream.next().await {
            let block = block.map_err(|_| Bad::malformed("离线包没有传完，请重新提交。"))?;
            length += block.len() as u64;
            if length > LARGEST {
                return Err(unread(Fault::TooLarge));
            }
            let written = tokio::task::spawn_blocking(move || {
                file.write_all(&block)?;
                Ok::<_, std::io::Error>(file)
            });
            file = written.await.map_err(|_| Bad::server())?.map_err(full)?;
        }
        Ok(spool)
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // What stays behind is swept at the next start.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What a server that was killed left of bundles.
pub(crate) fn sweep(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with("bundle-") && name.ends_with(".part")) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn full(_: std::io::Error) -> Bad {
    Bad {
        retry_after: Some(60),
        ..Bad::new(
            FaultCode::Maintenance,
            "市平台存储空间不足，暂不能接收离线包。请稍后重试。",
        )
    }
}

fn malformed() -> Bad {
    unread(Fault::Malformed("a part"))
}

fn unread(fault: Fault) -> Bad {
    match fault {
        Fault::Realm => Bad::new(
            FaultCode::Realm,
            "离线包属于另一个城市，市平台没有接收。请交给它所属的城市。",
        ),
        Fault::Version => Bad::new(
            FaultCode::VersionSkew,
            "离线包的版本比市平台新，没有接收。请联系市平台升级。",
        ),
        Fault::TooLarge => Bad::new(
            FaultCode::TooLarge,
            "离线包过大，没有接收。请在原工作站分办件导出。",
        ),
        Fault::Key => Bad::new(
            FaultCode::Forbidden,
            "离线包不是给市平台的，没有接收。请在原工作站联网更新后重新导出。",
        ),
        Fault::Signature(_) => Bad::new(
            FaultCode::Forbidden,
            "离线包的签名核对不上，没有接收。请核对它出自哪台工作站。",
        ),
        Fault::Malformed(_) | Fault::Altered => {
            Bad::malformed("离线包不完整或被改动过，没有接收。请重新拷贝或导出。")
        }
        Fault::Io(_) => Bad::server(),
    }
}
