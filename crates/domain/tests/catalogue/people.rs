use std::collections::BTreeSet;

use domain::catalogue::Origin;
use domain::catalogue::lint::LicenceType;
use domain::identity::{Fit, licence_id, resident_id, uscc};
use serde_json::Value;

use crate::load::{data, holders, items, list, situations, text, types};

#[test]
fn identity_numbers_of_citizens_and_companies_pass_their_check() {
    let people = data("citizens.json");
    let today = "2026-11-20".parse().unwrap();
    for citizen in list(&people, "citizens") {
        let (key, id) = (text(citizen, "key"), text(citizen, "id"));
        let checked = resident_id::check(id, today);
        assert_ne!(checked.result, Fit::Bad, "{key} {}", checked.reason);
        assert_eq!(&id[6..14], text(citizen, "born").replace('-', ""), "{key}");
        let odd = (id.as_bytes()[16] - b'0') % 2 == 1;
        assert_eq!(odd, text(citizen, "sex") == "男", "{key}");
    }
    for company in list(&people, "companies") {
        assert_eq!(
            uscc::check(text(company, "uscc")).result,
            Fit::Ok,
            "{}",
            text(company, "key")
        );
    }
}

#[test]
fn every_licence_belongs_to_its_holder_and_passes_its_check() {
    let people = data("citizens.json");
    let types = types();
    let mut ids = BTreeSet::new();
    for holder in holders(&people) {
        let number = holder["id"]
            .as_str()
            .unwrap_or_else(|| text(holder, "uscc"));
        for licence in list(holder, "licences") {
            let id = text(licence, "ZZBS");
            assert_eq!(licence_id::check(id).result, Fit::Ok, "{id}");
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert_eq!(text(licence, "CZZTDM"), number, "{id}");
            assert_eq!(
                uscc::check(text(licence, "ZZBFJGDM")).result,
                Fit::Ok,
                "{id}"
            );
            well_formed(licence, &types);
        }
    }
}

fn well_formed(licence: &Value, types: &[LicenceType]) {
    let kind = types
        .iter()
        .find(|kind| kind.name == text(licence, "ZZMC"))
        .unwrap();
    assert_eq!(kind.code, text(licence, "ZZLXDM"));
    let extension: BTreeSet<&String> = licence
        .as_object()
        .unwrap()
        .keys()
        .filter(|key| key.starts_with("KZ_"))
        .collect();
    assert_eq!(extension, kind.fields.keys().collect(), "{}", kind.name);
    for day in ["ZZBFRQ", "ZZYXQQSRQ", "ZZYXQJZRQ"].map(|day| text(licence, day)) {
        assert!(
            day.is_empty() || day.parse::<jiff::civil::Date>().is_ok(),
            "{} {day}",
            kind.name
        );
    }
}

#[test]
fn every_licence_type_an_item_names_is_issued_to_somebody() {
    let people = data("citizens.json");
    let licences = holders(&people).flat_map(|holder| list(holder, "licences"));
    let issued: BTreeSet<&str> = licences.map(|licence| text(licence, "ZZMC")).collect();
    // The foreign permanent resident has the card on paper only: that is the point of her.
    let paper_only = "外国人永久居留身份证";
    for item in items() {
        let satisfying = item
            .materials
            .iter()
            .flat_map(|material| material.licences.clone());
        let fields = situations(&item)
            .into_iter()
            .flat_map(|answers| item.form.fields(&answers));
        let sources = fields
            .flat_map(|field| field.sources)
            .filter_map(|source| match source {
                Origin::Licence { licence, .. } => Some(licence),
                Origin::Holder { .. } | Origin::Last => None,
            });
        for name in satisfying.chain(sources).filter(|name| name != paper_only) {
            assert!(
                issued.contains(name.as_str()),
                "{}: nobody has {name}",
                item.short
            );
        }
    }
}

#[test]
fn the_ten_people_cover_what_a_desk_must_survive() {
    let people = data("citizens.json");
    let citizens = list(&people, "citizens");
    let of = |key: &str| {
        citizens
            .iter()
            .find(|citizen| citizen["key"] == key)
            .unwrap()
    };
    assert_eq!(citizens.len(), 10);
    assert_eq!(of("zhangwei_1985")["credit"]["state"], "bad");
    assert_eq!(of("zhangwei_1991")["credit"]["state"], "repaired");
    assert_eq!(of("zhangwei_1985")["name"], of("zhangwei_1991")["name"]);
    assert_eq!(of("ouyang")["credit"]["barred_until"], "2028-02-29");
    assert_eq!(of("zhou")["status"], "deceased");
    assert_eq!(of("man")["guardian"]["citizen"], "chen");
    assert_eq!(of("anna")["id_kind"], "foreign_permanent");
    assert!(text(of("li"), "name").contains('㛃'));
    assert!(text(of("aili"), "name").contains('·'));
    let card = list(of("liu"), "licences")
        .iter()
        .find(|licence| licence["ZZMC"] == "居民身份证")
        .unwrap();
    assert_eq!(card["ZZYXQJZRQ"], "2025-12-31");
    let counts: BTreeSet<usize> = citizens
        .iter()
        .map(|citizen| list(citizen, "licences").len())
        .collect();
    assert!(counts.contains(&0) && counts.contains(&12));
}

#[test]
fn people_refer_to_people_who_exist() {
    let people = data("citizens.json");
    let keys: BTreeSet<&str> = list(&people, "citizens")
        .iter()
        .map(|citizen| text(citizen, "key"))
        .collect();
    for citizen in list(&people, "citizens") {
        for other in citizen
            .get("guardian")
            .into_iter()
            .chain(list(citizen, "relatives"))
        {
            assert!(
                keys.contains(text(other, "citizen")),
                "{}",
                text(citizen, "key")
            );
        }
    }
    for company in list(&people, "companies") {
        assert!(keys.contains(text(company, "leader")));
        assert!(
            list(company, "handlers")
                .iter()
                .all(|handler| keys.contains(text(handler, "citizen")))
        );
    }
}

#[test]
fn posts_stand_at_outlets_and_hold_known_rights() {
    let grants = [
        "receive",
        "accept",
        "notify",
        "refuse",
        "supplement",
        "withdraw",
        "decide",
        "spot",
        "deliver",
        "supervise",
    ];
    let city = data("city.json");
    let outlets: BTreeSet<&str> = list(&city, "outlets")
        .iter()
        .map(|outlet| text(outlet, "code"))
        .collect();
    let codes: BTreeSet<String> = items().into_iter().map(|item| item.code).collect();
    let clerks = data("clerks.json");
    assert!(list(&clerks, "clerks").len() >= 4);
    for post in list(&clerks, "clerks")
        .iter()
        .flat_map(|clerk| list(clerk, "posts"))
    {
        assert!(outlets.contains(text(post, "outlet")), "{post}");
        assert!(
            list(post, "grants")
                .iter()
                .all(|grant| grants.contains(&grant.as_str().unwrap())),
            "{post}"
        );
        assert!(post["items"] == "*" || post["items"].is_array(), "{post}");
        assert!(
            list(post, "items")
                .iter()
                .all(|code| codes.contains(code.as_str().unwrap())),
            "{post}"
        );
        let days = ["valid_from", "valid_to"]
            .map(|day| text(post, day).parse::<jiff::civil::Date>().unwrap());
        assert!(days[0] < days[1], "{post}");
    }
}

#[test]
fn the_practice_clerk_0217_may_take_every_item() {
    let clerks = data("clerks.json");
    let clerk = list(&clerks, "clerks")
        .iter()
        .find(|clerk| clerk["user"] == "0217")
        .unwrap();
    let post = &clerk["posts"][0];
    assert_eq!(
        (text(clerk, "name"), text(post, "window"), &post["items"]),
        ("陈晓岚", "2号窗", &Value::from("*"))
    );
    assert_eq!(list(post, "grants").len(), 7);
}
