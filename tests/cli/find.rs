use acceptance::city::Place;
use acceptance::pictures::qr;
use acceptance::zc::zc;
use serde_json::Value;

use acceptance::items::{items, line, way};

#[test]
fn s18_an_item_is_found_however_it_is_typed() {
    let queries = [
        ("esfgh", "二手房"),
        ("ershoufang", "二手房"),
        ("二手房过户", "二手房"),
        ("房子过户", "二手房"),
        ("二手房過戶", "二手房"),
        ("ershou房", "二手房"),
        ("gsbz", "供水"),
        ("0225", "供水"),
        ("我家要装水表", "供水"),
        ("gonshuibaozhuang", "供水"),
        ("自来水报装", "供水"),
        ("敬老卡", "老年人优待证"),
        ("孩子要上小学了", "义务教育入学"),
        ("店里想卖凉皮", "食品经营许可"),
        ("O225", "供水"),
        ("开个剃头店", "公共场所卫生"),
    ];
    for (query, name) in queries {
        let ran = zc(["find", query, "--limit", "3"]).done();
        assert!(ran.lines.len() <= 3);
        let found = |line: &Value| line["name"].as_str().unwrap().contains(name);
        assert!(ran.lines.iter().any(found), "{query}: {ran:?}");
        let score = |line: &Value| line["score"].as_u64().unwrap();
        assert!(
            ran.lines
                .windows(2)
                .all(|pair| score(&pair[0]) >= score(&pair[1]))
        );
    }
}

#[test]
fn what_no_item_answers_is_not_found() {
    for query in ["qqqqwwwwxxxx", "今天天气怎么样", "怎么办理", ""] {
        let ran = zc(["find", query]);
        assert_eq!(ran.code, 3, "{query}: {ran:?}");
        assert!(ran.lines.is_empty());
    }
}

#[test]
fn s18_of_equal_answers_what_this_station_did_lately_comes_first() {
    let place = Place::new();
    let found = || {
        let ran = place.zc(&["find", "经营许可"]).done();
        let names = ran.lines.iter().take(2);
        let names: Vec<String> = names.map(|line| line["name"].to_string()).collect();
        names.concat()
    };
    assert!(found().starts_with("\"食品"), "by code: {}", found());
    let file = place.file("paper.png");
    qr(&file, "a paper");
    let pharmacy = items().into_iter().find(|item| item.short == "0318");
    let pharmacy = pharmacy.expect("the practice city has a pharmacy's licence");
    let case = line(&pharmacy, "1", way(&pharmacy), &file.display().to_string());
    assert_eq!(place.intake(&[case]).code, 0);
    assert!(found().starts_with("\"药品"), "by use: {}", found());
}
