use serde_json::{Value, json};

use super::{FOOD, WATER, added, finds, finds_there, judge, paper, practice};
use crate::catalogue::Item;
use crate::catalogue::lint::vague::is_vague;
use crate::catalogue::lint::{Known, lint, lint_all};

#[test]
fn s48_vague_names_are_refused() {
    let vague = [
        "其他材料",
        "其它材料",
        "相关材料",
        "有关材料",
        "身份证、户口簿等材料",
        "等证件",
        "其他 材料",
        "其他（材料）",
        "法律法规规定的其他材料",
        "兜底材料",
        "其他相关证明材料",
        "有关部门批准文件",
        "必要的证明",
        "所需资料",
        "材料",
        "證明材料",
        "相關證件",
        "其它有關資料",
        "申请材料",
        "其他",
        "身份证等",
        "主管部门要求的其他必要文件",
        "",
    ];
    for name in vague {
        assert!(is_vague(name), "{name}");
    }
}

#[test]
fn s48_particular_names_stand() {
    let particular = [
        "申请人身份证明",
        "房屋权属证明",
        "高等学校学历证书",
        "残疾等级评定表",
        "相关专业学历证书",
        "监护关系证明",
        "营业执照",
        "其他城市户籍的居住证",
        "二等功证书",
        "初中毕业证书",
        "药品经营质量管理制度目录",
    ];
    for name in particular {
        assert!(!is_vague(name), "{name}");
    }
}

#[test]
fn s48_a_vague_material_is_found_at_its_place() {
    finds_there(WATER, "/materials/3/name", json!("其他材料"), "vague_name");
}

#[test]
fn s16_an_abolished_proof_may_not_be_asked_for() {
    assert_eq!(
        added(FOOD, "/materials", paper("poor", "贫困证明")),
        [("abolished_asked", "/materials/11/name".into())]
    );
    let twin = added(FOOD, "/materials", paper("again", "经营场所合法使用证明"));
    assert_eq!(
        twin,
        [("abolished_asked", "/materials/11/name".into())],
        "marked as abolished in the item itself"
    );
}

#[test]
fn s16_a_proof_the_system_fetches_is_not_asked_of_the_citizen() {
    let mut fetched = paper("poor", "贫困证明");
    fetched["system_issued"] = json!(true);
    assert_eq!(added(FOOD, "/materials", fetched), []);
}

#[test]
fn s16_what_one_item_marks_abolished_no_other_may_ask_for() {
    let mut water = practice(&format!("items/{WATER}"));
    water["materials"]
        .as_array_mut()
        .unwrap()
        .push(paper("venue", "经营场所合法使用证明"));
    let items: Vec<Item> = [water, practice(&format!("items/{FOOD}"))]
        .map(|data| serde_json::from_value(data).unwrap())
        .into();
    let found: Vec<_> = lint_all(&items, Known::default())
        .into_iter()
        .map(|f| (f.item, f.rule, f.at))
        .collect();
    assert_eq!(
        found,
        [(
            "0225".to_owned(),
            "abolished_asked",
            "/materials/8/name".to_owned()
        )]
    );
}

#[test]
fn an_abolished_line_waits_for_nothing() {
    for (flag, value) in [
        ("committable", json!(true)),
        ("system_issued", json!(true)),
        ("generated", json!(true)),
    ] {
        let mut line = paper("old", "贫困证明");
        line["abolished"] = json!(true);
        line[flag] = value;
        assert_eq!(
            added(FOOD, "/materials", line),
            [("abolished_active", "/materials/11".into())],
            "{flag}"
        );
    }
}

#[test]
fn tolerable_lines_and_the_tolerance_rule_belong_together() {
    finds_there(WATER, "/tolerance", Value::Null, "tolerance_missing");
    let mut data = practice(&format!("items/{WATER}"));
    for line in data["materials"].as_array_mut().unwrap() {
        line["class"] = json!("main");
    }
    assert_eq!(judge(data)[0].rule, "tolerance_idle");
}

#[test]
fn committable_lines_and_the_commitment_belong_together() {
    finds_there(FOOD, "/commitment", Value::Null, "commitment_missing");
    let mut data = practice(&format!("items/{FOOD}"));
    for line in data["materials"].as_array_mut().unwrap() {
        line["committable"] = json!(false);
    }
    assert_eq!(judge(data)[0].rule, "commitment_idle");
    finds_there(FOOD, "/commitment/check", json!("抽查"), "check_kind");
    finds_there(FOOD, "/commitment/told/check", json!([]), "told_missing");
    let twice = json!(["许可条件：具有相适应的场所。"]);
    finds_there(FOOD, "/commitment/text", twice, "told_twice");
}

#[test]
fn one_line_is_not_both_tolerable_and_committable() {
    let mut line = paper("both", "房屋租赁合同");
    line["class"] = json!("tolerable");
    line["committable"] = json!(true);
    let found = added(FOOD, "/materials", line);
    assert!(
        found.contains(&("tolerable_and_committable", "/materials/11".into())),
        "{found:?}"
    );
}

#[test]
fn licences_of_materials_and_result_are_known() {
    assert_eq!(
        added(WATER, "/materials/0/licences", json!("暂住证")),
        [("licence_unknown", "/materials/0/licences/3".to_owned())]
    );
    finds_there(FOOD, "/result/licence", json!("食品证"), "licence_unknown");
    let mut data = practice(&format!("items/{WATER}"));
    let licences = data["materials"][0]["licences"].as_array_mut();
    licences.unwrap().push(json!("暂住证"));
    let item: Item = serde_json::from_value(data).unwrap();
    assert_eq!(
        lint(&item, Known::default()),
        [],
        "without a list of types nothing is said about them"
    );
}

#[test]
fn some_material_is_main() {
    let mut data = practice(&format!("items/{WATER}"));
    for line in data["materials"].as_array_mut().unwrap() {
        line["class"] = json!("tolerable");
    }
    assert_eq!(judge(data)[0].rule, "main_empty");
}

#[test]
fn a_material_says_what_a_notice_needs() {
    let at = "/materials/0";
    finds_there(
        WATER,
        &format!("{at}/review_points"),
        json!([]),
        "review_points",
    );
    finds_there(
        WATER,
        &format!("{at}/review_points"),
        json!(["清晰", "有比例", "清晰"]),
        "review_point_twice",
    );
    finds_there(
        WATER,
        &format!("{at}/review_points"),
        json!(["清晰；有比例"]),
        "review_point_joint",
    );
    finds_there(WATER, &format!("{at}/issuer"), json!(""), "issuer");
    finds_there(WATER, &format!("{at}/form"), json!(""), "material_form");
    finds_there(WATER, &format!("{at}/copies"), json!(0), "copies");
}

#[test]
fn s102_a_guardians_licence_is_wanted_only_where_a_guardian_comes_and_of_one_person() {
    const SCHOOL: &str = "0831-school-entry";
    let at = "/materials/3";
    assert_eq!(judge(practice(&format!("items/{SCHOOL}"))), []);
    finds(
        SCHOOL,
        &format!("{at}/licences"),
        json!([]),
        "holder_idle",
        &format!("{at}/holder"),
    );
    let mut anyone = practice(&format!("items/{SCHOOL}"));
    anyone["applicants"] = json!(["self", "guardian"]);
    let found: Vec<&str> = judge(anyone).iter().map(|one| one.rule).collect();
    assert_eq!(found, ["holder_relation", "holder_relation"]);
    let mut both = practice(&format!("items/{SCHOOL}"));
    both["materials"][0]["licences"] = json!(["居民户口簿", "不动产权证书"]);
    assert_eq!(judge(both)[0].rule, "holder_twice");
    // A line that is asked for only where a guardian comes may stand in an item of all.
    let mut some = practice(&format!("items/{SCHOOL}"));
    some["applicants"] = json!(["self", "guardian"]);
    for at in [1, 3] {
        some["materials"][at]["when"]["applicant"] = json!(["guardian"]);
    }
    assert_eq!(judge(some), []);
}
