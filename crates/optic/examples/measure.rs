//! Rate and time of the cascade over folders of labelled pictures.
//!
//! `ZC_QR_FOLDER` names the folder with `qr/` and `dcc/` below it. Sets: `qr/zxing/qrcode-*`
//! (text beside each picture), `qr/synth` (`labels.jsonl`), `dcc/<country>` (JSON with `PREFIX`
//! beside each picture), and pictures without a code: `qr/nocode`, `qr/zxing/falsepositives*`.
//! Run it optimised: `cargo run --release -p optic --example measure`. Ends with 1 when a picture
//! without a code gave a text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use optic::{Limits, Reading, Tier, Unreadable};

const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "webp", "gif", "bmp"];

fn main() -> ExitCode {
    let Some(folder) = std::env::var_os("ZC_QR_FOLDER").map(PathBuf::from) else {
        println!("not run: ZC_QR_FOLDER does not name a folder of pictures");
        return ExitCode::SUCCESS;
    };
    let mut negatives_with_text = 0;
    for set in sets(&folder) {
        let tally = tally(&set);
        if set.labels.is_none() {
            negatives_with_text += tally.wrong;
        }
        print(&set, &tally);
    }
    live(&folder);
    if negatives_with_text > 0 {
        println!("{negatives_with_text} pictures without a code gave a text");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// One set of pictures; `labels` by file name, or none where no picture holds a code.
struct Set {
    name: String,
    pictures: Vec<PathBuf>,
    labels: Option<BTreeMap<PathBuf, Vec<String>>>,
}

fn sets(folder: &Path) -> Vec<Set> {
    let mut sets = Vec::new();
    for set in folders(&folder.join("qr/zxing")) {
        let negative = name(&set).starts_with("falsepositives");
        let pictures = pictures(&set);
        let labels = (!negative).then(|| beside(&pictures, text_beside));
        sets.push(Set {
            name: format!("zxing/{}", name(&set)),
            pictures,
            labels,
        });
    }
    let synth = pictures(&folder.join("qr/synth"));
    let labels = synth_labels(&folder.join("qr/synth"));
    sets.push(Set {
        name: "synth".to_owned(),
        pictures: synth,
        labels: Some(labels),
    });
    let certificates = certificates(&folder.join("dcc"));
    let labels = beside(&certificates, certificate_beside);
    sets.push(Set {
        name: "dcc".to_owned(),
        pictures: certificates,
        labels: Some(labels),
    });
    let pictures = pictures(&folder.join("qr/nocode"));
    sets.push(Set {
        name: "nocode".to_owned(),
        pictures,
        labels: None,
    });
    sets
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder)
        .into_iter()
        .filter(|path| path.is_dir())
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn pictures(folder: &Path) -> Vec<PathBuf> {
    let is_picture = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        PICTURES.contains(&ending.to_lowercase().as_str())
    };
    entries(folder).into_iter().filter(is_picture).collect()
}

fn certificates(folder: &Path) -> Vec<PathBuf> {
    let countries = folders(folder).into_iter();
    let holders = countries.flat_map(|country| [country.join("png"), country.join("2DCode/png")]);
    holders.flat_map(|holder| pictures(&holder)).collect()
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

type Labels = BTreeMap<PathBuf, Vec<String>>;

fn beside(pictures: &[PathBuf], label: fn(&Path) -> Option<String>) -> Labels {
    let labelled = pictures
        .iter()
        .filter_map(|picture| label(picture).map(|text| (picture.clone(), vec![text])));
    labelled.collect()
}

fn text_beside(picture: &Path) -> Option<String> {
    std::fs::read_to_string(picture.with_extension("txt")).ok()
}

/// The certificate of a picture: `2DCode/raw/<same stem>.json`, else `raw/…` two levels up.
fn certificate_beside(picture: &Path) -> Option<String> {
    let stem = picture.file_stem()?.to_string_lossy().into_owned();
    let parent = picture.parent()?.parent()?;
    let places = [parent.join("2DCode/raw"), parent.join("raw")];
    let file = places.map(|place| place.join(format!("{stem}.json")));
    let json = file.iter().find_map(|file| std::fs::read(file).ok())?;
    let json: serde_json::Value = serde_json::from_slice(&json).ok()?;
    json["PREFIX"].as_str().map(str::to_owned)
}

fn synth_labels(folder: &Path) -> Labels {
    let lines = std::fs::read_to_string(folder.join("labels.jsonl")).unwrap_or_default();
    let rows = lines.lines().filter_map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).ok()?;
        let labels = row["labels"].as_array()?.iter();
        let labels = labels
            .filter_map(|label| label.as_str().map(str::to_owned))
            .collect();
        Some((folder.join(row["file"].as_str()?), labels))
    });
    rows.collect()
}

#[derive(Default)]
struct Tally {
    right: usize,
    wrong: usize,
    refused: usize,
    unlabelled: usize,
    whole: Vec<Duration>,
    tiers: BTreeMap<&'static str, usize>,
    missed: Vec<String>,
}

fn tally(set: &Set) -> Tally {
    let mut tally = Tally::default();
    for picture in &set.pictures {
        let bytes = std::fs::read(picture).unwrap_or_default();
        let start = Instant::now();
        let reading = optic::read(&bytes, &Limits::default(), &|| start.elapsed());
        tally.whole.push(start.elapsed());
        tally.count(set, picture, reading);
    }
    tally.whole.sort();
    tally
}

impl Tally {
    fn count(&mut self, set: &Set, picture: &Path, reading: Result<Reading, Unreadable>) {
        let reading = match reading {
            Ok(reading) => reading,
            Err(refused) => {
                self.refused += 1;
                return self
                    .missed
                    .push(format!("{} ({})", name(picture), refused.code()));
            }
        };
        *self.tiers.entry(reading.tier).or_default() += 1;
        let texts = || reading.codes.iter().map(|code| same_ends(&code.text));
        let Some(labels) = &set.labels else {
            self.wrong += usize::from(!reading.codes.is_empty());
            return;
        };
        match labels.get(picture) {
            None if reading.codes.is_empty() => self.missed.push(name(picture)),
            None => self.unlabelled += 1,
            Some(labels)
                if labels
                    .iter()
                    .any(|label| texts().any(|text| text == same_ends(label))) =>
            {
                self.right += 1;
            }
            Some(_) if reading.codes.is_empty() => self.missed.push(name(picture)),
            Some(_) => {
                self.wrong += 1;
                self.missed.push(format!("{} (other text)", name(picture)));
            }
        }
    }
}

/// Label files differ in line ends and in a final one.
fn same_ends(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end_matches('\n').to_owned()
}

fn print(set: &Set, tally: &Tally) {
    let count = set.pictures.len();
    let times = format!(
        "p50 {} p95 {} ms",
        part(&tally.whole, 50),
        part(&tally.whole, 95)
    );
    if set.labels.is_none() {
        let wrong = tally.wrong;
        println!(
            "{:24} {count:4} without a code: {wrong} false, {times}",
            set.name
        );
        return;
    }
    let labelled = count - tally.unlabelled;
    let rate = 100.0 * tally.right as f64 / labelled.max(1) as f64;
    println!(
        "{:24} {:4} of {labelled:4} right ({rate:.1} %), {} other, {} refused, {} read without a label, {times}",
        set.name, tally.right, tally.wrong, tally.refused, tally.unlabelled,
    );
    println!("{:24} tiers {:?}", "", tally.tiers);
    println!("{:24} missed {}", "", tally.missed.join(" "));
}

/// A percentile of sorted times, in milliseconds.
fn part(sorted: &[Duration], percent: usize) -> String {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    let time = sorted.get(at).copied().unwrap_or_default();
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

/// Time of the passes alone on camera frames, with and without a code.
fn live(folder: &Path) {
    for set in ["qr/synth", "qr/nocode"] {
        let files = pictures(&folder.join(set));
        let frames: Vec<_> = files
            .iter()
            .filter_map(|picture| image::open(picture).ok())
            .map(image::DynamicImage::into_luma8)
            .collect();
        for tier in [
            Tier::Half,
            Tier::Whole,
            Tier::Global,
            Tier::Sharp,
            Tier::Dark,
            Tier::Double,
        ] {
            let mut times = Vec::new();
            let mut read = 0;
            for frame in &frames {
                let start = Instant::now();
                let codes = optic::read_luma(frame, frame.width(), frame.height(), tier);
                times.push(start.elapsed());
                read += usize::from(codes.is_ok_and(|codes| !codes.is_empty()));
            }
            times.sort();
            let (count, p50, p95) = (frames.len(), part(&times, 50), part(&times, 95));
            println!(
                "{set:10} frames, {:7} {read:3} of {count} read, p50 {p50} p95 {p95} ms",
                tier.name()
            );
        }
    }
}
