//! What this machine has to have, found by looking, installed by its own package
//! manager after saying what and why.

mod elsewhere;
mod install;
mod need;
mod node;

use anyhow::Result;

pub use install::privileged;
pub use need::Stage;
pub use node::npm;

/// Makes the machine ready for the stages named, or says exactly what a person has to do.
pub fn prepare(stages: &[Stage]) -> Result<()> {
    node::check()?;
    if cfg!(target_os = "linux") {
        return install::install_missing(stages);
    }
    elsewhere::check()
}
