//! Seeded schedules of everything that goes wrong between a station and a backend. A failure prints its seed;
//! `SIM_SEED=n` runs that one alone, `SIM_SCHEDULES=n` another number of them. The short form is part of every test
//! run; `cargo xtask long --only sim` runs the long one.

mod backend;
mod cases;
mod ending;
mod network;
mod person;
mod sealer;
mod shelf;
mod tally;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::engine::defect::Defect;
use tally::Tally;
use world::World;

/// Schedules of the short form, and of the long one.
const SHORT: u64 = 500;
const LONG: u64 = 30_000;

/// A planted defect is found within so many.
const FOUND_WITHIN: u64 = 5_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs one schedule; what broke, with the seed and all there is to see.
fn schedule(seed: u64, defect: Option<Defect>) -> Result<Tally, String> {
    let mut world = World::new(seed, defect);
    let ended = catch_unwind(AssertUnwindSafe(|| world.run()));
    match ended {
        Ok(Ok(())) => Ok(world.shelf.tally),
        Ok(Err(broken)) => Err(format!("seed {seed}: {broken}")),
        Err(_) => Err(format!("seed {seed}: a panic")),
    }
}

/// Runs schedules on every core; the failure of the lowest seed, if there is one.
fn schedules(seeds: std::ops::Range<u64>) -> Result<Tally, String> {
    let (next, end) = (AtomicU64::new(seeds.start), seeds.end);
    let all = Mutex::new((Tally::default(), None::<(u64, String)>));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    let ended = schedule(seed, None);
                    let mut all = all.lock().expect("no schedule panics outside");
                    match ended {
                        Ok(tally) => all.0.add(&tally),
                        Err(broken) => {
                            next.store(end, Ordering::Relaxed);
                            if all.1.as_ref().is_none_or(|(lowest, _)| seed < *lowest) {
                                all.1 = Some((seed, broken));
                            }
                        }
                    }
                }
            });
        }
    });
    let (tally, broken) = all.into_inner().expect("no schedule panics outside");
    broken.map_or(Ok(tally), |(_, broken)| Err(broken))
}

#[test]
fn s_nothing_is_lost_and_everything_ends_whatever_the_network_does() {
    if let Some(seed) = number("SIM_SEED") {
        let mut world = World::new(seed, None);
        world.is_told = true;
        let ended = world.run();
        println!("{}", world.describe());
        return assert_eq!(ended, Ok(()), "seed {seed}");
    }
    let many = number("SIM_SCHEDULES").unwrap_or(SHORT);
    let begun = Instant::now();
    let tally = match schedules(0..many) {
        Ok(tally) => tally,
        Err(broken) => panic!("{broken}; SIM_SEED runs that one alone"),
    };
    println!("{tally}in {:.1} s", begun.elapsed().as_secs_f64());
    assert!(tally.faults_each() >= 20.0, "too few faults");
    // In the long form everything is met a hundred times, in the short form once; a schedule alone meets little.
    let least = [0, 1, 100][usize::from(many >= SHORT) + usize::from(many >= LONG)];
    assert_eq!(tally.rare(least), Vec::<String>::new(), "too rare");
}

#[test]
fn every_planted_defect_is_found() {
    for defect in Defect::ALL {
        let mut seeds = 0..FOUND_WITHIN;
        let found = seeds.find_map(|seed| schedule(seed, Some(defect)).err());
        let broken = found.unwrap_or_else(|| panic!("{defect:?} was not found"));
        println!("{defect:?}: {broken}");
    }
}
