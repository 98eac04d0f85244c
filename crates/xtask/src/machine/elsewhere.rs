//! macOS and Windows: the checks exist and say that we have not run them.

use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{find_program, succeeds};

/// Checks by looking only; nothing is installed on these platforms.
pub fn check() -> Result<()> {
    println!(
        "未在本平台运行验证（{0}）：以下检查与构建步骤只在 Linux 上跑过。 / Not run on this platform ({0}) by us: what follows has been run on Linux only.",
        std::env::consts::OS
    );
    let lacking = match std::env::consts::OS {
        "macos" => on_macos(),
        "windows" => on_windows(),
        other => bail!("不支持的平台 / unsupported platform: {other}"),
    };
    if lacking.is_empty() {
        return Ok(());
    }
    bail!("请先安装： / Install first:\n  {}", lacking.join("\n  "))
}

fn on_macos() -> Vec<&'static str> {
    let mut lacking = Vec::new();
    if !succeeds(Command::new("xcode-select").arg("-p")) {
        lacking.push("xcode-select --install   编译器与系统头文件 / compiler and headers");
    }
    if find_program("cmake").is_none() {
        lacking.push("brew install cmake   编译扫码部件 / builds the code reader");
    }
    lacking
}

/// The registry key under which the WebView2 runtime leaves its version.
const WEBVIEW2: &str = r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";

fn on_windows() -> Vec<&'static str> {
    let mut lacking = Vec::new();
    if !succeeds(Command::new("reg").args(["query", WEBVIEW2, "/v", "pv"])) {
        lacking
            .push("Microsoft Edge WebView2 Runtime   窗口的网页内核 / the webview of the window");
    }
    if !has_cpp_build_tools() {
        lacking.push("Visual Studio Build Tools (C++)   编译器 / the compiler");
    }
    if find_program("cmake").is_none() {
        lacking.push("CMake   编译扫码部件 / builds the code reader");
    }
    if std::env::var_os("OPENSSL_DIR").is_none() {
        lacking.push("OpenSSL, OPENSSL_DIR   数据库加密 / encrypts the database");
    }
    lacking
}

fn has_cpp_build_tools() -> bool {
    let Some(programs) = std::env::var_os("ProgramFiles(x86)") else {
        return false;
    };
    let vswhere = std::path::Path::new(&programs)
        .join("Microsoft Visual Studio")
        .join("Installer")
        .join("vswhere.exe");
    let tools = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64";
    crate::run::read(Command::new(vswhere).args([
        "-products",
        "*",
        "-requires",
        tools,
        "-property",
        "installationPath",
    ]))
    .is_ok_and(|found| !found.trim().is_empty())
}
