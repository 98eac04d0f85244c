//! `cargo xtask openapi`: the document of the contract, made from the router that serves it.

use anyhow::Result;

use crate::ground::Ground;
use crate::run::run;

/// Runs the drift test of `backend` with leave to write; without that leave the same test only compares.
pub fn write(ground: &Ground) -> Result<()> {
    run(ground
        .cargo(&[
            "test",
            "--package",
            "backend",
            "--test",
            "openapi",
            "committed",
        ])
        .env("ZC_WRITE_OPENAPI", "1"))?;
    println!("docs/openapi.json is fresh");
    Ok(())
}
