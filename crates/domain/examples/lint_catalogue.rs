//! The catalogue linter over files: `cargo xtask lint-catalogue [--city DIR] [FILE|DIR]…`. A file holds one item, or a
//! catalogue `{version, items}`; what is given together is judged together. Exit 0: may be published; 1: findings. What is
//! above the caps of the city (S63) is a reminder and no finding.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use domain::catalogue::lint::{Known, LicenceType, lint_all};
use domain::catalogue::{Caps, Item, above};
use serde_json::Value;

fn main() -> ExitCode {
    match judged(std::env::args().skip(1).collect()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(say) => {
            eprintln!("{say}");
            ExitCode::from(2)
        }
    }
}

/// Prints every finding; how many there were.
fn judged(mut args: Vec<String>) -> Result<usize, String> {
    let practice = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/practice");
    let mut city = PathBuf::from(practice);
    if args.first().is_some_and(|first| first == "--city") {
        let named = args.drain(..2.min(args.len())).nth(1);
        city = named
            .map(PathBuf::from)
            .ok_or("--city 后要给出城市数据的文件夹。")?;
    }
    if args.is_empty() {
        args.push(city.join("items").display().to_string());
    }
    let mut items: Vec<(PathBuf, Item)> = Vec::new();
    let mut unread = 0;
    for file in files(&args)? {
        match read(&file) {
            Ok(found) => items.extend(found.into_iter().map(|item| (file.clone(), item))),
            Err(say) => {
                println!("{}：不是事项数据：{say}", file.display());
                unread += 1;
            }
        }
    }
    let said = lint(&city, &items)? + unread;
    println!("{} 个事项，{said} 处要改。", items.len());
    Ok(said)
}

fn lint(city: &Path, items: &[(PathBuf, Item)]) -> Result<usize, String> {
    let types = value(&city.join("licence-types.json"))?["types"].take();
    let types: Vec<LicenceType> =
        serde_json::from_value(types).map_err(|error| error.to_string())?;
    let abolished = value(&city.join("city.json"))?["abolished_proofs"].take();
    let abolished: Vec<String> = serde_json::from_value(abolished).unwrap_or_default();
    let known = Known {
        licences: Some(&types),
        abolished: &abolished,
    };
    let all: Vec<Item> = items.iter().map(|(_, item)| item.clone()).collect();
    let findings = lint_all(&all, known);
    for finding in &findings {
        let of = items.iter().find(|(_, item)| item.short == finding.item);
        let file = of.map_or_else(String::new, |(file, _)| file.display().to_string());
        println!("{file} {} {}：{}", finding.at, finding.rule, finding.say);
    }
    let caps = value(&city.join("city.json"))?["pace"].take();
    let caps: Caps = serde_json::from_value(caps).map_err(|error| error.to_string())?;
    for (file, item) in items {
        for finding in above(item, caps) {
            let (at, rule, say) = (finding.at, finding.rule, finding.say);
            println!("{} {at} {rule}：提醒：{say}", file.display());
        }
    }
    Ok(findings.len())
}

/// The files named, and the JSON files of the folders named, by name.
fn files(args: &[String]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for arg in args {
        let path = PathBuf::from(arg);
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        let entries = std::fs::read_dir(&path).map_err(|error| format!("{arg}：{error}"))?;
        let mut inside: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect();
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

/// One item, or all of a catalogue.
fn read(file: &Path) -> Result<Vec<Item>, String> {
    let mut data = value(file)?;
    let items = match data.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) => items,
        _ => vec![data],
    };
    let parsed = items.into_iter().map(serde_json::from_value);
    parsed
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

fn value(file: &Path) -> Result<Value, String> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{}：{error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}：{error}", file.display()))
}
