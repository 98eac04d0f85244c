//! The parts of `cargo xtask long`: one line a proof that takes minutes.

use anyhow::Result;

use crate::ground::Ground;
use crate::run::run;
use crate::start;

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
        proves: "the queue loses and doubles nothing over 30,000 seeded schedules; planted defects are found",
        run: sim,
    },
    Part {
        name: "kills",
        proves: "500 kills of the real programs on a bad network: what was printed is in the backend once",
        run: kills,
    },
    Part {
        name: "uploads",
        proves: "200 MB through kills and cuts: goes on at the last byte stored, within 64 MiB of memory",
        run: uploads,
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

/// The simulation, with the crates of ours that it runs optimised and everything else as for the tests.
fn sim(ground: &Ground) -> Result<()> {
    let mut test = ground.cargo(&["test"]);
    for optimised in ["sync", "domain", "seal", "wire"] {
        let setting = format!("profile.dev.package.{optimised}.opt-level=3");
        test.args(["--config", &setting]);
    }
    test.args(["-p", "sync", "--lib", "sim::", "--"])
        .args(["--nocapture", "--test-threads=1"])
        .env("SIM_SCHEDULES", "30000");
    run(&mut test)
}

/// The built programs, killed at random moments and at every named point, 500 times in all.
fn kills(ground: &Ground) -> Result<()> {
    run(&mut ground.cargo(start::PROGRAMS))?;
    let mut tests = ground.cargo(&["test", "--workspace", "--test", "faults"]);
    tests
        .args(["killed_at", "--", "--nocapture", "--test-threads=2"])
        .env("ZC_KILLS", "470");
    run(start::with_programs(ground, &mut tests))
}

/// One file of 200 MB through the built programs.
fn uploads(ground: &Ground) -> Result<()> {
    run(&mut ground.cargo(start::PROGRAMS))?;
    let mut tests = ground.cargo(&["test", "--workspace", "--test", "faults"]);
    tests
        .args(["upload::", "--", "--nocapture", "--test-threads=1"])
        .env("ZC_UPLOAD_MB", "200");
    run(start::with_programs(ground, &mut tests))
}
