//! What the level of a place handles (S39), on the shipped 供水报装 and 低压用电报装.

use super::*;
use crate::act::{Header, OpeningRequest, Subject};
use crate::catalogue::{Level, Outlet};
use crate::decide::{Finding, admit, request_opening};

const AT: &str = "2026-03-02T10:00";
const POWER: &str = "0228-power-supply.json";

/// Where the post stands.
fn stands(file: &str, level: Option<Level>, opened: &[&str]) -> World {
    let mut world = World::new(file, AT);
    world.rights.outlet = Outlet {
        code: "430400102".into(),
        level,
        opened: opened.iter().map(|&item| item.to_owned()).collect(),
    };
    world
}

fn receipt(world: &World) -> Result<(), Refusal> {
    let command = Command::Receive(Box::new(water(world, &[], &[])));
    world.run(&mut Case::new(Uuid::nil()), &command)
}

#[test]
fn s39_a_receipt_needs_an_item_that_is_open_where_the_post_stands() {
    let village = Some(Level::Village);
    let refusal = receipt(&stands(POWER, village, &[])).expect_err("closed");
    assert_eq!(refusal.code, "not_open_here");
    assert!(
        refusal.say.contains("市级、县级、乡镇（街道）"),
        "{}",
        refusal.say
    );
    for open in [
        stands("0225-water-supply.json", village, &[]),
        stands(POWER, Some(Level::Township), &[]),
        // "+N": by short number or by code.
        stands(POWER, village, &["0228"]),
        // A city that says nothing about levels.
        stands(POWER, None, &[]),
    ] {
        receipt(&open).expect("open here");
    }
    let mut everywhere = stands(POWER, village, &[]);
    everywhere.item.levels.clear();
    receipt(&everywhere).expect("at every level");
}

#[test]
fn s39_a_request_names_item_place_and_reason_and_needs_the_right_to_receive() {
    let mut world = stands(POWER, Some(Level::Village), &[]);
    let asked = request_opening(" 常有人来问 ", &world.context()).expect("asked");
    let Payload::OpeningRequested(request) = &asked else {
        panic!("{asked:?}");
    };
    assert_eq!(request.reason, "常有人来问");
    assert_eq!(
        (request.outlet.as_str(), request.level),
        ("430400102", Some(Level::Village))
    );
    assert!(asked.is_of_station() && asked.attachments().is_empty());
    let code = |reason: &str, world: &World| {
        let refused = request_opening(reason, &world.context()).expect_err("refused");
        assert!(refused.say.ends_with('。') && !refused.ground.is_empty());
        refused.code
    };
    assert_eq!(code("", &world), "reason_missing");
    assert_eq!(code(&"长".repeat(201), &world), "reason_missing");
    assert_eq!(code("电话 138000", &world), "reason_number");
    world.rights.rights = vec![Right::Decide];
    assert_eq!(code("常有人来问", &world), "not_granted");
    let open = stands("0225-water-supply.json", Some(Level::Village), &[]);
    assert_eq!(code("常有人来问", &open), "already_open");
}

#[test]
fn s39_the_backend_takes_a_request_of_the_posts_own_outlet_even_where_it_opened_meanwhile() {
    let world = stands(POWER, Some(Level::Village), &[]);
    let asked = request_opening("常有人来问", &world.context()).expect("asked");
    let header = Header {
        kind: asked.kind().into(),
        ..header(Subject::Station)
    };
    let none = Case::new(Uuid::nil());
    assert_eq!(admit(&none, &header, &asked, &world.context()), Ok(()));
    let opened = stands(POWER, Some(Level::Village), &["0228"]);
    assert_eq!(admit(&none, &header, &asked, &opened.context()), Ok(()));
    let Payload::OpeningRequested(request) = asked else {
        panic!("a request");
    };
    let elsewhere = Payload::OpeningRequested(OpeningRequest {
        outlet: "430400101".into(),
        ..request
    });
    let found = admit(&none, &header, &elsewhere, &world.context());
    assert!(matches!(found, Err(Finding::Rejected(refusal)) if refusal.code == "outlet"));
}
