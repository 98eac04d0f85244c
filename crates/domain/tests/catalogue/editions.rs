use domain::catalogue::{Catalogue, Class, Editions, Fee, Item, Limit, diff};
use serde_json::json;

use crate::load::{item, items};

fn catalogue(items: Vec<Item>) -> Catalogue {
    Catalogue { version: 1, items }
}

fn raised(short: &str, change: impl FnOnce(&mut Item)) -> (Item, Item) {
    let before = item(short);
    let mut now = before.clone();
    now.version += 1;
    change(&mut now);
    (before, now)
}

#[test]
fn s07_the_same_item_has_no_difference_and_every_other_pair_has() {
    for one in items() {
        assert_eq!(diff(&one, &one), Vec::<String>::new());
    }
    let changes = diff(&item("0225"), &item("0312"));
    assert!(changes.len() > 10, "{changes:#?}");
}

#[test]
fn s07_changed_elements_are_listed_each_with_what_it_was_and_is() {
    type Change = fn(&mut Item);
    let cases: &[(Change, &str)] = &[
        (
            |item| item.limits.promised = Limit::Workdays { n: 4 },
            "承诺时限由“5 个工作日”改为“4 个工作日”。",
        ),
        (
            |item| item.materials.retain(|line| line.code != "plan"),
            "不再要材料“户内给水平面图”。",
        ),
        (
            |item| item.materials[1].class = Class::Main,
            "“房屋权属证明”的要求由“可容缺”改为“主要材料”。",
        ),
        (
            |item| item.materials[1].abolished = true,
            "不再要材料“房屋权属证明”。",
        ),
        (
            |item| item.form.0["properties"]["meter"] = json!({"title": "水表口径", "x-order": 75}),
            "申请表新增“水表口径”。",
        ),
        (
            |item| {
                item.form.0["required"] = json!(["name", "id", "phone", "people", "demand", "end"])
            },
            "申请表“用水地址”由“必填”改为“选填”。",
        ),
        (
            |item| {
                item.fees.remove(2);
                item.fees.push(Fee {
                    name: "水表检定费".to_owned(),
                    basis: "练习市供水收费目录清单".to_owned(),
                    amount: "按公示标准".to_owned(),
                });
            },
            "新增收费“水表检定费”（练习市供水收费目录清单）。",
        ),
        (
            |item| item.tolerance = None,
            "容缺补交期限由“5 个工作日”改为无。",
        ),
        (
            |item| item.situations[1].choices.truncate(2),
            "“是否需要破路施工”的选项由“不需要、需要、不清楚，现场勘察”改为“不需要、需要”。",
        ),
        (
            |item| item.hints.push("窗口备有样表。".to_owned()),
            "文字说明有调整，请查看办事指南。",
        ),
        (
            |item| item.body.phone = "0734-0000299".to_owned(),
            "咨询电话由“0734-0000211”改为“0734-0000299”。",
        ),
    ];
    for (change, says) in cases {
        let (before, now) = raised("0225", change);
        let changes = diff(&before, &now);
        assert!(
            changes.iter().any(|one| one == says),
            "{says}\n{changes:#?}"
        );
    }
}

#[test]
fn s07_what_a_promise_means_is_among_the_changes() {
    let (before, now) = raised("0312", |item| {
        let rule = item.commitment.as_mut().unwrap();
        rule.check_within = Limit::Workdays { n: 20 };
        rule.spot = None;
    });
    let changes = diff(&before, &now);
    assert_eq!(changes.len(), 2, "{changes:#?}");
    assert!(changes[0].contains("30 个工作日内”改为“") && changes[0].contains("20 个工作日内”"));
    assert_eq!(changes[1], "承诺后出证的方式由“当场出证”改为无。");
}

#[test]
fn s07_an_item_is_found_at_the_version_it_was_begun_under() {
    let (before, now) = raised("0225", |item| {
        item.limits.promised = Limit::Workdays { n: 4 }
    });
    let (old, new) = (catalogue(items()), catalogue(vec![now.clone()]));
    let mut editions = Editions::default();
    assert!(editions.keep(&old, &new));
    assert!(!editions.keep(&old, &new), "kept already");
    let at = |version| editions.pinned(&new, &before.code, version);
    assert_eq!(at(before.version), Some(&before));
    assert_eq!(at(now.version), Some(&now));
    // Of a version nobody has kept the newest is what there is; a case of an item that is no longer offered keeps its own.
    assert_eq!(at(1), Some(&now));
    let gone = item("0312");
    assert_eq!(editions.pinned(&new, &gone.code, gone.version), Some(&gone));
    assert_eq!(
        editions.pinned(&new, "0312", gone.version),
        None,
        "by its code alone"
    );
}

#[test]
fn s07_the_last_versions_are_kept_and_others_are_untouched() {
    let mut editions = Editions::default();
    let other = item("0312");
    let at = |version: u32| {
        let mut one = item("0225");
        one.version = version;
        catalogue(vec![one, other.clone()])
    };
    for version in 1..30 {
        editions.keep(&at(version), &at(version + 1));
    }
    let code = item("0225").code;
    let kept: Vec<u32> = (1..=30)
        .filter(|n| editions.item(&code, *n).is_some())
        .collect();
    assert_eq!(kept, (22..30).collect::<Vec<_>>());
    assert_eq!(editions.item(&other.code, other.version), None);
}
