//! The material list.

use super::{Known, Report, vague};
use crate::act::point::JOINT;
use crate::catalogue::{Class, HeldBy, Material};

pub(super) fn lint(report: &mut Report<'_>, known: Known<'_>) {
    let item = report.item;
    report.twice(
        "/materials",
        "material_twice",
        item.materials.iter().map(|material| material.code.as_str()),
    );
    for (place, material) in item.materials.iter().enumerate() {
        let at = format!("/materials/{place}");
        if vague::is_vague(&material.name) {
            let say = format!(
                "材料名称“{}”不明确，不得使用“其他材料”“相关材料”一类的兜底说法。",
                material.name
            );
            report.add(format!("{at}/name"), "vague_name", say);
        }
        if material.abolished {
            contradiction(report, &at, material);
        } else {
            asked(report, &at, material, known);
        }
        licences(report, &at, material, known);
        guardian(report, &at, material);
        report.when(
            material.copy_of.is_some() && item.original_of(&material.code).is_none(),
            format!("{at}/copy_of"),
            "copy_of",
            "复印件所依据的原件不在材料清单里，或它自己也是复印件。请写原件那一行的编码。",
        );
    }
    let main = item
        .materials
        .iter()
        .any(|material| !material.abolished && material.class == Class::Main);
    report.when(
        !main,
        "/materials",
        "main_empty",
        "没有主要材料。至少要有一份决定是否符合条件的材料。",
    );
    modes(report);
}

/// A guardian's licence comes by the code of whoever stands at the desk for a child: of nobody else's case can the city
/// tell the relation, and one type of licence is one person's.
fn guardian(report: &mut Report<'_>, at: &str, material: &Material) {
    if material.holder == HeldBy::Applicant {
        return;
    }
    let item = report.item;
    let at = format!("{at}/holder");
    let of_guardians =
        |codes: &[String]| !codes.is_empty() && codes.iter().all(|one| one == "guardian");
    let asked = material.when.0.get("applicant");
    report.when(
        !of_guardians(asked.unwrap_or(&item.applicants)),
        &at,
        "holder_relation",
        "只有监护人代办时，市平台才能核对持证人与申请人的关系。请写明本行只在监护人代办时需要。",
    );
    report.when(
        material.licences.is_empty(),
        &at,
        "holder_idle",
        "写明了持证人，却没有可以调取的证照。请写明证照类型，或去掉持证人。",
    );
    let others = item
        .materials
        .iter()
        .filter(|one| one.holder == HeldBy::Applicant);
    let shared = others
        .flat_map(|one| &one.licences)
        .any(|kind| material.licences.contains(kind));
    report.when(
        shared,
        &at,
        "holder_twice",
        "同一种证照既要申请人的又要监护人的，系统分不清是谁的。请分成两种材料或两个事项。",
    );
}

/// An abolished proof stands in the list so that nobody asks for it: nothing may still wait for it.
fn contradiction(report: &mut Report<'_>, at: &str, material: &Material) {
    let active = material.class == Class::Tolerable
        || material.committable
        || material.system_issued
        || material.generated;
    report.when(
        active,
        at,
        "abolished_active",
        "已取消的证明不能同时可容缺、可承诺、由系统开具或由申请表生成。",
    );
}

fn asked(report: &mut Report<'_>, at: &str, material: &Material, known: Known<'_>) {
    let item = report.item;
    let same = |other: &Material| other.abolished && other.name == material.name;
    // What the system fetches from the issuing body is not asked of the citizen (domain reference S16).
    let abolished = known.abolished.contains(&material.name) || item.materials.iter().any(same);
    if abolished && !material.system_issued {
        let say = format!("“{}”是已取消的证明，不得要求申请人提供。", material.name);
        report.add(format!("{at}/name"), "abolished_asked", say);
    }
    let points = material.review_points.is_empty()
        || material
            .review_points
            .iter()
            .any(|point| point.trim().is_empty());
    report.when(
        points,
        format!("{at}/review_points"),
        "review_points",
        "没有审查要点，一次性告知时无话可写。",
    );
    let mut seen = material.review_points.iter().enumerate();
    report.when(
        seen.any(|(at, point)| material.review_points[..at].contains(point)),
        format!("{at}/review_points"),
        "review_point_twice",
        "同一个审查要点写了两次，逐条核对时分不清答的是哪一条。",
    );
    // Otherwise a notice that names one point could be read as naming another, which is a part of it.
    report.when(
        material
            .review_points
            .iter()
            .any(|point| point.contains(JOINT)),
        format!("{at}/review_points"),
        "review_point_joint",
        "审查要点里不能有“；”：告知书用它分开各条。请改用逗号，或分成两条。",
    );
    report.when(
        material.issuer.trim().is_empty(),
        format!("{at}/issuer"),
        "issuer",
        "没有写明材料由谁出具（一次性告知要写）。",
    );
    report.when(
        material.form.trim().is_empty(),
        format!("{at}/form"),
        "material_form",
        "没有写明要原件、复印件还是电子件。",
    );
    report.when(
        material.copies == 0,
        format!("{at}/copies"),
        "copies",
        "份数至少为 1。",
    );
    let waits = material.trigger.as_ref();
    report.when(
        waits.is_some_and(|rule| !material.committable || rule.event.trim().is_empty()),
        format!("{at}/trigger"),
        "trigger_idle",
        "补交事件只用于可承诺的材料，并且要写明是什么事件。",
    );
    let clash = material.committable && material.class == Class::Tolerable;
    report.when(
        clash,
        at,
        "tolerable_and_committable",
        "一份材料不能既可容缺又可承诺替代。",
    );
}

fn licences(report: &mut Report<'_>, at: &str, material: &Material, known: Known<'_>) {
    let Some(types) = known.licences else { return };
    for (place, name) in material.licences.iter().enumerate() {
        if !types.iter().any(|known| known.name == *name) {
            report.add(
                format!("{at}/licences/{place}"),
                "licence_unknown",
                format!("没有“{name}”这种证照。"),
            );
        }
    }
}

/// 容缺 and 告知承诺: the lines and the rule belong together.
fn modes(report: &mut Report<'_>) {
    let item = report.item;
    let live = || item.materials.iter().filter(|material| !material.abolished);
    let tolerable = live().any(|material| material.class == Class::Tolerable);
    let committable = live().any(|material| material.committable);
    report.when(
        tolerable && item.tolerance.is_none(),
        "/tolerance",
        "tolerance_missing",
        "有可容缺的材料，却没有容缺规则。",
    );
    report.when(
        !tolerable && item.tolerance.is_some(),
        "/tolerance",
        "tolerance_idle",
        "有容缺规则，却没有可容缺的材料。",
    );
    report.when(
        committable && item.commitment.is_none(),
        "/commitment",
        "commitment_missing",
        "有可承诺的材料，却没有告知承诺规则。",
    );
    report.when(
        !committable && item.commitment.is_some(),
        "/commitment",
        "commitment_idle",
        "有告知承诺规则，却没有可承诺的材料。",
    );
}
