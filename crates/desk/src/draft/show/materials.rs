//! 申请材料: each line with its state, the reason and what can be done.

use domain::act::LineSource;
use domain::catalogue::{Class, Item, Material, Requirement};
use domain::identity::{Fit, licence_id};
use domain::licence::Standing;
use domain::promise::EXEMPT;

use super::words::{channel_text, clock, media_text, signature_text, size};
use crate::draft::page::{Kept, Page};
use crate::draft::{Draft, UsedLicence};
use crate::view::{Badge, MaterialView, MaterialsView, PageView, Tone};

impl Draft {
    pub(super) fn materials(&self, item: &Item, online: bool) -> MaterialsView {
        let lines: Vec<MaterialView> = item
            .terms(&self.answers())
            .materials
            .iter()
            .enumerate()
            .map(|(at, requirement)| match requirement {
                Requirement::Required(material) => {
                    let line = self.line((item, online), material, at as u32 + 1);
                    self.uncopied(item, line)
                }
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

    /// What stands for a copy: the scan of its original, where there is one (三免: 免复印).
    #[must_use]
    pub fn scan_for(&self, item: &Item, code: &str) -> Option<LineSource> {
        let original = item.original_of(code)?;
        let source = self.source(item, &original.code);
        source.is_scan().then_some(source)
    }

    /// A copy whose original is here as a picture or as data says so: nobody copies it again (S63).
    fn uncopied(&self, item: &Item, line: MaterialView) -> MaterialView {
        let by_hand = self.lines.contains_key(&line.code);
        let original = item.original_of(&line.code);
        match original.filter(|_| !by_hand && self.scan_for(item, &line.code).is_some()) {
            Some(original) => MaterialView {
                state: "waived".to_owned(),
                badge: Badge {
                    tone: Tone::Ok,
                    text: "免复印".to_owned(),
                },
                note: format!("用“{}”的电子件，不用再交复印件", original.name),
                ..line
            },
            None => line,
        }
    }

    fn line(&self, (item, online): (&Item, bool), material: &Material, n: u32) -> MaterialView {
        let again = self.again(material).filter(|_| online);
        let tolerable = material.class == Class::Tolerable && item.tolerance.is_some();
        let source = self.source(item, &material.code);
        let (state, tone, text, note) = match &source {
            LineSource::Licence {
                licence,
                valid_to,
                authority,
                ..
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
                    format!("电子证照：{licence}，{until}{}", self.identifier(authority)),
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
                format!("签承诺书后生效，{}", checked(item.check_of(&material.code))),
            ),
            LineSource::SystemIssued => (
                "waived",
                Tone::Ok,
                "由系统开具",
                "系统向出具机关调取，不用申请人跑".to_owned(),
            ),
            LineSource::Open | LineSource::Tolerated => self.open_line(material, tolerable),
        };
        let line = MaterialView {
            n,
            code: material.code.clone(),
            name: material.name.clone(),
            state: state.to_owned(),
            badge: Badge {
                tone,
                text: text.to_owned(),
            },
            note: match again.filter(|_| state == "open") {
                None => note,
                Some(used) => format!(
                    "{} 的办件经办事人同意用过电子证照{}，可再次申请调取，不用再交。",
                    used.day, used.licence
                ),
            },
            actions: actions(
                state,
                material,
                Can {
                    again: again.is_some(),
                    tolerate: tolerable,
                    shoot: !self.pages(&material.code).is_empty(),
                },
            ),
            points: Vec::new(),
            sample: material.sample.clone(),
            pages: self.pages(&material.code).iter().map(page_view).collect(),
        };
        self.with_points(item, material, line)
    }

    /// What its identifier (GB/T 36904) is worth: a hint, never a hindrance.
    fn identifier(&self, authority: &str) -> &'static str {
        let mut held = self.licences.iter();
        let held = held.find(|held| held.authority == authority && !held.identifier.is_empty());
        match held.map(|held| licence_id::check(&held.identifier).result) {
            None => "",
            Some(Fit::Ok) => "，证照标识符合标准",
            Some(Fit::Variant) => "，证照标识是已知变体",
            Some(Fit::Bad) => "，证照标识不符合标准（只作提示，不影响办理）",
        }
    }

    /// Why none of the licences that would satisfy it does, and what to do; `None` where nothing was asked for yet.
    fn unfit(&self, material: &Material) -> Option<String> {
        let fits = |licence: &str| material.licences.iter().any(|wanted| wanted == licence);
        let came = self.licences.iter().map(|held| {
            (
                held.standing(),
                &*held.licence,
                &*held.valid_from,
                &*held.valid_to,
            )
        });
        let lacked = self
            .lacking
            .iter()
            .map(|lack| (Standing::of(&lack.why), &*lack.licence, "", ""));
        let why = came
            .chain(lacked)
            .filter(|why| fits(why.1) && why.0 != Standing::Valid);
        let (standing, licence, from, to) = why.min_by_key(|why| why.0)?;
        Some(match standing {
            Standing::NotHeld => standing.say(&material.licences.join("或"), "", ""),
            _ => standing.say(licence, from, to),
        })
    }

    /// The earlier case on whose consent a line's licence can be had again, with its day.
    pub(crate) fn again(&self, material: &Material) -> Option<&UsedLicence> {
        let party = self.party.as_ref()?;
        let shown = !matches!(party.seen_by.as_str(), "typed" | "")
            && !party.seen_by.starts_with(domain::prefill::DRAFT);
        let came = |licence: &String| self.licences.iter().any(|held| &held.licence == licence);
        let fits =
            |used: &&UsedLicence| material.licences.contains(&used.licence) && !came(&used.licence);
        self.earlier.used.iter().filter(|_| shown).find(fits)
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
        let reason = self.unfit(material);
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
            (false, Some(reason)) => ("open", Tone::Bad, "缺", reason),
            (false, None) if material.committable => {
                ("open", Tone::Warn, "缺，可承诺", may_promise(material))
            }
            (false, None) => ("open", Tone::Bad, "缺", "主要材料，不能容缺。".to_owned()),
        }
    }
}

/// What the applicant may choose freely, and that the ordinary way is the material itself.
fn may_promise(material: &Material) -> String {
    let promise = material.promise.as_ref();
    let replaced = promise.map(|promise| format!("替代{}，", promise.replaces));
    format!(
        "申请人可自愿选择承诺代替（{}办结后核查），不选择的照常交材料。",
        replaced.unwrap_or_default()
    )
}

/// What follows the decision.
fn checked(kind: &str) -> String {
    match kind {
        EXEMPT => "办结后免予核查".to_owned(),
        kind => format!("办结后{kind}"),
    }
}

/// What can be done with a line beyond what its state says.
#[derive(Clone, Copy)]
struct Can {
    /// Its licence can be had again on an earlier consent.
    again: bool,
    tolerate: bool,
    /// It has pages, and more may follow.
    shoot: bool,
}

fn actions(state: &str, material: &Material, can: Can) -> Vec<String> {
    let mut actions: Vec<&str> = match state {
        "open" if material.generated => Vec::new(),
        "open" => {
            let mut all = vec!["camera", "file", "paper"];
            if can.tolerate {
                all.insert(0, "tolerate");
            }
            if can.again {
                all.insert(0, "again");
            }
            if material.committable {
                all.insert(0, "commit");
            }
            all
        }
        "tolerated" => vec!["untolerate", "camera", "file", "paper"],
        "in" if can.shoot => vec!["camera", "remove"],
        "committed" => vec!["uncommit", "camera", "file", "paper"],
        "in" => vec!["remove"],
        _ => Vec::new(),
    };
    actions.dedup();
    actions.into_iter().map(str::to_owned).collect()
}

/// A page as the screen shows it.
pub(crate) fn page_view(page: &Page) -> PageView {
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
