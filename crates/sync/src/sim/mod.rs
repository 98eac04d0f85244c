//! Seeded schedules of everything that goes wrong between a station and a backend. A failure prints its seed;
//! `SIM_SEED=n` runs that one alone, `SIM_SCHEDULES=n` another number.

mod backend;
mod network;
mod person;
mod shelf;
mod world;

use crate::engine::defect::Defect;
use world::{Tally, World};

const SCHEDULES: u64 = 3_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn s_nothing_is_lost_and_everything_ends_whatever_the_network_does() {
    let mut tally = Tally::new();
    let seeds = match number("SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SIM_SCHEDULES").unwrap_or(SCHEDULES),
    };
    let all = seeds.end - seeds.start > 1;
    for seed in seeds {
        let mut world = World::new(seed, None);
        if let Err(broken) = world.run() {
            panic!("seed {seed}: {broken}\n{}", world.describe());
        }
        for (fault, times) in &world.tally {
            *tally.entry(fault).or_default() += times;
        }
    }
    println!("{tally:?}");
    for (fault, times) in tally {
        assert!(!all || times >= 100, "{fault} only {times} times");
    }
}

#[test]
fn every_planted_defect_is_found() {
    for defect in Defect::ALL {
        let found = (0..SCHEDULES).find(|seed| World::new(*seed, Some(defect)).run().is_err());
        let seed = found.unwrap_or_else(|| panic!("{defect:?} was not found"));
        println!("{defect:?}: seed {seed}");
    }
}
