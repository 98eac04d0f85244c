//! What the system under us has: disk, fonts, webview, spooler. Asked by the system's own programs.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::Check;

/// Less is too little for a day of photographed papers, KiB.
const LEAST_KIB: u64 = 500 * 1024;
/// A spooler that does not answer must not hang the doctor.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn checks(dir: &Path) -> Vec<Check> {
    vec![
        disk(dir).await,
        fonts().await,
        webview().await,
        spooler().await,
    ]
}

/// What a program printed; none where it is absent, fails or does not end.
async fn run(program: &str, args: &[&str]) -> Option<String> {
    let child = Command::new(program)
        .args(args)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(PATIENCE, child).await.ok()?.ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

async fn disk(dir: &Path) -> Check {
    // The folder may not be there yet: its nearest ancestor is on the same disk.
    let there = dir.ancestors().find(|folder| folder.exists());
    let path = there.unwrap_or(dir).display().to_string();
    let printed = run("df", &["-Pk", &path]).await;
    disk_check(printed.as_deref().and_then(free_kib))
}

/// The fourth column of `df -Pk` (POSIX): KiB that are free.
fn free_kib(printed: &str) -> Option<u64> {
    printed
        .lines()
        .nth(1)?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()
}

fn disk_check(free: Option<u64>) -> Check {
    const NAME: &str = "disk";
    match free {
        Some(kib) if kib < LEAST_KIB => Check::bad(
            NAME,
            format!(
                "磁盘只剩 {} MB，拍摄的材料可能存不下。请清理磁盘。",
                kib / 1024
            ),
        ),
        Some(kib) => Check::good(NAME, format!("磁盘还有 {} MB。", kib / 1024)),
        None => Check::unknown(NAME, "看不到磁盘余量。"),
    }
}

async fn fonts() -> Check {
    const NAME: &str = "fonts";
    if !cfg!(target_os = "linux") {
        return Check::unknown(NAME, "中文字体由系统自带。");
    }
    match run("fc-list", &[":lang=zh-cn", "family"]).await {
        Some(found) if !found.trim().is_empty() => Check::good(NAME, "有中文字体。"),
        Some(_) => Check::bad(
            NAME,
            "没有中文字体，屏幕上的字会显示成方框。请安装 fonts-noto-cjk。",
        ),
        None => Check::unknown(NAME, "看不到字体列表（没有 fc-list）。"),
    }
}

async fn webview() -> Check {
    const NAME: &str = "webview";
    if !cfg!(target_os = "linux") {
        return Check::unknown(NAME, "窗口使用系统自带的网页组件。");
    }
    let listed = match run("ldconfig", &["-p"]).await {
        Some(listed) => Some(listed),
        // Outside the administrator's search path on some systems.
        None => run("/sbin/ldconfig", &["-p"]).await,
    };
    match listed {
        Some(listed) if listed.contains("libwebkit2gtk-4.1.so") => {
            Check::good(NAME, "有网页组件 WebKitGTK 4.1。")
        }
        Some(_) => Check::bad(
            NAME,
            "没有网页组件 WebKitGTK 4.1，窗口打不开。请安装 libwebkit2gtk-4.1-0。",
        ),
        None => Check::unknown(NAME, "看不到系统库列表（没有 ldconfig）。"),
    }
}

async fn spooler() -> Check {
    const NAME: &str = "spooler";
    let Some(found) = run("lpstat", &["-d"]).await else {
        return Check::unknown(NAME, "没有打印服务，文书只能在屏幕上看。");
    };
    if !found.contains("default destination:") {
        return Check::bad(NAME, "有打印服务，没有默认打印机。请设置默认打印机。");
    }
    match std::fs::read_to_string("/etc/cups/cupsd.conf") {
        Ok(config) if keeps_files(&config) => Check::bad(
            NAME,
            "打印服务会保留打印过的文书。请在 cupsd.conf 设置 PreserveJobFiles No。",
        ),
        Ok(_) => Check::good(NAME, "有默认打印机，打印后不保留文书。"),
        Err(_) => Check::good(NAME, "有默认打印机；是否保留打印过的文书，要管理员查看。"),
    }
}

/// Whether CUPS keeps the files of printed jobs: it does for a day unless told otherwise (cupsd.conf(5)).
fn keeps_files(config: &str) -> bool {
    config
        .lines()
        .rev()
        .filter_map(|line| line.trim().split_once(char::is_whitespace))
        .find(|(word, _)| word.eq_ignore_ascii_case("PreserveJobFiles"))
        .is_none_or(|(_, value)| {
            !matches!(
                value.trim().to_lowercase().as_str(),
                "no" | "off" | "false" | "0"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_the_fourth_column_and_little_of_it_is_bad() {
        let printed = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                       /dev/sda1 1000000 600000 400000 60% /\n";
        assert_eq!(free_kib(printed), Some(400_000));
        assert_eq!(free_kib("nonsense"), None);
        assert_eq!(disk_check(Some(400_000)).ok, Some(false));
        assert_eq!(disk_check(Some(LEAST_KIB)).ok, Some(true));
        assert_eq!(disk_check(None).ok, None);
    }

    #[test]
    fn cups_keeps_printed_papers_unless_told_not_to() {
        assert!(keeps_files(""));
        assert!(keeps_files(
            "# PreserveJobFiles No\nPreserveJobFiles 86400\n"
        ));
        assert!(!keeps_files(
            "PreserveJobHistory Yes\npreservejobfiles no\n"
        ));
    }
}
