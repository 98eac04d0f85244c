use std::path::PathBuf;

use clap::Subcommand;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 用文件带来带走基础数据（事项、日历、人员、城市、信任列表）。
#[derive(Debug, Subcommand)]
pub enum Refdata {
    /// 导出本机的基础数据
    Export {
        /// 文件；已有的不覆盖
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// 导入；签名不对或比本机旧的不采用
    Import {
        /// 文件
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

impl Refdata {
    /// One line: what was written or taken.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        match self {
            Self::Export { file } => {
                let bytes = desk.refdata_export()?;
                let mut options = std::fs::OpenOptions::new();
                let mut place = options.write(true).create_new(true).open(&file)?;
                std::io::Write::write_all(&mut place, &bytes)?;
                place.sync_all()?;
                let line = serde_json::json!({ "file": file, "bytes": bytes.len() });
                out.line(&line, || format!("已导出到 {}。", file.display()))?;
            }
            Self::Import { file } => {
                let imported = desk.refdata_import(&std::fs::read(&file)?)?;
                out.line(&imported, || match imported.newer.len() {
                    0 => "本机已是这个版本。".to_owned(),
                    n => format!("已更新 {n} 项基础数据。"),
                })?;
            }
        }
        Ok(Exit::Done)
    }
}
