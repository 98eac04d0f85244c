//! The steps of `cargo xtask test`, cheapest first.

use anyhow::Result;

use super::targets::TestTargets;
use crate::display::VirtualDisplay;
use crate::ground::{Ground, metadata_command};
use crate::machine::{self, Stage};
use crate::package::{self, Profile};
use crate::run::{read, run};
use crate::{screens, start, tidy};

/// One step: a name to ask for it by, what it proves, and how it is run.
pub struct Step {
    pub name: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub run: fn(&Ground) -> Result<()>,
}

/// Every step, in the order they run. `faults`, `window`, `tour` and `deb` need `build`.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    Step { name: "machine", run: machine,
        zh: "系统软件包", en: "system packages" },
    Step { name: "fmt", run: |ground| run(&mut ground.cargo(&["fmt", "--all", "--check"])),
        zh: "代码格式", en: "formatting" },
    Step { name: "tidy", run: tidy::tidy,
        zh: "仓库规则", en: "rules of the repository" },
    Step { name: "screens", run: screens::build,
        zh: "构建界面", en: "building the screens" },
    Step { name: "ui-check", run: |ground| screens::script(ground, "check"),
        zh: "界面类型检查", en: "types of the screens" },
    Step { name: "ui-test", run: |ground| screens::script(ground, "test"),
        zh: "界面单元测试", en: "unit tests of the screens" },
    Step { name: "clippy", run: clippy,
        zh: "代码检查", en: "lints" },
    Step { name: "build", run: build,
        zh: "编译窗口与 zc", en: "building the window and zc" },
    Step { name: "rules", run: rules,
        zh: "规则、存储、同步、命令行", en: "rules, store, sync, command line" },
    Step { name: "faults", run: faults,
        zh: "杀进程、断网络、换对端", en: "kills, cuts, other people's ends" },
    Step { name: "window", run: window,
        zh: "真实窗口端到端", en: "the real window, end to end" },
    Step { name: "tour", run: start::tour,
        zh: "主流程导览", en: "the tour of the main job" },
    Step { name: "deb", run: |ground| package::trial(ground, Profile::Dev),
        zh: "安装包：装、开、卸", en: "the package: installed, opened, removed" },
];

fn machine(_: &Ground) -> Result<()> {
    machine::prepare(&[Stage::Build, Stage::Desk, Stage::Window, Stage::Tests])
}

fn clippy(ground: &Ground) -> Result<()> {
    let lints = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    run(&mut ground.cargo(&lints))
}

/// The programs the window tests, the tour and the package use.
fn build(ground: &Ground) -> Result<()> {
    run(ground.cargo(start::PROGRAMS).args(start::TEST_PROGRAMS))
}

/// Everything that needs no window: unit tests, the libraries' own integration
/// tests, the examples in their documentation.
fn rules(ground: &Ground) -> Result<()> {
    let mut tests = ground.cargo(&["test", "--workspace", "--lib", "--bins"]);
    for name in targets(ground)?.rules {
        tests.args(["--test", &name]);
    }
    run(&mut tests)?;
    run(&mut ground.cargo(&["test", "--workspace", "--doc"]))
}

/// The built programs, killed and cut off; no window.
fn faults(ground: &Ground) -> Result<()> {
    screens::packages(&ground.root.join("tests").join("interop"))?;
    let mut tests = ground.cargo(&["test", "--workspace"]);
    for name in targets(ground)?.faults {
        tests.args(["--test", &name]);
    }
    run(start::with_programs(ground, &mut tests))
}

/// The acceptance tests against the built programs, on a virtual display of their own.
fn window(ground: &Ground) -> Result<()> {
    let mut tests = ground.cargo(&["test", "--workspace"]);
    for name in targets(ground)?.window {
        tests.args(["--test", &name]);
    }
    let screen = VirtualDisplay::start(ground)?;
    run(screen.lend(start::with_programs(ground, &mut tests)))
}

fn targets(ground: &Ground) -> Result<TestTargets> {
    TestTargets::read(&read(metadata_command().current_dir(&ground.root))?)
}
