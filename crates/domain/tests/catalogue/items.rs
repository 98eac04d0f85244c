use std::collections::{BTreeMap, BTreeSet};

use domain::catalogue::lint::{Known, lint_all};
use domain::catalogue::{Handling, Item, Limit};

use crate::load::{answers, asked, data, files, item, items, situations, types};

#[test]
fn s48_every_practice_item_passes_the_linter() {
    let abolished: Vec<String> =
        serde_json::from_value(data("city.json")["abolished_proofs"].clone()).unwrap();
    let types = types();
    let items = items();
    assert!(items.len() >= 14, "only {} items", items.len());
    let findings = lint_all(
        &items,
        Known {
            licences: Some(&types),
            abolished: &abolished,
        },
    );
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn a_file_is_named_after_its_item() {
    for (path, item) in files().iter().zip(items()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with(&format!("{}-", item.short)), "{name}");
    }
}

#[test]
fn an_item_survives_writing_and_reading() {
    for item in items() {
        let written = serde_json::to_string(&item).unwrap();
        assert_eq!(serde_json::from_str::<Item>(&written).unwrap(), item);
    }
}

#[test]
fn every_item_asks_for_something_in_every_situation_and_not_always_the_same() {
    for item in items() {
        let mut lists = BTreeSet::new();
        for answers in situations(&item) {
            assert!(
                item.form.fields(&answers).len() >= 5,
                "{} {answers:?}",
                item.short
            );
            let codes = asked(&item, &answers);
            assert!(!codes.is_empty(), "{} {answers:?}", item.short);
            lists.insert(codes);
        }
        assert!(
            lists.len() >= 2,
            "{} asks for the same whatever is answered",
            item.short
        );
    }
}

#[test]
fn s41_every_question_leads_to_different_results() {
    for item in items() {
        let all = situations(&item);
        for question in &item.situations {
            let mut results = BTreeMap::<&str, BTreeSet<String>>::new();
            for answers in &all {
                let Some(answer) = answers.get(&question.code) else {
                    continue;
                };
                let fields: Vec<String> = item
                    .form
                    .fields(answers)
                    .into_iter()
                    .map(|field| field.key)
                    .collect();
                let seen = format!(
                    "{:?}{fields:?}{:?}{:?}",
                    asked(&item, answers),
                    item.promised(answers),
                    item.elsewhere(answers)
                );
                results.entry(answer).or_default().insert(seen);
            }
            let different: BTreeSet<_> = results.values().collect();
            assert!(different.len() >= 2, "{} {}", item.short, question.code);
        }
    }
}

#[test]
fn s48_water_asks_each_kind_of_user_for_its_own_papers() {
    let water = item("0225");
    let papers = |pairs: &[(&str, &str)]| asked(&water, &answers(pairs));
    let own = papers(&[("applicant", "self"), ("user", "resident"), ("road", "no")]);
    assert_eq!(own, ["identity", "property", "application", "plan"]);
    let agent = papers(&[
        ("applicant", "agent"),
        ("user", "resident"),
        ("road", "yes"),
    ]);
    assert_eq!(
        agent,
        [
            "identity",
            "property",
            "application",
            "plan",
            "dig",
            "authority"
        ]
    );
    let firm = papers(&[
        ("applicant", "legal_person"),
        ("user", "non_resident"),
        ("road", "unclear"),
    ]);
    assert_eq!(
        firm,
        [
            "identity",
            "property",
            "application",
            "plan",
            "drawings",
            "authority"
        ]
    );
    let site = papers(&[
        ("applicant", "legal_person"),
        ("user", "site"),
        ("road", "no"),
    ]);
    assert_eq!(
        site,
        ["identity", "application", "plan", "permit", "authority"]
    );
}

#[test]
fn s48_water_shows_a_resident_ten_fields_and_promises_five_days() {
    let water = item("0225");
    let keys: Vec<String> = water
        .form
        .fields(&water.usual())
        .into_iter()
        .map(|field| field.key)
        .collect();
    assert_eq!(
        keys,
        [
            "name", "id", "address", "unit", "area", "phone", "mail", "people", "survey", "note"
        ]
    );
    let limits = (water.limits.promised, water.limits.statutory);
    assert_eq!(
        limits,
        (Limit::Workdays { n: 5 }, Limit::Workdays { n: 10 })
    );
}

#[test]
fn s49_water_begins_with_address_and_telephone() {
    let rule = item("0225").tolerance.unwrap();
    assert_eq!(rule.enough, ["address", "phone"]);
    assert_eq!(rule.tasks, ["现场勘察"]);
    assert!(rule.blocks_decision);
}

#[test]
fn s50_water_charges_three_published_fees() {
    let names: Vec<String> = item("0225").fees.into_iter().map(|fee| fee.name).collect();
    assert_eq!(names, ["管网水损费", "工程安装费", "勘察设计费"]);
}

#[test]
fn s03_oversize_transport_has_its_three_limits() {
    let limits = item("0910").limits;
    assert_eq!(limits.statutory, Limit::Workdays { n: 20 });
    assert_eq!(limits.promised, Limit::Workdays { n: 7 });
    assert_eq!(limits.internal, Some(Limit::Workdays { n: 3 }));
}

#[test]
fn s02_the_bridge_report_falls_away_on_the_main_corridor() {
    let oversize = item("0910");
    let on = |corridor| {
        let known = answers(&[
            ("class", "three"),
            ("area", "cross"),
            ("corridor", corridor),
            ("tested", "no"),
        ]);
        asked(&oversize, &known).contains(&"bridge".to_owned())
    };
    assert!(!on("yes") && on("no"));
}

#[test]
fn s05_what_was_tested_beforehand_is_not_calculated_again() {
    let oversize = item("0910");
    let lines = |tested| {
        let known = answers(&[
            ("class", "three"),
            ("area", "cross"),
            ("corridor", "no"),
            ("tested", tested),
        ]);
        asked(&oversize, &known)
    };
    let has = |lines: &[String], code: &str| lines.iter().any(|one| one == code);
    let (fresh, tested) = (lines("no"), lines("yes"));
    assert!(has(&fresh, "bridge") && !has(&fresh, "test_record"));
    assert!(!has(&tested, "bridge") && has(&tested, "test_record"));
    let record = oversize.material("test_record").unwrap();
    assert!(
        record.system_issued,
        "the city asks for it, not of the citizen"
    );
}

#[test]
fn s08_some_items_are_decided_in_one_visit() {
    for short in ["0805", "0701"] {
        let instant = item(short);
        assert_eq!(
            (instant.handling, instant.limits.promised),
            (Handling::Instant, Limit::Immediate),
            "{short}"
        );
    }
}

#[test]
fn s13_food_is_checked_within_thirty_workdays() {
    let rule = item("0312").commitment.unwrap();
    assert_eq!(
        (rule.check.as_str(), rule.check_within),
        ("实地核查", Limit::Workdays { n: 30 })
    );
}

#[test]
fn s80_founding_a_company_takes_at_most_six_papers_and_seven_by_another() {
    let founding = item("0401");
    let by = |kind| {
        asked(
            &founding,
            &answers(&[
                ("applicant", kind),
                ("kind", "limited"),
                ("venue", "rent"),
                ("bank", "yes"),
            ]),
        )
        .len()
    };
    assert_eq!((by("self"), by("agent")), (6, 7));
}
