//! The tests of plugged-in cameras in a virtual machine, whose kernel has a driver that plays two webcams (`vivid`).
//! A hall's cameras cannot be had in a test; the interface of the system they hang on can.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::ground::Ground;
use crate::run::{find_program, read, run};

/// Programs that are needed, and Debian's packages that have them.
const NEEDED: [(&str, &str); 5] = [
    ("qemu-system-x86_64", "qemu-system-x86"),
    ("busybox", "busybox-static"),
    ("cpio", "cpio"),
    ("depmod", "kmod"),
    ("modprobe", "kmod"),
];
/// The machine ends by itself within ten seconds; a hung one is ended.
const MINUTES: &str = "5m";
/// Two webcams, nothing else that the driver can play.
const DRIVER: &str = "vivid n_devs=2 node_types=0x1,0x1 num_inputs=1,1 input_types=0x0,0x0";
const PASSED: &str = "camera tests ended 0";

/// Builds the tests, a kernel's folder and a root file system of them, and starts it.
pub fn camera(ground: &Ground) -> Result<()> {
    for (program, package) in NEEDED {
        ensure!(
            find_program(program).is_some(),
            "{program} is not here: `apt-get install {package}` installs it"
        );
    }
    let tests = built(ground)?;
    let folder = ground.target.join("camera");
    let (kernel, release) = kernel(&folder)?;
    let root = folder.join("root");
    fill(&root, &tests, &kernel, &release)?;
    let image = folder.join("root.cpio");
    let packed = "find . | cpio --create --format=newc --quiet > ../root.cpio";
    run(Command::new("sh").current_dir(&root).args(["-c", packed]))?;
    let said = started(&kernel.join(format!("boot/vmlinuz-{release}")), &image)?;
    ensure!(said.contains(PASSED), "the tests did not pass");
    Ok(())
}

/// The test program.
fn built(ground: &Ground) -> Result<PathBuf> {
    let mut build = ground.cargo(&["test", "--workspace", "--test", "real_camera", "--no-run"]);
    let told = read(build.arg("--message-format=json"))?;
    let program = told.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let ours = message["target"]["name"] == "real_camera";
        ours.then(|| message["executable"].as_str().map(PathBuf::from))?
    });
    program.context("cargo built no program of the camera tests")
}

/// Debian's newest kernel, unpacked, and its release.
fn kernel(folder: &Path) -> Result<(PathBuf, String)> {
    let unpacked = folder.join("kernel");
    if !unpacked.join("boot").exists() {
        fs::create_dir_all(folder)?;
        let depends = read(Command::new("apt-cache").args(["depends", "linux-image-amd64"]))?;
        let package = depends
            .lines()
            .find_map(|line| line.trim().strip_prefix("Depends: "))
            .context("linux-image-amd64 names no kernel; `apt-get update` may be due")?;
        run(Command::new("apt-get")
            .current_dir(folder)
            .args(["download", package]))?;
        let deb = entries(folder)?
            .into_iter()
            .find(|path| path.extension().is_some_and(|end| end == "deb"))
            .context("nothing was downloaded")?;
        run(Command::new("dpkg").arg("-x").args([&deb, &unpacked]))?;
        fs::remove_file(deb)?;
    }
    let modules = entries(&unpacked.join("lib/modules"))?;
    let release = modules
        .first()
        .and_then(|path| path.file_name()?.to_str().map(str::to_owned))
        .context("the kernel has no modules")?;
    Ok((unpacked, release))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    read.map(|entry| Ok(entry?.path())).collect()
}

/// The root: the test program with its libraries, the driver with what it stands on, and what starts both.
fn fill(root: &Path, tests: &Path, kernel: &Path, release: &str) -> Result<()> {
    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    for folder in ["bin", "modules", "dev", "proc", "sys", "tmp"] {
        fs::create_dir_all(root.join(folder))?;
    }
    let busybox = find_program("busybox").context("busybox is gone")?;
    fs::copy(busybox, root.join("bin/busybox"))?;
    fs::copy(tests, root.join("tests"))?;
    for library in read(Command::new("ldd").arg(tests))?.split_whitespace() {
        if let Some(inside) = library.strip_prefix('/') {
            let to = root.join(inside);
            fs::create_dir_all(to.parent().context("a library in a folder")?)?;
            fs::copy(library, to)?;
        }
    }
    run(Command::new("depmod").arg("-b").arg(kernel).arg(release))?;
    let mut script = String::from(
        "#!/bin/busybox sh\nb=/bin/busybox\n$b mount -t proc p /proc\n$b mount -t sysfs s /sys\n\
         $b mount -t devtmpfs d /dev\n",
    );
    for line in drivers(kernel, release)?.lines() {
        let mut words = line.split_whitespace().skip(1);
        let module = Path::new(words.next().context("a module's path")?);
        let name = module.file_name().context("a module's name")?;
        fs::copy(module, root.join("modules").join(name))?;
        let settings: Vec<&str> = words.collect();
        let (name, settings) = (name.to_string_lossy(), settings.join(" "));
        script += &format!("$b insmod /modules/{name} {settings}\n");
    }
    script += "/tests --ignored --test-threads=1 --nocapture\necho \"camera tests ended $?\"\n$b poweroff -f\n";
    let init = root.join("init");
    fs::write(&init, script)?;
    run(Command::new("chmod").arg("+x").arg(init))
}

/// `insmod PATH SETTINGS` lines, in the order they must be loaded.
fn drivers(kernel: &Path, release: &str) -> Result<String> {
    let mut ask = Command::new("modprobe");
    ask.arg("--dirname").arg(kernel);
    ask.args(["--set-version", release, "--show-depends"]);
    read(ask.args(DRIVER.split_whitespace()))
}

/// What the machine wrote on its serial line. An emulated processor: a virtual machine inside one has no other.
fn started(kernel: &Path, image: &Path) -> Result<String> {
    let mut machine = Command::new("timeout");
    machine.args([
        MINUTES,
        "qemu-system-x86_64",
        "-accel",
        "tcg",
        "-cpu",
        "max",
    ]);
    machine.args([
        "-m",
        "1024",
        "-display",
        "none",
        "-serial",
        "stdio",
        "-no-reboot",
    ]);
    machine.arg("-kernel").arg(kernel).arg("-initrd").arg(image);
    machine.args(["-append", "console=ttyS0 quiet panic=-1"]);
    let output = machine.stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{said}");
    if !output.status.success() {
        bail!("the machine ended with {}", output.status);
    }
    Ok(said)
}
