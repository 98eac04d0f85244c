//! 告知承诺 line by line: what a commitment stands for, how it is checked, and where none may stand
//! (国办发〔2020〕42号, domain reference §2.3).

use super::Report;
use crate::catalogue::{ChainRule, CommitmentRule, Material, SpotRule, Told};
use crate::promise::KINDS;

pub(super) fn lint(report: &mut Report<'_>) {
    let item = report.item;
    let live = item.materials.iter().enumerate();
    for (place, material) in live.filter(|(_, material)| !material.abolished) {
        line(report, &format!("/materials/{place}"), material);
    }
    let Some(rule) = &item.commitment else { return };
    told(report, rule);
    if let Some(spot) = &rule.spot {
        on_the_spot(report, spot);
    }
    if let Some(chains) = &rule.chains {
        listed(report, chains);
    }
}

/// 告知 is whole: all of its parts, and in one place alone.
fn told(report: &mut Report<'_>, rule: &CommitmentRule) {
    let empty =
        |lines: &[String]| lines.is_empty() || lines.iter().any(|line| line.trim().is_empty());
    match &rule.told {
        Some(parts) => {
            let named = [
                ("duty", &parts.duty),
                ("way", &parts.way),
                ("check", &parts.check),
                ("consequence", &parts.consequence),
            ];
            for ((key, lines), title) in named.into_iter().zip(&Told::TITLES[1..]) {
                if empty(lines) {
                    let say = format!("告知承诺要写明“{title}”（国办发〔2020〕42号）。");
                    report.add(format!("/commitment/told/{key}"), "told_missing", say);
                }
            }
            report.when(
                !rule.text.is_empty(),
                "/commitment/text",
                "told_twice",
                "告知内容已分部分写明，不再另写一份。请删除 text。",
            );
        }
        None => report.when(
            empty(&rule.text),
            "/commitment",
            "told_missing",
            "告知承诺要写明告知内容（国办发〔2020〕42号）。",
        ),
    }
}

fn line(report: &mut Report<'_>, at: &str, material: &Material) {
    let excluded = report.item.excluded.iter().map(|field| field.text());
    let excluded: Vec<&str> = excluded.collect();
    if material.committable && !excluded.is_empty() {
        let say = format!(
            "本事项涉及{}，不适用告知承诺，“{}”不能设为可承诺。",
            excluded.join("、"),
            material.name
        );
        report.add(format!("{at}/committable"), "commitment_excluded", say);
    }
    match (&material.promise, material.committable) {
        (None, false) => {}
        (None, true) => {
            let say = format!("“{}”可承诺，要写明替代什么证明、怎样核查。", material.name);
            report.add(at, "promise_missing", say);
        }
        (Some(_), false) => {
            let say = "不可承诺的材料不能写替代什么证明。";
            report.when(true, format!("{at}/promise"), "promise_idle", say);
        }
        (Some(promise), true) => {
            let at = format!("{at}/promise");
            let say = "要写明承诺替代的证明。";
            let empty = promise.replaces.trim().is_empty();
            report.when(empty, format!("{at}/replaces"), "promise_replaces", say);
            let say = "核查方式应为免予核查、公示、在线核查、书面核查或实地核查。";
            let unknown = !KINDS.contains(&promise.check.as_str());
            report.when(unknown, format!("{at}/check"), "check_kind", say);
        }
    }
}

/// What must be verified with the network must be there as an e-licence.
fn on_the_spot(report: &mut Report<'_>, spot: &SpotRule) {
    for (place, code) in spot.licences.iter().enumerate() {
        let material = report.item.material(code);
        let fetched = material.is_some_and(|line| !line.licences.is_empty());
        report.when(
            !fetched,
            format!("/commitment/spot/licences/{place}"),
            "spot_licence",
            "当场出证要联网核验的材料，须在材料清单里并有对应的电子证照。",
        );
    }
}

fn listed(report: &mut Report<'_>, chains: &ChainRule) {
    let fields = report.item.form.0["properties"].clone();
    let known = |key: &str| fields.get(key).is_some();
    report.when(
        !known(&chains.parent),
        "/commitment/chains/parent",
        "chain_field",
        "连锁总部的字段不在申请表里。",
    );
    report.when(
        chains.when.is_always(),
        "/commitment/chains/when",
        "chain_always",
        "连锁名单没有写明适用的情形。",
    );
    for (place, key) in chains.own.iter().enumerate() {
        report.when(
            !known(key),
            format!("/commitment/chains/own/{place}"),
            "chain_field",
            "照此开下一家时要填的字段不在申请表里。",
        );
    }
}
