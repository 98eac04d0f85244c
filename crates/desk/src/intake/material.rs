use std::collections::BTreeSet;

use domain::act::{LineSource, Point};
use domain::catalogue::{Item, Material, Requirement};

use super::file::Files;
use super::given::{GivenLicence, GivenMaterial};
use super::line::{malformed, refused};
use super::proof::ensure_valid;
use super::run::Setting;
use crate::draft::{Draft, Edit, points};
use crate::fault::Outcome;

const ART_31: &str = "《行政许可法》第三十一条";
const ABOLISHED: &str = "已取消的证明事项目录";

impl Setting<'_> {
    /// Every line of the file onto the draft; one that this item or this situation does not ask for is refused.
    pub(super) fn put_materials(
        &self,
        draft: &mut Draft,
        item: &Item,
        files: &mut Files<'_>,
    ) -> Outcome<()> {
        let mut seen = BTreeSet::new();
        for given in &self.line.materials {
            if !seen.insert(&given.code) {
                let say = "同一份材料写了两次。请只留一行，多页请合成一个文件。";
                return Err(malformed(say));
            }
            let material = listed(item, given)?;
            if let Requirement::NotNeeded(_, why) = material.required(&draft.answers()) {
                let say = format!("“{}”不得要求提交：{why}。请去掉这一行。", material.name);
                return Err(match material.abolished {
                    true => refused("proof_abolished", ABOLISHED, say),
                    false => refused("material_not_needed", ART_31, say),
                });
            }
            let code = material.code.clone();
            match &given.lack {
                Some(word) if word == "tolerance" => {
                    answered(material, given, &LineSource::Open)?;
                    draft.edit(Edit::Tolerate(code, true), Some(item), self.now);
                }
                Some(_) => return Err(malformed("lack 只能是 tolerance。")),
                None => {
                    let source = self.source(draft, material, given, files)?;
                    let points = answered(material, given, &source)?;
                    draft.edit(Edit::Line(code.clone(), source), Some(item), self.now);
                    draft.look(&code, points);
                }
            }
        }
        Ok(())
    }

    /// What stands for one line.
    pub(super) fn source(
        &self,
        draft: &mut Draft,
        material: &Material,
        given: &GivenMaterial,
        files: &mut Files<'_>,
    ) -> Outcome<LineSource> {
        if let Some(path) = &given.file {
            return files.take(draft.id, path, self.now);
        }
        match (&given.licence, &given.proof) {
            (_, Some(code)) => return self.licence_of_proof(draft, material, code),
            (Some(GivenLicence::Text(text)), None) if text.starts_with("ZC1:") => {
                return self.licence_of_code(draft, material, text);
            }
            (Some(licence), None) => return self.licence(licence, material),
            (None, None) => {}
        }
        if given.commit {
            return Ok(LineSource::Commitment);
        }
        if given.paper {
            return Ok(LineSource::Paper);
        }
        Err(malformed(
            "材料要写明 file、licence、proof、paper、commit 或 lack 之一。",
        ))
    }

    /// A licence by what stands on it: its number is a must, for a type alone proves nothing.
    fn licence(&self, given: &GivenLicence, material: &Material) -> Outcome<LineSource> {
        let (kind, number, valid_to) = match given {
            GivenLicence::Text(kind) => (kind, "", ""),
            GivenLicence::Data {
                kind,
                number,
                valid_to,
            } => (kind, number.trim(), valid_to.trim()),
        };
        if !material.licences.contains(kind) {
            let say = format!("这种证照不能替代“{}”。请核对证照类型。", material.name);
            return Err(refused("licence_unfit", ART_31, say));
        }
        if number.is_empty() {
            let say = format!(
                "“{}”只写了证照类型。请写明证照编号（number），或附上签名凭证码（proof）。",
                material.name
            );
            return Err(refused("licence_number_missing", "证照核对", say));
        }
        let today = domain::moment::day(self.now).to_string();
        ensure_valid(valid_to, &today, material)?;
        Ok(LineSource::Licence {
            licence: kind.clone(),
            number: number.to_owned(),
            authority: String::new(),
            valid_to: valid_to.to_owned(),
        })
    }
}

/// The review points as the line answers them; none: it was looked at as a whole.
pub(super) fn answered(
    material: &Material,
    given: &GivenMaterial,
    source: &LineSource,
) -> Outcome<Option<Vec<Point>>> {
    let Some(answers) = &given.points else {
        return Ok(None);
    };
    if !source.is_looked_at() {
        let say = "points 只能写在 file 或 paper 的材料上：其他来源由系统核对。";
        return Err(malformed(say));
    }
    let mut points = points::open(material);
    for (text, holds) in answers {
        let Some(point) = points.iter_mut().find(|point| point.text == *text) else {
            let listed = material.review_points.join("”“");
            let say = format!(
                "“{}”的审查要点是“{listed}”，points 里有别的文字。请照原文写。",
                material.name
            );
            return Err(refused("point_unlisted", "事项目录 审查要点", say));
        };
        point.holds = Some(*holds);
    }
    Ok(Some(points))
}

/// The item's material of this line, which names one way alone.
pub(super) fn listed<'a>(item: &'a Item, given: &GivenMaterial) -> Outcome<&'a Material> {
    if given.stated() > 1 {
        let say = "一份材料只能写一种来源：file、licence、proof、paper、commit、lack 中的一个。";
        return Err(malformed(say));
    }
    item.material(&given.code).ok_or_else(|| {
        let say = "有材料不在本事项的材料清单里，不得要求提交。请核对材料编码。";
        refused("material_unlisted", ART_31, say)
    })
}
