//! What a clerk's batch holds: new cases with files of noise, and later acts on cases that were answered.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::World;
use crate::dice::Dice;

/// The lines of a world: each reference is one line for ever.
#[derive(Debug, Default)]
pub struct Work {
    lines: Vec<(String, Value)>,
    /// SHA-256 and length of every file, by the reference that brings it.
    files: BTreeMap<String, Vec<([u8; 32], u64)>>,
    /// Cases (by the reference that began them) whose plan was brought later.
    supplemented: Vec<String>,
}

impl Work {
    /// So many new lines; files are smaller than `most` bytes.
    pub fn more(&mut self, world: &World, dice: &mut Dice, count: usize, most: u64) {
        for _ in 0..count {
            let line = match self.unfinished(world) {
                Some((begun, case)) if dice.chance(350) => {
                    self.supplement(world, dice, begun, case, most)
                }
                _ => self.begin(world, dice, most),
            };
            self.lines.push(line);
        }
    }

    /// One more case that brings this file.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn bring(&mut self, world: &World, bytes: &[u8]) {
        let reference = format!("case-{}", self.lines.len());
        let file = self.keep(world, &reference, bytes);
        let property = json!({"code": "property", "file": file});
        let line = self.case(&reference, property);
        self.lines.push((reference, line));
    }

    /// The file for `zc intake`: the last lines, and some that were in before.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn batch(&self, world: &World, dice: &mut Dice, last: usize) -> String {
        let fresh = self.lines.len().saturating_sub(last);
        let mut lines: Vec<&Value> = self.lines[fresh..].iter().map(|(_, line)| line).collect();
        for _ in 0..(last.min(fresh) / 3) {
            let at = dice.below(fresh as u64) as usize;
            lines.insert(0, &self.lines[at].1);
        }
        written(world, &lines)
    }

    /// Everything there ever was.
    pub fn everything(&self, world: &World) -> String {
        let lines: Vec<&Value> = self.lines.iter().map(|(_, line)| line).collect();
        written(world, &lines)
    }

    /// Every reference.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|(reference, _)| reference.as_str())
    }

    /// The files a reference brings.
    #[must_use]
    pub fn files_of(&self, reference: &str) -> &[([u8; 32], u64)] {
        self.files.get(reference).map_or(&[], Vec::as_slice)
    }

    fn begin(&mut self, world: &World, dice: &mut Dice, most: u64) -> (String, Value) {
        let reference = format!("case-{}", self.lines.len());
        let property = if dice.chance(600) {
            let file = self.noise(world, dice, &reference, most);
            json!({"code": "property", "file": file})
        } else {
            json!({"code": "property", "lack": "tolerance"})
        };
        let line = self.case(&reference, property);
        (reference, line)
    }

    fn case(&self, reference: &str, property: Value) -> Value {
        json!({
            "ref": reference,
            "item": "0225",
            "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
            "form": {"address": format!("练习市示范区测试路{}号", self.lines.len()), "phone": "13800000000"},
            "materials": [
                {"code": "identity", "paper": true},
                property,
                {"code": "plan", "lack": "tolerance"},
            ],
            "do": "tolerance",
        })
    }

    /// A case that was answered and still lacks its plan.
    fn unfinished(&self, world: &World) -> Option<(String, String)> {
        let mut begun = world.printed.iter().filter(|(reference, _)| {
            reference.starts_with("case-") && !self.supplemented.contains(reference)
        });
        let (reference, answer) = begun.next()?;
        Some((reference.clone(), answer["case_id"].as_str()?.to_owned()))
    }

    fn supplement(
        &mut self,
        world: &World,
        dice: &mut Dice,
        begun: String,
        case: String,
        most: u64,
    ) -> (String, Value) {
        let reference = format!("more-{}", self.lines.len());
        self.supplemented.push(begun);
        let file = self.noise(world, dice, &reference, most);
        let line = json!({
            "ref": reference,
            "case": case,
            "materials": [{"code": "plan", "file": file}],
            "do": "supplement",
        });
        (reference, line)
    }

    fn noise(&mut self, world: &World, dice: &mut Dice, reference: &str, most: u64) -> PathBuf {
        let length = 1 + dice.below(most) as usize;
        self.keep(world, reference, &dice.bytes(length))
    }

    fn keep(&mut self, world: &World, reference: &str, bytes: &[u8]) -> PathBuf {
        let path = world.file(&format!("{reference}.pdf"));
        std::fs::write(&path, bytes).expect("a file can be written");
        let known = (seal::sha256(bytes).0, bytes.len() as u64);
        self.files
            .entry(reference.to_owned())
            .or_default()
            .push(known);
        path
    }
}

fn written(world: &World, lines: &[&Value]) -> String {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let path = world.file("batch.jsonl");
    std::fs::write(&path, text).expect("a file can be written");
    format!("@{}", path.display())
}
