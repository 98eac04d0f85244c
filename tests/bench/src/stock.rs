//! Desks with many durable cases, written through the store's own types in bulk, made once and kept in
//! `target/bench/desks`: one folder a size, each grown from the next smaller one. Another version of the database or
//! of this generator makes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::acts::Template;
use crate::drain::empty;
use crate::medium;
use crate::place::{Keys, Place};

/// Raised when what stands in the folders changes.
const GENERATION: u32 = 2;
/// Cases to one commit.
const PART: usize = 5_000;
/// Stands in a folder that is whole: the id of the case that the others are made after.
const WHOLE: &str = "whole";

/// A desk with so many cases, its clerk signed in.
pub struct Stocked {
    pub place: Place,
    pub cases: usize,
}

/// The desk of this size; made if it is not kept.
pub async fn desk(cases: usize) -> Result<Stocked> {
    let shelf = shelf()?;
    let folder = shelf.join(cases.to_string());
    if !folder.join(WHOLE).exists() {
        make(&shelf, &folder, cases).await?;
    }
    let place = Place::again(&folder).await?;
    Ok(Stocked { place, cases })
}

/// The folder of this generation; those of others go.
fn shelf() -> Result<PathBuf> {
    let all = medium::kept()?;
    let shelf = all.join(format!("database-{}-{GENERATION}", store::VERSION));
    for entry in fs::read_dir(&all)? {
        let path = entry?.path();
        if path != shelf {
            fs::remove_dir_all(path)?;
        }
    }
    fs::create_dir_all(&shelf)?;
    Ok(shelf)
}

async fn make(shelf: &Path, folder: &Path, cases: usize) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let before = smaller(shelf, cases)?;
    let (place, template) = match before {
        Some(before) => {
            copy(&shelf.join(before.to_string()), folder)?;
            // It stays away from its city from now on, which would say that it lacks all these acts.
            let taken = fs::read_to_string(folder.join(WHOLE))?.parse()?;
            fs::remove_file(folder.join(WHOLE))?;
            let place = Place::again(folder).await?;
            let template = Template::read(&place.store()?, taken)?;
            (place, template)
        }
        None => {
            let place = Place::new(folder).await?;
            let template = Template::take(&place).await?;
            empty(&place.desk).await?;
            (place, template)
        }
    };
    let (first, keys) = (before.unwrap_or(0), Keys::of(&place.station())?);
    let store = place.store()?;
    for from in (first..cases).step_by(PART) {
        eprintln!("  filling {cases} cases: {from}");
        template.stock(&store, &keys, from, PART.min(cases - from))?;
        store.journal_prune()?;
    }
    drop(store);
    place.end().await;
    fs::write(folder.join(WHOLE), template.case_id().to_string())?;
    Ok(())
}

/// The largest size that is kept and smaller.
fn smaller(shelf: &Path, cases: usize) -> Result<Option<usize>> {
    let mut best = None;
    for entry in fs::read_dir(shelf)? {
        let entry = entry?;
        let size = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if entry.path().join(WHOLE).exists() && size.is_some_and(|size: usize| size < cases) {
            best = best.max(size);
        }
    }
    Ok(best)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&path, &copied)?;
        } else {
            fs::copy(&path, &copied)
                .with_context(|| format!("{} cannot be copied", path.display()))?;
        }
    }
    Ok(())
}
