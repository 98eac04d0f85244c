//! Node, which builds the screens. README asks for it, so it is not installed here.

use std::process::Command;

use anyhow::{Result, anyhow, bail};

use crate::run::read;

/// The oldest major version the screens' build tools accept.
const OLDEST: u32 = 20;

/// Checks that `node` and `npm` answer and are new enough.
pub fn check() -> Result<()> {
    let version = read(Command::new("node").arg("--version"))
        .map_err(|_| anyhow!("没有找到 Node：请先安装 Node {OLDEST} 或更高版本。 / Node is missing: install Node {OLDEST} or newer first"))?;
    match major(&version) {
        Some(found) if found >= OLDEST => {}
        _ => bail!(
            "Node 版本过低（{0}），需要 {OLDEST} 或更高。 / Node {0} is too old; {OLDEST} or newer is needed",
            version.trim()
        ),
    }
    read(npm().arg("--version"))
        .map(|_| ())
        .map_err(|_| anyhow!("没有找到 npm（随 Node 安装）。 / npm is missing; it comes with Node"))
}

/// `npm` under the name it has on this platform.
pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// `v20.20.2` → 20.
fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v9.1.0"), Some(9));
        assert_eq!(major("not a version"), None);
    }
}
