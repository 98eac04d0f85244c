//! 申请材料: each line with its state, the reason and what can be done.

use domain::act::LineSource;
use domain::catalogue::{Class, Item, Material, Requirement};

use super::state_text;
use super::words::{channel_text, clock, media_text, signature_text, size};
use crate::draft::Draft;
use crate::draft::page::{Kept, Page};
use crate::view::{Badge, MaterialView, MaterialsView, PageView, Tone};

impl Draft {
    pub(super) fn materials(&self, item: &Item) -> MaterialsView {
        let lines: Vec<MaterialView> = item
            .terms(&self.answers())
            .materials
            .iter()
            .enumerate()
            .map(|(at, requirement)| match requirement {
                Requirement::Required(material) => self.line(item, material, at as u32 + 1),
                Requirement::NotNeeded(material, why) => not_needed(material, why, at as u32 + 1),
            })
            .collect();
        let count = |states: &[&str]| {
            lines
                .iter()
                .filter(|line| states.contains(&line.state.as_str()))
                .count() as u32
        };
        MaterialsView {
            waived: count(&["waived"]),
            missing: count(&["open", "tolerated"]),
            lines,
        }
    }

    fn line(&self, item: &Item, material: &Material, n: u32) -> MaterialView {
        let tolerable = material.class == Class::Tolerable && item.tolerance.is_some();
        let source = self.source(item, &material.code);
        let (state, tone, text, note) = match &source {
            LineSource::Licence {
                licence, valid_to, ..
            } => {
                let until = if valid_to.is_empty() {
                    "长期有效".to_owned()
                } else {
                    format!("有效至 {valid_to}")
                };
                (
                    "waived",
                    Tone::Ok,
                    "免于提交",
                    format!("电子证照：{licence}，{until}"),
                )
            }
            LineSource::File { pages, .. } if !pages.is_empty() => (
                "in",
                Tone::Ok,
                "已收",
                format!(
                    "拍摄 {} 页，{}",
                    pages.len(),
                    size(pages.iter().map(|page| page.bytes).sum())
                ),
            ),
            LineSource::File { bytes, media, .. } => (
                "in",
                Tone::Ok,
                "已收",
                match self.brought(&material.code) {
                    Some(channel) => format!(
                        "{}，{}，{}",
                        channel_text(channel),
                        media_text(media),
                        size(*bytes)
                    ),
                    None => format!("{}，{}", media_text(media), size(*bytes)),
                },
            ),
            // Not by hand: it goes with the person, not by a button.
            LineSource::Paper if !self.lines.contains_key(&material.code) => (
                "waived",
                Tone::Ok,
                "读卡核验",
                "身份证读卡器读出，原件退还，不留存".to_owned(),
            ),
            LineSource::Paper => (
                "in",
                Tone::Ok,
                "已核原件",
                "原件核验后退还，不留存".to_owned(),
            ),
            LineSource::Form => ("signed", Tone::Ok, "已签", "由申请表生成".to_owned()),
            LineSource::Commitment => (
                "committed",
                Tone::Warn,
                "承诺代替",
                "告知承诺书签名后生效，办结后核查".to_owned(),
            ),
            LineSource::SystemIssued => (
                "waived",
                Tone::Ok,
                "由系统开具",
                "系统向出具机关调取，不用申请人跑".to_owned(),
            ),
            LineSource::Open | LineSource::Tolerated => self.open_line(material, tolerable),
        };
        MaterialView {
            n,
            code: material.code.clone(),
            name: material.name.clone(),
            state: state.to_owned(),
            badge: Badge {
                tone,
                text: text.to_owned(),
            },
            note,
            actions: actions(
                state,
                material,
                (tolerable, !self.pages(&material.code).is_empty()),
            ),
            points: material.review_points.clone(),
            sample: material.sample.clone(),
            pages: self.pages(&material.code).iter().map(page_view).collect(),
        }
    }

    fn open_line(
        &self,
        material: &Material,
        tolerable: bool,
    ) -> (&'static str, Tone, &'static str, String) {
        if material.generated {
            return match &self.signature {
                Some(signature) => (
                    "signed",
                    Tone::Ok,
                    "已签",
                    format!("由申请表生成，{}", signature_text(signature)),
                ),
                None => (
                    "open",
                    Tone::Plain,
                    "待签名",
                    "由申请表生成，受理时请申请人签名".to_owned(),
                ),
            };
        }
        if material.system_issued {
            return (
                "waived",
                Tone::Ok,
                "由系统开具",
                "系统向出具机关调取，不用申请人跑".to_owned(),
            );
        }
        if self.tolerated.contains(&material.code) {
            return (
                "tolerated",
                Tone::Warn,
                "容缺",
                "签承诺书后先受理，按期补交".to_owned(),
            );
        }
        let unfit = self
            .licences
            .iter()
            .find(|held| material.licences.contains(&held.licence) && held.state != "valid");
        let reason = unfit.map(|held| format!("电子证照{}：{}。", held.licence, state_text(held)));
        match (tolerable, reason) {
            (true, reason) => (
                "open",
                Tone::Warn,
                "缺，可容缺",
                format!(
                    "{}次要材料，承诺按期补交即可先受理。",
                    reason.unwrap_or_default()
                ),
            ),
            (false, Some(reason)) => (
                "open",
                Tone::Bad,
                "缺",
                format!("{reason}请提交有效的原件。"),
            ),
            (false, None) => ("open", Tone::Bad, "缺", "主要材料，不能容缺。".to_owned()),
        }
    }
}

/// `shot`: it has pages, and more may follow.
fn actions(state: &str, material: &Material, (tolerable, shot): (bool, bool)) -> Vec<String> {
    let mut actions: Vec<&str> = match state {
        "open" if material.generated => Vec::new(),
        "open" => {
            let mut all = vec!["camera", "file", "paper"];
            if tolerable {
                all.insert(0, "tolerate");
            }
            if material.committable {
                all.push("commit");
            }
            all
        }
        "tolerated" => vec!["untolerate", "camera", "file", "paper"],
        "in" if shot => vec!["camera", "remove"],
        "in" | "committed" => vec!["remove"],
        _ => Vec::new(),
    };
    actions.dedup();
    actions.into_iter().map(str::to_owned).collect()
}

fn page_view(page: &Page) -> PageView {
    let Kept {
        width,
        height,
        bytes,
        ..
    } = &page.shown;
    PageView {
        id: page.name(),
        text: format!("{width}×{height}，{}，{}", size(*bytes), clock(page.at)),
        warnings: page.warnings.clone(),
        original: page.shown == page.original,
        quarters: u32::from(page.quarters),
        corners: page
            .corners
            .iter()
            .flatten()
            .flat_map(|(x, y)| [*x, *y])
            .collect(),
        size: (page.original.width, page.original.height),
    }
}

fn not_needed(material: &Material, why: &str, n: u32) -> MaterialView {
    MaterialView {
        n,
        code: material.code.clone(),
        name: material.name.clone(),
        state: "not_needed".to_owned(),
        badge: Badge {
            tone: Tone::Plain,
            text: "不需要".to_owned(),
        },
        note: why.to_owned(),
        actions: Vec::new(),
        points: Vec::new(),
        sample: String::new(),
        pages: Vec::new(),
    }
}
