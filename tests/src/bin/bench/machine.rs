//! What the figures were taken on.

use std::path::Path;
use std::process::Command;

/// A sentence: processor, cores, memory, kernel, webview, build.
pub fn describe(program: &Path) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model =
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|value| value.strip_suffix("kB")?.trim().parse::<f64>().ok())
        .map_or("unknown".to_owned(), |kibibytes| {
            format!("{:.0} GB", kibibytes * 1024.0 / 1e9)
        });
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let webview = said(Command::new("pkg-config").args(["--modversion", "webkit2gtk-4.1"]));
    let profile = program
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default();
    let card = if Path::new("/dev/dri").is_dir() {
        "graphics card"
    } else {
        "no graphics card"
    };
    format!(
        "{cores} × {model}, {memory} of memory, {card}; Linux {}, WebKitGTK {}; build profile {}",
        kernel.trim(),
        webview.unwrap_or_else(|| "unknown".to_owned()),
        profile.display(),
    )
}

/// The first value of this name in a file of `name : value` lines.
fn field(file: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn said(command: &mut Command) -> Option<String> {
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let said = String::from_utf8(output.stdout).ok()?;
    Some(said.trim().to_owned())
}
