use acceptance::zc::zc;

#[test]
fn s18_an_item_is_found_however_it_is_typed() {
    let queries = [
        ("esfgh", "二手房"),
        ("ershoufang", "二手房"),
        ("二手房过户", "二手房"),
        ("房子过户", "二手房"),
        ("二手房過戶", "二手房"),
        ("gsbz", "供水"),
        ("0225", "供水"),
        ("装水表", "供水"),
        ("gonshuibaozhuang", "供水"),
        ("自来水报装", "供水"),
        ("敬老卡", "老年人优待证"),
    ];
    for (query, name) in queries {
        let ran = zc(["find", query, "--limit", "3"]).done();
        assert!(ran.lines.len() <= 3);
        let found = |line: &serde_json::Value| line["name"].as_str().unwrap().contains(name);
        assert!(ran.lines.iter().any(found), "{query}: {ran:?}");
        let score = |line: &serde_json::Value| line["score"].as_u64().unwrap();
        assert!(
            ran.lines
                .windows(2)
                .all(|pair| score(&pair[0]) >= score(&pair[1]))
        );
    }
}

#[test]
fn what_no_item_answers_is_not_found() {
    let ran = zc(["find", "qqqqwwwwxxxx"]);
    assert_eq!(ran.code, 3);
    assert!(ran.lines.is_empty());
}
