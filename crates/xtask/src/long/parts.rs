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
pub const PARTS: &[Part] = &[Part {
    name: "sim",
    proves: "the queue loses and doubles nothing over 20,000 seeded schedules; planted defects are found",
    run: sim,
}];

/// The simulation with the engine optimised; everything else as for the tests.
fn sim(ground: &Ground) -> Result<()> {
    let optimised = "profile.dev.package.sync.opt-level=3";
    let mut test = ground.cargo(&["test", "--config", optimised, "-p", "sync", "--lib"]);
    test.args(["sim::", "--", "--nocapture", "--test-threads=2"])
        .env("SIM_SCHEDULES", "20000");
    run(&mut test)
}
