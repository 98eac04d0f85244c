//! `cargo xtask bindings`: the shapes the screens share with `desk`.

use anyhow::Result;

use crate::ground::Ground;
use crate::run::run;

/// Runs the export test of `desk` with leave to write; without that leave the same
/// test only compares, and fails when the file is stale.
pub fn write(ground: &Ground) -> Result<()> {
    run(ground
        .cargo(&["test", "--workspace", "--lib", "export_bindings"])
        .env("ZC_WRITE_BINDINGS", "1"))?;
    println!("ui/src/host/bindings.ts is fresh");
    Ok(())
}
