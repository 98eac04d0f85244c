use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::catalogue::Item;

/// The practice city's items, as they ship.
fn practice() -> Vec<Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/practice/items");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| serde_json::from_str::<Item>(&std::fs::read_to_string(file).unwrap()).unwrap())
        .map(|item| Entry::from(&item))
        .collect()
}

fn entry(name: &str) -> Entry {
    Entry {
        code: String::new(),
        name: name.to_owned(),
        aliases: Vec::new(),
        papers: Vec::new(),
    }
}

fn top(query: &str, entries: &[Entry]) -> Vec<String> {
    let hits = find(query, entries, |_| 0);
    hits.iter()
        .take(3)
        .map(|hit| entries[hit.index].name.clone())
        .collect()
}

fn finds(entries: &[Entry], name: &str, queries: &[&str]) {
    for query in queries {
        let top = top(query, entries);
        assert!(
            top.iter().any(|hit| hit.starts_with(name)),
            "{query}: {top:?}"
        );
    }
}

fn first(entries: &[Entry], name: &str, queries: &[&str]) {
    for query in queries {
        let top = top(query, entries);
        assert!(
            top.first().is_some_and(|hit| hit.starts_with(name)),
            "{query}: {top:?}"
        );
    }
}

#[test]
fn s18_a_house_transfer_is_found_however_it_is_typed() {
    let queries = [
        "esfgh",
        "ershoufang",
        "二手房过户",
        "房子过户",
        "二手房過戶",
        "ESFGH",
        "ｅｓｆｇｈ",
        "二手房gh",
        "ershoufangguohu",
        "二手房 过户",
        "过户 二手房",
        "房屋过户",
    ];
    finds(&practice(), "二手房转移登记", &queries);
}

#[test]
fn s18_water_supply_is_found_however_it_is_typed() {
    let queries = [
        "gsbz",
        "gongshui",
        "供水",
        "gongshuibaozhuang",
        "供水報裝",
        "0225",
        "gsbzh",
        "装水表",
        "我要装水表怎么办",
    ];
    first(&practice(), "供水报装", &queries);
}

#[test]
fn s18_one_wrong_letter_or_character_is_forgiven() {
    let entries = practice();
    let slips = [
        "gonshuibaozhuang",
        "gongshuibaozhunag",
        "gongshuiboazhuang",
        "供水暴装",
        "gonngshui",
    ];
    finds(&entries, "供水报装", &slips);
    finds(
        &entries,
        "二手房转移登记",
        &["esfgj", "ershoufnag", "二手房过护", "esffgh", "esgh"],
    );
}

#[test]
fn s18_parts_of_several_names_are_put_together() {
    let entries = practice();
    first(&entries, "供水报装", &["自来水报装", "接自来水"]);
    first(
        &entries,
        "老年人优待证申领",
        &["敬老卡", "老人优待证", "老年人公交卡"],
    );
    first(&entries, "残疾人证办理", &["残疾证换证"]);
}

#[test]
fn s23_a_paper_leads_to_the_items_that_ask_for_it() {
    let entries = practice();
    for (query, paper) in [
        ("身份证", "身份证"),
        ("户口簿", "居民户口簿"),
        ("營業執照", "营业执照"),
        ("chushengyixuezhengming", "出生医学证明"),
        ("执业药师", "执业药师注册证"),
    ] {
        let hits = find(query, &entries, |_| 0);
        assert!(!hits.is_empty(), "{query}: nothing");
        let asks = |hit: &Hit| {
            let entry = &entries[hit.index];
            let mut names = entry
                .papers
                .iter()
                .chain(&entry.aliases)
                .chain([&entry.name]);
            names.any(|name| name.contains(paper))
        };
        let stranger = hits.iter().find(|hit| !asks(hit));
        assert_eq!(stranger.map(|hit| &entries[hit.index]), None, "{query}");
    }
    // What is named so comes first, and alone.
    first(&entries, "公司设立登记", &["营业执照"]);
}

#[test]
fn polyphones_are_found_by_each_reading() {
    let entries = [
        entry("乐清市民卡"),
        entry("重庆户口"),
        entry("行业综合许可证"),
    ];
    for (query, name) in [
        ("yqs", "乐清市民卡"),
        ("lqs", "乐清市民卡"),
        ("chongqing", "重庆户口"),
        ("hyzhxkz", "行业综合许可证"),
    ] {
        assert_eq!(top(query, &entries), [name], "{query}");
    }
}

#[test]
fn every_item_is_first_by_its_own_name_code_and_number() {
    let entries = practice();
    assert!(entries.len() >= 12);
    for (index, entry) in entries.iter().enumerate() {
        for query in [&entry.name, &entry.code, entry.aliases.last().unwrap()] {
            assert_eq!(find(query, &entries, |_| 0)[0].index, index, "{query}");
        }
    }
}

#[test]
fn nonsense_finds_nothing() {
    let entries = practice();
    for query in ["", "   ", "，。！", "qqqqqqqqqq", "龘龘龘龘", "\u{0}"] {
        assert_eq!(find(query, &entries, |_| 0), [], "{query}");
    }
}

#[test]
fn usage_decides_between_equals_and_never_against_a_better_answer() {
    let entries = [entry("老年证甲"), entry("老年证乙"), entry("老年")];
    let used = |index: usize| if index == 1 { 9 } else { 0 };
    let order: Vec<usize> = find("老年", &entries, used)
        .iter()
        .map(|hit| hit.index)
        .collect();
    assert_eq!(order, [2, 1, 0]);
}

proptest! {
    #[test]
    fn any_query_is_answered_in_the_same_order(query in ".{0,80}") {
        let entries = [entry("供水报装"), entry("二手房转移登记"), entry("Wi-Fi 登记 2")];
        let index = Index::new(&entries);
        prop_assert_eq!(index.find(&query, |_| 0), index.find(&query, |_| 0));
    }
}
