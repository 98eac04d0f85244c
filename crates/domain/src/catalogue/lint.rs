//! What item data may not say (domain reference S48, S16, §2.1): run on every import and by `cargo test`.

mod across;
mod checks;
mod commitment;
mod conditions;
mod form;
mod identity;
mod joint;
mod lane;
mod levels;
mod limits;
mod materials;
mod overdue;
mod progress;
mod vague;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Item;

/// A type of licence that the city issues or can fetch (证照类型, GB/T 36902).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceType {
    /// 证照名称, as items and `ZZMC` use it.
    pub name: String,
    /// 证照类型代码: 21 characters (GB/T 36904).
    pub code: String,
    /// What people call it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its extension fields `KZ_…` with their Chinese titles.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

/// What the linter holds item data against.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The licence types of the city; `None`: not known here, so nothing is said about them.
    pub licences: Option<&'a [LicenceType]>,
    /// Names of the proofs the city has abolished (已取消的证明事项).
    pub abolished: &'a [String],
}

/// One thing that must be mended before the item can be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Short number of the item.
    pub item: String,
    /// Where, as a JSON Pointer (RFC 6901) into the item's file.
    pub at: String,
    /// Which rule, for programs.
    pub rule: &'static str,
    /// What is wrong and what to do, in Chinese.
    pub say: String,
}

/// Judges one item; empty when it may be published.
#[must_use]
pub fn lint(item: &Item, known: Known<'_>) -> Vec<Finding> {
    let mut report = Report {
        item,
        findings: Vec::new(),
    };
    identity::lint(&mut report);
    conditions::lint(&mut report);
    checks::lint(&mut report);
    materials::lint(&mut report, known);
    commitment::lint(&mut report);
    form::lint(&mut report, known);
    limits::lint(&mut report);
    across::lint(&mut report);
    lane::lint(&mut report);
    joint::lint(&mut report);
    progress::lint(&mut report);
    levels::lint(&mut report);
    overdue::lint(&mut report);
    report.findings
}

/// Judges items that are published together: each for itself, then what must differ between them. A proof that one
/// item marks as abolished is abolished for all.
#[must_use]
pub fn lint_all(items: &[Item], known: Known<'_>) -> Vec<Finding> {
    let marked = items
        .iter()
        .flat_map(|item| &item.materials)
        .filter(|material| material.abolished);
    let mut abolished = known.abolished.to_vec();
    abolished.extend(marked.map(|material| material.name.clone()));
    let known = Known {
        abolished: &abolished,
        ..known
    };
    let mut findings: Vec<Finding> = items.iter().flat_map(|item| lint(item, known)).collect();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for item in items {
        let mut report = Report {
            item,
            findings: Vec::new(),
        };
        if seen.iter().any(|(code, _)| *code == item.code) {
            report.add(
                "/code",
                "item_code_twice",
                "实施编码与另一事项相同。请核对实施清单。".to_owned(),
            );
        }
        if seen.iter().any(|(_, short)| *short == item.short) {
            report.add(
                "/short",
                "item_short_twice",
                "简码与另一事项相同。请换一个简码。".to_owned(),
            );
        }
        seen.push((&item.code, &item.short));
        findings.append(&mut report.findings);
    }
    findings
}

/// The findings of one item while they are gathered.
struct Report<'a> {
    item: &'a Item,
    findings: Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, at: impl Into<String>, rule: &'static str, say: String) {
        self.findings.push(Finding {
            item: self.item.short.clone(),
            at: at.into(),
            rule,
            say,
        });
    }

    /// Adds the finding where `wrong` holds.
    fn when(&mut self, wrong: bool, at: impl Into<String>, rule: &'static str, say: &str) {
        if wrong {
            self.add(at, rule, say.to_owned());
        }
    }

    /// Names every code that stands twice in a list.
    fn twice<'c>(&mut self, at: &str, rule: &'static str, codes: impl Iterator<Item = &'c str>) {
        let mut seen = Vec::new();
        for (place, code) in codes.enumerate() {
            if seen.contains(&code) {
                self.add(
                    format!("{at}/{place}"),
                    rule,
                    format!("编码“{code}”重复。同一处的编码不能相同。"),
                );
            }
            seen.push(code);
        }
    }
}

#[cfg(test)]
mod tests;
