//! What a new version of an item changes, as a clerk reads it (domain reference S07: the difference is shown).

use std::collections::BTreeSet;

use super::{Class, Form, Item, Limit, Material, Question};

/// One change, a whole Chinese sentence: what it was, what it is.
pub type Change = String;

/// What differs between two versions of an item, in the order of the item's own parts; empty where only the version and
/// its first day differ.
#[must_use]
pub fn diff(before: &Item, now: &Item) -> Vec<Change> {
    let mut changes = Vec::new();
    head(before, now, &mut changes);
    questions(before, now, &mut changes);
    materials(before, now, &mut changes);
    fields(&before.form, &now.form, &mut changes);
    limits(before, now, &mut changes);
    ways(before, now, &mut changes);
    money(before, now, &mut changes);
    let same = Item {
        version: now.version,
        effective: now.effective.clone(),
        ..before.clone()
    };
    if changes.is_empty() && same != *now {
        changes.push("文字说明有调整，请查看办事指南。".to_owned());
    }
    changes
}

fn turned(what: &str, before: &str, now: &str, changes: &mut Vec<Change>) {
    if before != now {
        let or = |text: &str| match text.is_empty() {
            true => "无".to_owned(),
            false => format!("“{text}”"),
        };
        changes.push(format!("{what}由{}改为{}。", or(before), or(now)));
    }
}

fn head(before: &Item, now: &Item, changes: &mut Vec<Change>) {
    turned("事项名称", &before.name, &now.name, changes);
    turned("实施机关", &before.body.name, &now.body.name, changes);
    turned("咨询电话", &before.body.phone, &now.body.phone, changes);
    turned(
        "设定依据",
        &before.basis.join("、"),
        &now.basis.join("、"),
        changes,
    );
    turned(
        "办理层级",
        &before.levels_text(),
        &now.levels_text(),
        changes,
    );
    turned("办理结果", &before.result.name, &now.result.name, changes);
    if before.across != now.across || before.outside != now.outside {
        changes.push("由谁受理（当地直办、网上帮办、异地分办、外部系统）有变化。".to_owned());
    }
    if before.progress != now.progress {
        changes.push("向申请人推送哪些进度有变化。".to_owned());
    }
    if before.modes != now.modes {
        changes.push("办理方式有变化。".to_owned());
    }
    if before.joint != now.joint {
        changes.push("联合办理的部门、地方或任务有变化。".to_owned());
    }
    if before.green != now.green {
        changes.push("绿色通道有变化。".to_owned());
    }
    match (before.decided_by_default(), now.decided_by_default()) {
        (None, Some(_)) => changes.push("新增超时默认许可。".to_owned()),
        (Some(_), None) => changes.push("不再超时默认许可。".to_owned()),
        _ => {}
    }
    if before.handling != now.handling {
        changes.push("办件类型有变化。".to_owned());
    }
    if before.applicants != now.applicants {
        changes.push("可以申请的人有变化。".to_owned());
    }
}

/// What came, what went, what stayed, each by its key, in its order.
fn paired<'a, T>(
    before: &'a [T],
    now: &'a [T],
    key: impl Fn(&T) -> &str,
) -> (Vec<&'a T>, Vec<&'a T>, Vec<(&'a T, &'a T)>) {
    let find = |all: &'a [T], wanted: &str| all.iter().find(|one| key(one) == wanted);
    let gone = before.iter().filter(|one| find(now, key(one)).is_none());
    let came = now.iter().filter(|one| find(before, key(one)).is_none());
    let stayed = now
        .iter()
        .filter_map(|one| find(before, key(one)).map(|old| (old, one)));
    (came.collect(), gone.collect(), stayed.collect())
}

fn questions(before: &Item, now: &Item, changes: &mut Vec<Change>) {
    let (came, gone, stayed) = paired(&before.situations, &now.situations, |one: &Question| {
        &one.code
    });
    for one in came {
        changes.push(format!("新增情形“{}”。", one.text));
    }
    for one in gone {
        changes.push(format!("不再问情形“{}”。", one.text));
    }
    for (old, new) in stayed {
        turned("情形", &old.text, &new.text, changes);
        let answers = |question: &Question| {
            let texts = question.choices.iter().map(|choice| choice.text.as_str());
            texts.collect::<Vec<_>>().join("、")
        };
        turned(
            &format!("“{}”的选项", new.text),
            &answers(old),
            &answers(new),
            changes,
        );
        if old.answers_from != new.answers_from {
            changes.push(match &new.answers_from {
                Some(_) => format!("“{}”按资格核查的结果列出选项。", new.text),
                None => format!("“{}”不再按资格核查列出选项。", new.text),
            });
        }
    }
}

fn materials(before: &Item, now: &Item, changes: &mut Vec<Change>) {
    let live = |item: &Item| -> Vec<Material> {
        let asked = item.materials.iter().filter(|material| !material.abolished);
        asked.cloned().collect()
    };
    let (old, new) = (live(before), live(now));
    let (came, gone, stayed) = paired(&old, &new, |one: &Material| &one.code);
    for one in came {
        changes.push(format!("新增材料“{}”（{}）。", one.name, class(one)));
    }
    for one in gone {
        changes.push(format!("不再要材料“{}”。", one.name));
    }
    for (old, new) in stayed {
        material(old, new, now, changes);
    }
}

fn class(material: &Material) -> &'static str {
    match material.class {
        Class::Main => "主要材料",
        Class::Tolerable => "可容缺",
    }
}

fn material(old: &Material, new: &Material, item: &Item, changes: &mut Vec<Change>) {
    turned("材料名称", &old.name, &new.name, changes);
    let of = |what: &str| format!("“{}”的{what}", new.name);
    turned(&of("要求"), class(old), class(new), changes);
    let committable = |material: &Material| {
        if material.committable {
            "可承诺"
        } else {
            "不可承诺"
        }
    };
    turned(&of("承诺"), committable(old), committable(new), changes);
    let promise = |material: &Material| {
        let line = material.promise.as_ref();
        line.map_or_else(String::new, |line| {
            format!("{}，{}", line.replaces, line.check)
        })
    };
    turned(&of("承诺内容和核查"), &promise(old), &promise(new), changes);
    turned(&of("形式"), &old.form, &new.form, changes);
    turned(
        &of("份数"),
        &old.copies.to_string(),
        &new.copies.to_string(),
        changes,
    );
    turned(
        &of("电子证照"),
        &old.licences.join("、"),
        &new.licences.join("、"),
        changes,
    );
    let waits = |material: &Material| {
        let rule = material.trigger.as_ref();
        rule.map_or_else(String::new, |rule| {
            format!("{}后{}内补交", rule.event, rule.within.text())
        })
    };
    turned(&of("补交事件"), &waits(old), &waits(new), changes);
    turned(
        &of("审查要点"),
        &old.review_points.join("；"),
        &new.review_points.join("；"),
        changes,
    );
    turned(
        &of("适用情形"),
        &old.when.text(&item.situations),
        &new.when.text(&item.situations),
        changes,
    );
}

fn fields(before: &Form, now: &Form, changes: &mut Vec<Change>) {
    let keys = |form: &Form| -> BTreeSet<String> {
        let properties = form.0["properties"].as_object();
        properties
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect()
    };
    let title = |form: &Form, key: &str| {
        let title = form.0["properties"][key]["title"].as_str();
        title.unwrap_or(key).to_owned()
    };
    let required = |form: &Form, key: &str| {
        let mut all = form.0["required"].as_array().into_iter().flatten();
        all.any(|name| name == key)
    };
    let (old, new) = (keys(before), keys(now));
    for key in new.difference(&old) {
        changes.push(format!("申请表新增“{}”。", title(now, key)));
    }
    for key in old.difference(&new) {
        changes.push(format!("申请表不再填“{}”。", title(before, key)));
    }
    for key in new.intersection(&old) {
        turned("申请表栏目", &title(before, key), &title(now, key), changes);
        let must = |form: &Form| {
            if required(form, key) {
                "必填"
            } else {
                "选填"
            }
        };
        let what = format!("申请表“{}”", title(now, key));
        turned(&what, must(before), must(now), changes);
    }
}

fn limits(before: &Item, now: &Item, changes: &mut Vec<Change>) {
    let (old, new) = (&before.limits, &now.limits);
    turned(
        "法定时限",
        &old.statutory.text(),
        &new.statutory.text(),
        changes,
    );
    turned(
        "承诺时限",
        &old.promised.text(),
        &new.promised.text(),
        changes,
    );
    let extension =
        |days: Option<u32>| days.map_or_else(|| "不可延长".to_owned(), |n| format!("{n} 个工作日"));
    turned(
        "可延长",
        &extension(old.extension),
        &extension(new.extension),
        changes,
    );
    if old.cases != new.cases {
        changes.push("分情形的承诺时限有变化。".to_owned());
    }
}

fn ways(before: &Item, now: &Item, changes: &mut Vec<Change>) {
    let term = |limit: Option<Limit>| limit.map_or_else(String::new, |limit| limit.text());
    let supplement = |item: &Item| term(item.tolerance.as_ref().map(|rule| rule.supplement));
    turned(
        "容缺补交期限",
        &supplement(before),
        &supplement(now),
        changes,
    );
    let check = |item: &Item| {
        let rule = item.commitment.as_ref();
        rule.map_or_else(String::new, |rule| {
            format!("{}，{}内", rule.check, rule.check_within.text())
        })
    };
    turned("告知承诺的核查", &check(before), &check(now), changes);
    let spot = |item: &Item| {
        let rule = item.commitment.as_ref().and_then(|rule| rule.spot.as_ref());
        if rule.is_some() { "当场出证" } else { "" }
    };
    turned("承诺后出证的方式", spot(before), spot(now), changes);
    let chains = |item: &Item| {
        item.commitment
            .as_ref()
            .and_then(|rule| rule.chains.clone())
    };
    if chains(before) != chains(now) {
        changes.push("可以承诺办理的连锁企业名单有变化。".to_owned());
    }
    let excluded = |item: &Item| {
        let fields = item.excluded.iter().map(|field| field.text());
        fields.collect::<Vec<_>>().join("、")
    };
    turned(
        "不适用告知承诺的领域",
        &excluded(before),
        &excluded(now),
        changes,
    );
    let both = before.commitment.is_some() && now.commitment.is_some();
    if both && before.told() != now.told() {
        changes.push("告知承诺书的内容有变化。".to_owned());
    }
    if before.checks != now.checks {
        changes.push("收件前的数据核查有变化。".to_owned());
    }
}

fn money(before: &Item, now: &Item, changes: &mut Vec<Change>) {
    let (came, gone, stayed) = paired(&before.fees, &now.fees, |fee| &fee.name);
    for fee in came {
        changes.push(format!("新增收费“{}”（{}）。", fee.name, fee.basis));
    }
    for fee in gone {
        changes.push(format!("不再收取“{}”。", fee.name));
    }
    for (old, new) in stayed {
        turned(
            &format!("“{}”的标准", new.name),
            &old.amount,
            &new.amount,
            changes,
        );
    }
}
