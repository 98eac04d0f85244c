//! S63: what an item's list says of its steps and its promise is held against the city's caps; a reminder, no fault.

use domain::catalogue::{Caps, Exempt, Item, Limit, Pace, Trigger, above};

use crate::load::{data, item};

const CAPS: Caps = Caps {
    steps: 2,
    workdays: 1,
    visits: 1,
};

fn rules(steps: &[&str], exempt: Option<Exempt>, promised: Limit) -> Vec<&'static str> {
    let mut item = item("0225");
    item.limits.promised = promised;
    item.pace = Some(Pace {
        steps: steps.iter().map(|step| (*step).to_owned()).collect(),
        visits: 1,
        exempt,
    });
    above(&item, CAPS).iter().map(|found| found.rule).collect()
}

#[test]
fn s63_four_steps_are_worth_a_warning_unless_bodies_work_side_by_side() {
    let four = ["申请", "受理", "审查", "办结"];
    let hours = Limit::Hours { n: 2 };
    assert_eq!(rules(&four, None, hours), ["steps_many"]);
    assert!(rules(&four, Some(Exempt::Joint), hours).is_empty());
    assert!(rules(&four[..2], None, hours).is_empty());
}

#[test]
fn s63_a_promise_beyond_the_cap_is_worth_a_warning_but_not_for_works() {
    let two = ["受理", "办结"];
    assert_eq!(rules(&two, None, Limit::Workdays { n: 2 }), ["limit_long"]);
    assert!(rules(&two, None, Limit::Workdays { n: 1 }).is_empty());
    assert!(rules(&two, Some(Exempt::Works), Limit::Workdays { n: 30 }).is_empty());
}

#[test]
fn s63_the_city_sets_its_own_caps() {
    let caps: Caps = serde_json::from_value(data("city.json")["pace"].clone()).unwrap();
    assert_eq!(caps, CAPS);
}

#[test]
fn s63_one_visit_is_not_claimed_where_a_paper_follows_later() {
    let mut talent = item("0715");
    let mut lines = talent.materials.iter_mut();
    let line = lines.find(|one| one.licences.is_empty() && !one.generated && !one.system_issued);
    line.unwrap().trigger = Some(Trigger {
        event: "选定房号".into(),
        within: Limit::Workdays { n: 10 },
    });
    let found = |item: &Item, visits| {
        let mut item = item.clone();
        item.pace = Some(Pace {
            steps: Vec::new(),
            visits,
            exempt: Some(Exempt::Works),
        });
        let all = above(&item, Caps { visits: 2, ..CAPS });
        all.iter().map(|found| found.rule).collect::<Vec<_>>()
    };
    assert_eq!(found(&talent, 1), ["visits_claimed"]);
    assert!(found(&talent, 2).is_empty());
    assert!(found(&item("0225"), 1).is_empty());
}

#[test]
fn s63_a_practice_item_publishes_its_steps_and_visits() {
    let caps: Caps = serde_json::from_value(data("city.json")["pace"].clone()).unwrap();
    let gas = item("0231");
    assert_eq!(gas.pace.as_ref().map(|pace| pace.visits), Some(1));
    assert_eq!(above(&gas, caps), []);
    let original = gas.original_of("identity_copy");
    assert_eq!(original.map(|one| one.code.as_str()), Some("identity"));
}
