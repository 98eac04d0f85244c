//! The parts of `cargo xtask long`: one line a proof that takes minutes.

use anyhow::Result;

use crate::ground::Ground;
use crate::run::run;

/// One part: a name to ask for it by, what it proves, and how it is run.
pub struct Part {
    pub name: &'static str,
    pub proves: &'static str,
    pub run: fn(&Ground) -> Result<()>,
}

/// Every part, in the order they run.
pub const PARTS: &[Part] = &[
    Part {
        name: "sim",
        proves: "the queue loses and doubles nothing over 20,000 seeded schedules; planted defects are found",
        run: sim,
    },
    Part {
        name: "power",
        proves: "a power cut at any sync and a disk full at any write lose nothing that was told as saved",
        run: power,
    },
];

/// Thousands of images of recorded writes, and a full disk at every write.
fn power(ground: &Ground) -> Result<()> {
    let mut test = ground.cargo(&["test", "-p", "store", "--test", "folder"]);
    test.args(["power::", "--", "--nocapture"])
        .env("POWER_SAMPLES", "4000")
        .env("DISK_SAMPLES", "1000");
    run(&mut test)
}

/// The simulation with the engine optimised; everything else as for the tests.
fn sim(ground: &Ground) -> Result<()> {
    let optimised = "profile.dev.package.sync.opt-level=3";
    let mut test = ground.cargo(&["test", "--config", optimised, "-p", "sync", "--lib"]);
    test.args(["sim::", "--", "--nocapture", "--test-threads=2"])
        .env("SIM_SCHEDULES", "20000");
    run(&mut test)
}
