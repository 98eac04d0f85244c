use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::catalogue::Item;

/// Entries with their index.
struct Shelf {
    entries: Vec<Entry>,
    index: Index,
}

impl Shelf {
    fn of(entries: Vec<Entry>) -> Self {
        let index = Index::new(&entries);
        Self { entries, index }
    }

    fn find(&self, query: &str) -> Vec<Hit> {
        self.index.find(query, |_| 0)
    }
}

/// The practice city's items, as they ship.
fn practice() -> Shelf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/practice/items");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.sort();
    let items = files
        .iter()
        .map(|file| serde_json::from_str::<Item>(&std::fs::read_to_string(file).unwrap()).unwrap());
    Shelf::of(items.map(|item| Entry::from(&item)).collect())
}

fn entry(name: &str) -> Entry {
    Entry {
        name: name.to_owned(),
        ..Entry::default()
    }
}

fn top(query: &str, shelf: &Shelf) -> Vec<String> {
    shelf
        .find(query)
        .iter()
        .take(3)
        .map(|hit| shelf.entries[hit.index].name.clone())
        .collect()
}

fn finds(entries: &Shelf, name: &str, queries: &[&str]) {
    for query in queries {
        let top = top(query, entries);
        assert!(
            top.iter().any(|hit| hit.starts_with(name)),
            "{query}: {top:?}"
        );
    }
}

fn first(entries: &Shelf, name: &str, queries: &[&str]) {
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
        let hits = entries.find(query);
        assert!(!hits.is_empty(), "{query}: nothing");
        let asks = |hit: &Hit| {
            let entry = &entries.entries[hit.index];
            let mut names = entry
                .papers
                .iter()
                .chain(&entry.aliases)
                .chain([&entry.name]);
            names.any(|name| name.contains(paper))
        };
        let stranger = hits.iter().find(|hit| !asks(hit));
        assert_eq!(
            stranger.map(|hit| &entries.entries[hit.index]),
            None,
            "{query}"
        );
    }
    // What is named so comes first, and alone.
    first(&entries, "公司设立登记", &["营业执照"]);
}

#[test]
fn polyphones_are_found_by_each_reading() {
    let entries = Shelf::of(vec![
        entry("乐清市民卡"),
        entry("重庆户口"),
        entry("行业综合许可证"),
    ]);
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
    assert!(entries.entries.len() >= 12);
    for (index, entry) in entries.entries.iter().enumerate() {
        for query in [&entry.name, &entry.code, &entry.short] {
            assert_eq!(entries.find(query)[0].index, index, "{query}");
        }
    }
}

#[test]
fn a_code_is_found_with_one_slip_in_it() {
    let entries = practice();
    let number = |short: &str, queries: &[&str]| {
        for query in queries {
            let hits = entries.find(query);
            let top = hits.iter().take(3);
            let mut shorts = top.map(|hit| entries.entries[hit.index].short.as_str());
            assert!(shorts.any(|one| one == short), "{query}");
        }
    };
    // Left out, wrong, too many, exchanged; letters for digits.
    number("0225", &["225", "0235", "02225", "0252", "O225", "o225"]);
    number("0701", &["o7o1", "07Ol"]);
    let long = &entries.entries[0].code;
    let misread = long.replacen('0', "O", 1);
    let left_out = &long[..long.len() - 3].to_owned();
    let left_out = format!("{left_out}{}", &long[long.len() - 2..]);
    for query in [misread, left_out] {
        assert_eq!(entries.find(&query)[0].index, 0, "{query}");
    }
    // A telephone number is near no code.
    assert_eq!(entries.find("13800000000"), []);
}

#[test]
fn s18_a_name_is_known_without_its_brackets_and_a_paper_by_many_initials() {
    let entries = practice();
    finds(
        &entries,
        "户口迁移",
        &["changshahukouqianyi", "hukouqianyi"],
    );
    finds(&entries, "药品经营许可", &["zyyszc"]);
}

#[test]
fn nonsense_finds_nothing() {
    let entries = practice();
    for query in ["", "   ", "，。！", "qqqqqqqqqq", "龘龘龘龘", "\u{0}"] {
        assert_eq!(entries.find(query), [], "{query}");
    }
}

#[test]
fn usage_decides_between_equals_and_never_against_a_better_answer() {
    let entries = [entry("老年证甲"), entry("老年证乙"), entry("老年")];
    let used = |index: usize| if index == 1 { 9 } else { 0 };
    let order: Vec<usize> = Index::new(&entries)
        .find("老年", used)
        .iter()
        .map(|hit| hit.index)
        .collect();
    assert_eq!(order, [2, 1, 0]);
}

static SMALL: LazyLock<Shelf> = LazyLock::new(|| {
    let names = ["供水报装", "二手房转移登记", "Wi-Fi 登记 2"];
    Shelf::of(names.map(entry).to_vec())
});

proptest! {
    #[test]
    fn any_query_is_answered_in_the_same_order(query in ".{0,80}") {
        prop_assert_eq!(SMALL.find(&query), SMALL.find(&query));
    }
}
