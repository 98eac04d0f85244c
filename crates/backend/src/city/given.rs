//! Item files that a city brings: imported by the linter or not at all (domain reference S16, S48).

use std::path::{Path, PathBuf};

use domain::catalogue::Item;
use domain::catalogue::lint::{Finding, Known, LicenceType, lint_all};
use serde::Deserialize;

use super::assets;
use crate::server::StartError;

#[derive(Deserialize)]
struct Types {
    types: Vec<LicenceType>,
}

#[derive(Deserialize)]
struct Abolished {
    abolished_proofs: Vec<String>,
}

/// Each file's item takes the place of the one of its code, or stands beside them; all of them or none.
pub(super) fn take(items: &mut Vec<Item>, folder: &Path) -> Result<(), StartError> {
    for path in files(folder)? {
        let item = read(&path)?;
        match items.iter_mut().find(|held| held.code == item.code) {
            Some(held) => *held = item,
            None => items.push(item),
        }
    }
    let broken = |_| StartError::City("licence types");
    let types: Types = serde_json::from_str(assets::TYPES).map_err(broken)?;
    let city: Abolished = serde_json::from_str(assets::CITY).map_err(broken)?;
    let known = Known {
        licences: Some(&types.types),
        abolished: &city.abolished_proofs,
    };
    let findings = lint_all(items, known);
    if findings.is_empty() {
        return Ok(());
    }
    Err(StartError::Items(findings.iter().map(line).collect()))
}

fn line(finding: &Finding) -> String {
    format!("{} {}：{}", finding.item, finding.at, finding.say)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, StartError> {
    let entries = std::fs::read_dir(folder)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "json"));
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Item, StartError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = std::fs::read_to_string(path)?;
    serde_json::from_str(&text).map_err(|error| {
        let line = format!("{name} 第 {} 行：不是事项数据（{error}）。", error.line());
        StartError::Items(vec![line])
    })
}
