//! Every named crash point, one after another.

use std::collections::BTreeMap;

use acceptance::dice::Dice;
use acceptance::proxy::Weather;
use acceptance::world::{Ended, Work, World, judge};
use crash::Point;

/// What has to be going on for a point to be come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum During {
    Enrol,
    Intake,
    Sync,
    Export,
    /// `rotation` has a test of its own.
    Rotation,
    City,
}

fn during(point: Point) -> During {
    match point.name().split('.').next().unwrap() {
        "enrol" => During::Enrol,
        "attachment" | "append" | "journal" | "intake" => During::Intake,
        "bundle" => During::Export,
        "rotate" => During::Rotation,
        "backend" => During::City,
        _ => During::Sync,
    }
}

/// Files are larger than one upload piece, so that there is a middle.
const LARGEST: u64 = 900 << 10;

#[test]
fn killed_at_every_named_point_nothing_is_lost_and_nothing_doubled() {
    let seed = Dice::seed("points");
    let mut dice = Dice::new(seed);
    let mut world = World::new();
    let mut work = Work::default();
    let mut reached: BTreeMap<&str, bool> = BTreeMap::new();
    for point in Point::ALL
        .iter()
        .filter(|point| during(**point) == During::Enrol)
    {
        reached.insert(
            point.name(),
            world.run(&["sync"], Some(point.name())) == Ended::Crashed,
        );
    }
    assert_eq!(
        world.run(&["sync"], None),
        Ended::Code(0),
        "enrolled at last"
    );
    world.proxy.weather(Weather::storm(seed, 100));
    for point in Point::ALL {
        let came = match during(*point) {
            During::Enrol | During::Rotation => continue,
            During::Export => export(&mut world, &mut work, &mut dice, point.name()),
            During::Intake => intake(&mut world, &mut work, &mut dice, point.name()),
            During::Sync => sync(&mut world, &mut work, &mut dice, point.name()),
            During::City => city(&mut world, &mut work, &mut dice, point.name()),
        };
        reached.insert(point.name(), came);
    }
    let missed: Vec<_> = reached.iter().filter(|(_, came)| !**came).collect();
    assert!(missed.is_empty(), "never come to: {missed:?}");
    println!("died at {} points", reached.len());
    super::moments::end(&mut world, &work);
    println!("{:?}", judge(&world, &work));
    // The judge sees: an answer that nobody kept is found.
    let mut lost = world.printed["case-0"].clone();
    lost["case_id"] = uuid::Uuid::new_v4().to_string().into();
    world.printed.insert("case-0".to_owned(), lost);
    let blind = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| judge(&world, &work)));
    assert!(blind.is_err(), "the judge overlooks a lost case");
}

fn more(world: &mut World, work: &mut Work, dice: &mut Dice) -> String {
    work.more(world, dice, 3, LARGEST);
    work.batch(world, dice, 3)
}

/// At its first, second or third coming, and at its first if there was none.
fn tried(dice: &mut Dice, name: &str, mut run: impl FnMut(&str) -> bool) -> bool {
    let count = 1 + dice.below(3);
    (count > 1 && run(&format!("{name}:{count}"))) || (0..4).any(|_| run(name))
}

fn intake(world: &mut World, work: &mut Work, dice: &mut Dice, name: &str) -> bool {
    let mut lines = dice.clone();
    tried(dice, name, |at| {
        let batch = more(world, work, &mut lines);
        world.run(&["intake", &batch], Some(at)) == Ended::Crashed
    })
}

fn sync(world: &mut World, work: &mut Work, dice: &mut Dice, name: &str) -> bool {
    let mut lines = dice.clone();
    tried(dice, name, |at| {
        unsent(world, work, &mut lines);
        world.run(&["sync"], Some(at)) == Ended::Crashed
    })
}

fn export(world: &mut World, work: &mut Work, dice: &mut Dice, name: &str) -> bool {
    let mut lines = dice.clone();
    tried(dice, name, |at| {
        unsent(world, work, &mut lines);
        let bundle = world.file(&format!("{}.zcb", uuid::Uuid::new_v4()));
        let bundle = bundle.display().to_string();
        world.run(&["queue", "export", &bundle], Some(at)) == Ended::Crashed
    })
}

fn city(world: &mut World, work: &mut Work, dice: &mut Dice, name: &str) -> bool {
    let mut lines = dice.clone();
    let came = tried(dice, name, |at| {
        unsent(world, work, &mut lines);
        world.start_city(Some(at));
        world.run(&["sync"], None);
        !world.city_lives()
    });
    world.start_city(None);
    came
}

/// Cases with files that only this machine has.
fn unsent(world: &mut World, work: &mut Work, dice: &mut Dice) {
    let batch = more(world, work, dice);
    world.unplug();
    assert!(matches!(
        world.run(&["intake", &batch], None),
        Ended::Code(_)
    ));
    world.plug();
}
