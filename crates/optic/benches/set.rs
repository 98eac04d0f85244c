//! Folders of pictures with what they hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The pictures of one folder.
pub struct Set {
    pub name: String,
    pub has_codes: bool,
    pub pictures: Vec<Picture>,
}

/// One picture.
pub struct Picture {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Any of these is right; none where the folder holds no codes.
    pub labels: Vec<String>,
}

impl Picture {
    /// Line ends count as one kind: the sets were checked out on several systems.
    pub fn is_read_by(&self, texts: &[String]) -> bool {
        let same = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        let labels: Vec<String> = self.labels.iter().map(|label| same(label)).collect();
        texts.iter().any(|text| labels.contains(&same(text)))
    }
}

/// Every folder below `folder`, itself included, that holds pictures.
pub fn below(folder: &Path) -> Vec<Set> {
    let mut sets = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else {
            continue;
        };
        let mut files = Vec::new();
        for entry in entries.filter_map(Result::ok) {
            match entry.path() {
                path if path.is_dir() => open.push(path),
                path => files.push(path),
            }
        }
        files.sort();
        let set = set(folder, &next, &files);
        if !set.pictures.is_empty() {
            sets.push(set);
        }
    }
    sets.sort_by(|one, other| one.name.cmp(&other.name));
    sets
}

fn set(root: &Path, folder: &Path, files: &[PathBuf]) -> Set {
    let name = folder
        .strip_prefix(root)
        .unwrap_or(folder)
        .display()
        .to_string();
    let last = folder
        .file_name()
        .map_or(String::new(), |last| last.to_string_lossy().into_owned());
    let has_codes = !(last.starts_with("nocode") || last.starts_with("falsepositives"));
    let listed = listed(&folder.join("labels.jsonl"));
    let pictures = files.iter().filter(|path| is_picture(path));
    let pictures = pictures.filter_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let labels = match std::fs::read_to_string(path.with_extension("txt")) {
            Ok(text) => vec![text],
            Err(_) => match certificate(path) {
                Some(text) => vec![text],
                None => listed.get(&name).cloned().unwrap_or_default(),
            },
        };
        // A picture of which nobody knows what it holds tells nothing.
        (!has_codes || !labels.is_empty()).then_some(Picture {
            bytes: std::fs::read(path).ok()?,
            name,
            labels,
        })
    });
    Set {
        name,
        has_codes,
        pictures: pictures.collect(),
    }
}

/// The text of a certificate's picture: `PREFIX` of `2DCode/raw/<same stem>.json`, or `raw/…` two levels up.
fn certificate(picture: &Path) -> Option<String> {
    let stem = picture.file_stem()?.to_string_lossy().into_owned();
    let parent = picture.parent()?.parent()?;
    let places = [parent.join("2DCode/raw"), parent.join("raw")];
    let file = places.map(|place| place.join(format!("{stem}.json")));
    let json = file.iter().find_map(|file| std::fs::read(file).ok())?;
    let json: serde_json::Value = serde_json::from_slice(&json).ok()?;
    json["PREFIX"].as_str().map(str::to_owned)
}

fn is_picture(path: &Path) -> bool {
    let ends = ["png", "jpg", "jpeg", "webp", "gif", "bmp"];
    path.extension()
        .is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

fn listed(path: &Path) -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().filter_map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        let labels = line["labels"].as_array()?;
        let labels = labels
            .iter()
            .filter_map(|label| label.as_str().map(str::to_owned));
        Some((line["file"].as_str()?.to_owned(), labels.collect()))
    });
    lines.collect()
}
