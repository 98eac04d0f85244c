//! Either half of a station's folder brings everything unsent to the backend (design §5).

use acceptance::dice::Dice;
use acceptance::world::{Ended, Work, World, judge, judge_answers};

const LARGEST: u64 = 600 << 10;

/// A station with answered cases and files that nobody else has.
fn unsent() -> (World, Work) {
    let mut dice = Dice::new(Dice::seed("rescue"));
    let mut world = World::new();
    let mut work = Work::default();
    assert_eq!(world.run(&["sync"], None), Ended::Code(0), "enrolled");
    world.unplug();
    for _ in 0..2 {
        work.more(&world, &mut dice, 4, LARGEST);
        let batch = work.batch(&world, &mut dice, 4);
        assert_eq!(world.run(&["intake", &batch], None), Ended::Code(0));
    }
    world.plug();
    (world, work)
}

#[test]
fn a_station_whose_database_is_broken_sends_everything_from_its_journal() {
    let (mut world, work) = unsent();
    let database = world.station().join("zongchuang.db");
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[..4096].fill(0x5a);
    std::fs::write(&database, bytes).unwrap();
    world.send_all();
    world.kill_city();
    println!("{:?}", judge_answers(&world, &work));
    let aside = world.station().join("zongchuang.db.damaged-1");
    assert!(
        aside.exists(),
        "the damaged file is set aside, never deleted"
    );
}

#[test]
fn a_station_whose_journal_is_gone_sends_everything_from_its_database() {
    let (mut world, work) = unsent();
    std::fs::remove_dir_all(world.station().join("journal")).unwrap();
    world.send_all();
    world.kill_city();
    println!("{:?}", judge(&world, &work));
}
