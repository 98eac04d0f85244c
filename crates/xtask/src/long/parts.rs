//! The parts of `cargo xtask long`: one line a proof that takes minutes.

use anyhow::{Context, Result, ensure};

use super::camera::camera;
use crate::ground::Ground;
use crate::run::{run, succeeds};
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
    Part {
        name: "fuzz",
        proves: "pictures, licences' files and replies, serial bytes, reader replies, codes, envelopes and lists of keys of any content \
                 are read or refused",
        run: fuzz,
    },
    Part {
        name: "camera",
        proves: "plugged-in cameras are listed, opened, shared out and pulled out, on the kernel's own interface",
        run: camera,
    },
];

/// The targets of `fuzz/`.
const FUZZ: [&str; 13] = [
    "classify", "base45", "code", "cbor", "cose", "trust", "licence", "loose", "face", "reader",
    "serial", "picture", "ofd",
];

/// Thousands of images of recorded writes, and a full disk at every write.
fn power(ground: &Ground) -> Result<()> {
    let mut test = ground.cargo(&["test", "--workspace", "--test", "folder"]);
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

/// Every target of `fuzz/` for `ZC_FUZZ_SECONDS` seconds; what is found new stays beside the build, not in the corpus.
fn fuzz(ground: &Ground) -> Result<()> {
    let seconds = match std::env::var("ZC_FUZZ_SECONDS") {
        Ok(text) => text
            .parse::<u32>()
            .context("ZC_FUZZ_SECONDS is whole seconds")?,
        Err(_) => 60,
    };
    ensure!(
        succeeds(&mut ground.cargo(&["fuzz", "--version"])),
        "cargo-fuzz is not here: `cargo install cargo-fuzz --locked` installs it. Without it the committed corpus is still \
         replayed by `cargo xtask test`"
    );
    for target in FUZZ {
        let (grown, corpus) = (
            format!("fuzz/target/grown/{target}"),
            format!("fuzz/corpus/{target}"),
        );
        std::fs::create_dir_all(ground.root.join(&grown))?;
        let time = format!("-max_total_time={seconds}");
        // `-s none`: address checking wants a nightly compiler, the coverage counters only this leave.
        let mut fuzz = ground.cargo(&["fuzz", "run", "-s", "none", target]);
        fuzz.args([&grown, &corpus])
            .args([
                "--",
                &time,
                "-timeout=20",
                "-rss_limit_mb=2048",
                "-max_len=65536",
            ])
            .env("RUSTC_BOOTSTRAP", "1");
        run(&mut fuzz)?;
    }
    Ok(())
}
