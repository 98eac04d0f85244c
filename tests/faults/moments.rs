//! Random moments, and moments of a request.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use acceptance::dice::Dice;
use acceptance::proxy::{Moment, Weather};
use acceptance::world::{Ended, Running, Work, World, judge};

/// Requests in a thousand that something happens to.
const STORM: u64 = 250;
/// Files are as large as a few chunks.
const LARGEST: u64 = 700 << 10;

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Victim {
    Intake,
    Sync,
    City,
}

struct Killing {
    world: World,
    work: Work,
    dice: Dice,
    /// What a run of each verb takes when nobody kills it.
    typical: BTreeMap<&'static str, Duration>,
    kills: BTreeMap<(Victim, &'static str), u64>,
}

#[test]
fn killed_at_random_moments_nothing_is_lost_and_nothing_doubled() {
    let seed = Dice::seed("moments");
    let mut killing = Killing {
        world: World::new(),
        work: Work::default(),
        dice: Dice::new(seed),
        typical: BTreeMap::new(),
        kills: BTreeMap::new(),
    };
    assert_eq!(
        killing.world.run(&["sync"], None),
        Ended::Code(0),
        "enrolled"
    );
    let dose = super::dose();
    let mut round = 0;
    while killing.kills.values().sum::<u64>() < dose {
        round += 1;
        assert!(
            round < dose * 8,
            "too few of the kills hit: {:?}",
            killing.kills
        );
        killing
            .world
            .proxy
            .weather(Weather::storm(seed ^ round, STORM));
        killing.round();
    }
    let Killing {
        mut world,
        work,
        kills,
        ..
    } = killing;
    println!(
        "{kills:?} in {round} rounds; the network: {:?}",
        world.proxy.faults()
    );
    end(&mut world, &work);
    println!("{:?}", judge(&world, &work));
}

/// Faults are over: everything is asked once more, and everything is sent.
pub fn end(world: &mut World, work: &Work) {
    world.proxy.disarm();
    world.proxy.weather(Weather::clear());
    world.start_city(None);
    world.send_all();
    let before = world.printed.len();
    let everything = work.everything(world);
    assert_eq!(world.run(&["intake", &everything], None), Ended::Code(0));
    println!(
        "{before} lines had been printed before the last run, {} after",
        world.printed.len()
    );
    world.send_all();
    world.kill_city();
}

impl Killing {
    fn round(&mut self) {
        let verb = *self.dice.pick(&["intake", "intake", "sync"]);
        let count = 2 + self.dice.below(4) as usize;
        self.work.more(&self.world, &mut self.dice, count, LARGEST);
        let batch = self.work.batch(&self.world, &mut self.dice, count);
        if verb == "sync" {
            // Something to send.
            if self.dice.chance(500) {
                self.world.unplug();
            }
            self.world.run(&["intake", &batch], None);
            self.world.plug();
        }
        let victim = match self.dice.below(3) {
            0 => Victim::City,
            _ if verb == "sync" => Victim::Sync,
            _ => Victim::Intake,
        };
        let args: &[&str] = if verb == "sync" {
            &["sync"]
        } else {
            &["intake", &batch]
        };
        let how = if self.dice.chance(500) {
            "moment"
        } else {
            "request"
        };
        let hit = if how == "moment" {
            self.at_a_moment(verb, args, victim)
        } else {
            self.at_a_request(args, victim)
        };
        if hit {
            *self.kills.entry((victim, how)).or_default() += 1;
        }
        if !self.world.city_lives() {
            self.world.start_city(None);
        }
    }

    /// Anywhere between its start and its usual end.
    fn at_a_moment(&mut self, verb: &'static str, args: &[&str], victim: Victim) -> bool {
        let usual = *self.typical.get(verb).unwrap_or(&Duration::from_secs(2));
        let wait = usual * (self.dice.below(1000) as u32) / 1000;
        let mut running = self.world.spawn(args, None);
        while running.age() < wait && !running.is_over() {
            std::thread::sleep(Duration::from_millis(1));
        }
        if victim == Victim::City {
            let lived = self.world.kill_city();
            running.wait();
            self.world.note(&running);
            return lived;
        }
        let ended = running.kill();
        self.world.note(&running);
        self.learn(verb, &running, ended);
        ended == Ended::Killed
    }

    /// While a request is on its way: the backend has it or not, the desk has the reply or not.
    fn at_a_request(&mut self, args: &[&str], victim: Victim) -> bool {
        let after = self.dice.below(12) as u32;
        let moment = *self
            .dice
            .pick(&[Moment::Asked, Moment::Answered, Moment::Told]);
        let mut running = self.world.spawn(args, None);
        let id = match victim {
            Victim::City => self.world.city_id().unwrap(),
            Victim::Intake | Victim::Sync => running.id(),
        };
        self.world.proxy.trap(after, moment, move || {
            drop(Command::new("kill").args(["-9", &id.to_string()]).status());
        });
        let ended = running.wait();
        let hit = !self.world.proxy.disarm();
        self.world.note(&running);
        match victim {
            Victim::City => hit && !self.world.city_lives(),
            Victim::Intake | Victim::Sync => hit && ended == Ended::Killed,
        }
    }

    fn learn(&mut self, verb: &'static str, running: &Running, ended: Ended) {
        if matches!(ended, Ended::Code(_)) {
            self.typical.insert(verb, running.age());
        }
    }
}
