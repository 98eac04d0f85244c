//! A large file through kills and cuts: nothing of it is sent that the backend has, and little of it is in memory.
#![cfg(target_os = "linux")]

use std::process::Command;
use std::time::Duration;

use acceptance::dice::Dice;
use acceptance::memory::Watch;
use acceptance::proxy::{Moment, Seen, Weather};
use acceptance::world::{Ended, Running, Work, World, judge};

/// What the client sends at once (`sync::Options::piece`).
const PIECE: u64 = 512 << 10;
/// The bound of the whole client, MiB above idle.
const BOUND: u64 = 64;

/// MB of the file: `ZC_UPLOAD_MB`, else a dose for every run of the tests.
fn size() -> usize {
    std::env::var("ZC_UPLOAD_MB").map_or(8, |text| text.parse().unwrap())
}

fn watched(running: &mut Running, watch: &Watch, begin: impl Fn(&Running) -> bool) -> Ended {
    let mut begun = false;
    while !running.is_over() {
        if !begun && begin(running) {
            watch.begin();
            begun = true;
        }
        watch.look();
        std::thread::sleep(Duration::from_millis(1));
    }
    running.wait()
}

#[test]
fn a_large_file_arrives_through_kills_and_cuts_within_its_memory() {
    let seed = Dice::seed("upload");
    let mut dice = Dice::new(seed);
    let mut world = World::new();
    let mut work = Work::default();
    assert_eq!(world.run(&["sync"], None), Ended::Code(0), "enrolled");
    let bytes = dice.bytes(size() << 20);
    work.bring(&world, b"a small one first");
    work.bring(&world, &bytes);
    world.unplug();
    let batch = work.everything(&world);

    // Taken in: killed twice on the way, then watched from the small line's answer on.
    for point in ["attachment.chunked:2", "attachment.named"] {
        assert_eq!(
            world.run(&["intake", &batch], Some(point)),
            Ended::Crashed,
            "{point}"
        );
    }
    work.bring(&world, b"another small one");
    work.bring(&world, &[&bytes[..], b"!"].concat());
    let batch = work.everything(&world);
    let mut taking = world.spawn(&["intake", &batch], None);
    let watch = Watch::over(taking.id());
    let ended = watched(&mut taking, &watch, |running| {
        running.text().contains("case-1\"")
    });
    assert_eq!(ended, Ended::Code(0));
    world.note(&taking);
    let intake = watch.above_idle().unwrap();

    // Sent: killed and cut, then watched from the first piece on.
    world.plug();
    world.proxy.weather(Weather::storm(seed, 60));
    let mut kills = 0;
    for _ in 0..6 {
        let mut sending = world.spawn(&["sync"], None);
        let id = sending.id();
        let after = 4 + dice.below(size() as u64 / 2) as u32;
        let moment = *dice.pick(&[Moment::Asked, Moment::Answered]);
        world.proxy.trap(after, moment, move || {
            drop(Command::new("kill").args(["-9", &id.to_string()]).status());
        });
        kills += u64::from(sending.wait() == Ended::Killed);
    }
    world.proxy.disarm();
    world.proxy.weather(Weather::clear());
    let mut sending = world.spawn(&["sync"], None);
    let watch = Watch::over(sending.id());
    let begun = watch.clone();
    let look = world.proxy.seen().len();
    world.proxy.trap(3, Moment::Asked, move || begun.begin());
    let ended = watched(&mut sending, &watch, |_| false);
    assert!(matches!(ended, Ended::Code(_)), "{ended:?}");
    world.note(&sending);
    let sent_last = pieces(&world.proxy.seen()[look..]).count();
    let sync = watch.above_idle().unwrap();
    let seen = world.proxy.seen();
    super::moments::end(&mut world, &work);
    println!("{:?}", judge(&world, &work));
    on_the_wire(&seen, &world.proxy.seen(), 2 * bytes.len() as u64, kills);
    println!(
        "{} MB twice, {kills} kills, {sent_last} pieces in the watched run; above idle: intake {intake} MiB, sync {sync} MiB",
        size()
    );
    assert!(sent_last > 2, "the watched run sent next to nothing");
    assert!(intake <= BOUND, "taking in: {intake} MiB above idle");
    assert!(sync <= BOUND, "sending: {sync} MiB above idle");
}

fn pieces(seen: &[Seen]) -> impl Iterator<Item = &Seen> {
    seen.iter().filter(|seen| seen.method == "PATCH")
}

/// Each fault and each kill may cost one piece, and every piece begins where the backend says it stands.
fn on_the_wire(faulty: &[Seen], all: &[Seen], length: u64, kills: u64) {
    let sent: u64 = pieces(all).map(|piece| piece.body).sum();
    let faults = faulty
        .iter()
        .filter(|seen| seen.fault.word() != "clear")
        .count() as u64;
    let most = length + (faults + kills) * PIECE + (1 << 10);
    println!("{sent} bytes of pieces on the wire for {length}, {faults} faults");
    assert!(sent >= length, "{sent} of {length}");
    assert!(
        sent <= most,
        "{sent} bytes were sent for {length} and {faults} faults, {kills} kills"
    );
    for (at, head) in all
        .iter()
        .enumerate()
        .filter(|(_, seen)| seen.method == "HEAD")
    {
        let next = all[at + 1..]
            .iter()
            .find(|seen| seen.path == head.path && seen.method != "POST");
        if let (Some(stood), Some(next)) = (head.stored, next)
            && next.method == "PATCH"
            && head.fault.word() == "clear"
        {
            assert_eq!(next.offset, Some(stood), "{head:?} {next:?}");
        }
    }
}
