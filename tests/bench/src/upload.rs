//! What a station's process takes in memory while it uploads, beside what it takes idle.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use domain::act::{Hash, Line, LineSource, Payload};
use serde::{Deserialize, Serialize};

use crate::drain::{empty, workshop};
use crate::report::Figure;
use crate::{medium, place};

/// The verb under which this program is started again.
pub const VERB: &str = "--upload";
const FILES: usize = 4;
const MIB: u64 = 1 << 20;
/// What an upload may take beyond idle.
const REACH_MIB: f64 = 64.0;

/// What the other process tells, bytes.
#[derive(Serialize, Deserialize)]
struct Told {
    idle: u64,
    most: u64,
}

/// So many MiB in four files of one case.
pub async fn measure(mib: u64) -> Result<Figure> {
    let folder = medium::disk()?;
    let (place, template, keys) = workshop(folder.path()).await?;
    empty(&place.desk).await?;
    let store = place.store()?;
    let case = store.append(|head| {
        let mut append = template.case(&keys, *head, 1)?;
        append.acts.truncate(1);
        anyhow::Ok((append.clone(), append))
    });
    let case = case.map_err(|error| anyhow::anyhow!("{error:?}"))?.acts[0]
        .case
        .context("a case's act")?;
    let lines = (0..FILES)
        .map(|file| put(&store, case, file, mib * MIB / FILES as u64))
        .collect::<Result<Vec<_>>>()?;
    let payload = Payload::Supplemented(domain::act::Supplement { materials: lines });
    let saved = store.append(|head| {
        let act = template.sign(&keys, *head, case, place::now(), Vec::new(), &payload)?;
        anyhow::Ok((
            store::Append {
                acts: vec![act],
                ..store::Append::default()
            },
            (),
        ))
    });
    saved.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let output = Command::new(std::env::current_exe()?)
        .arg(VERB)
        .arg(place.station())
        .arg(place.city.url())
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let told: Told = serde_json::from_slice(&output.stdout)?;
    place.end().await;
    let more = told.most.saturating_sub(told.idle) as f64 / MIB as f64;
    Ok(Figure {
        name: format!("Memory while {mib} MiB of attachments upload"),
        ours: format!("{} MiB at most", told.most / MIB),
        baseline: format!("{} MiB idle", told.idle / MIB),
        figure: format!("+ {more:.0} MiB"),
        reach: format!("≤ + {REACH_MIB:.0} MiB"),
        reached: Some(more <= REACH_MIB),
    })
}

fn put(store: &store::Store, case: uuid::Uuid, file: usize, bytes: u64) -> Result<Line> {
    let content = vec![u8::try_from(file)?; usize::try_from(bytes)?];
    let put = store.attachment_put(case, "image/png", None, &content[..], place::now())?;
    Ok(Line {
        code: "property".to_owned(),
        name: format!("文件 {file}"),
        source: LineSource::File {
            hash: Hash(put.hash),
            bytes: put.bytes,
            media: "image/png".to_owned(),
            pages: Vec::new(),
        },
        points: None,
    })
}

/// The other process: signs in, looks at itself, uploads, looks again.
pub async fn run(station: &Path, url: &str) -> Result<()> {
    let desk = place::closed(station, url)?;
    place::sign_in(&desk).await?;
    let idle = own("VmRSS:")?;
    // From here on the most is counted anew: the key derivation took its 64 MiB.
    std::fs::write("/proc/self/clear_refs", "5").context("the most cannot be counted anew")?;
    empty(&desk).await?;
    let told = Told {
        idle,
        most: own("VmHWM:")?,
    };
    println!("{}", serde_json::to_string(&told)?);
    Ok(())
}

/// A line of this process's status, bytes.
fn own(name: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
    Ok(kib.with_context(|| format!("no {name}"))? * 1024)
}
