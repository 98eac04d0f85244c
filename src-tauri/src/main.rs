//! 综窗: the counter window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    zongchuang_shell::run()
}
