use std::path::PathBuf;

use clap::Args;
use desk::ask::{self, ScannedFile};
use desk::machine;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::out::Out;

/// 读出图片或 PDF 里的二维码。
#[derive(Debug, Args)]
pub struct Scan {
    /// 图片或 PDF 文件
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Scan {
    /// A line a file.
    pub fn run(self, out: Out) -> Result<Exit, Fault> {
        let decoder = machine::decoder();
        let mut exit = Exit::Done;
        for path in &self.files {
            let scanned = ask::scan(path, &decoder);
            if scanned.codes.is_empty() {
                exit = exit.max(Exit::NotFound);
            }
            out.line(&scanned, || text(&scanned))?;
        }
        Ok(exit)
    }
}

fn text(scanned: &ScannedFile) -> String {
    let mut lines = vec![format!("{}：{}", scanned.file, summary(scanned))];
    for code in &scanned.codes {
        lines.push(format!("  {}　{}", code.kind, code.text));
    }
    lines.join("\n")
}

fn summary(scanned: &ScannedFile) -> String {
    let why = match scanned.error.as_deref() {
        None if scanned.codes.is_empty() && scanned.left > 0 => {
            "看过的页里没有二维码，还有没看的页"
        }
        None if scanned.codes.is_empty() => "没有读到二维码",
        None => return format!("{} 个码，{} 毫秒", scanned.codes.len(), scanned.ms),
        Some("not_found") => "没有这个文件",
        Some("not_a_file" | "unreadable") => "文件打不开",
        Some("not_a_picture") => "不是图片，也不是 PDF",
        Some("other_format") => "这种格式不读（如 HEIC、OFD），请另存为 JPEG 或 PDF",
        Some("locked") => "PDF 有打开密码",
        Some("no_worker") => "读 PDF 的程序没有启动",
        Some("too_many_bytes" | "too_many_pixels" | "too_much_memory") => "图片太大，没有打开",
        Some("too_small") => "图片太小",
        Some("truncated") => "图片不完整",
        Some("decoder_died") => "识读程序读这张图片时出错",
        Some("timed_out") => "时间到了还没有读出",
        Some(_) => "文件已损坏",
    };
    why.to_owned()
}
